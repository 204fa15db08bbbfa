import { kindOf, type ContentKind, type Message, type MessageForm, type Post } from '../news/post.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';
import type { Notices } from './notices.ts';

/** A forbidden kind is tried again after this time, milliseconds. */
const trialMs = 24 * 3_600_000;

/** A change of a standing post that the chat did not allow is tried again after this time, milliseconds. */
const changeTrialMs = 3_600_000;

/** Keys of the troubles that a kind is forbidden begin so, and end with the channel's name. */
export const forbiddenKeys = { photo: 'no photos', text: 'no texts' } as const satisfies Record<
  ContentKind,
  string
>;

interface ContentKindsParts {
  store: Pick<Store, 'forbiddenKinds' | 'ledger'>;
  notices: Notices;
  clock: Clock;
}

/**
 * The kinds of content that the chat of one channel does not allow: a group may forbid its members photos, or texts. Such
 * a kind is remembered, told once, and tried again after a day. That a kind is refused proves little, because a chat that
 * is closed to us refuses each. So it counts as forbidden when the chat took another kind after it.
 */
export class ContentKinds {
  readonly #channel: string;
  readonly #parts: ContentKindsParts;
  /** When each forbidden kind was tried last; null: not read yet. */
  #forbidden: Map<ContentKind, Date> | null = null;
  /** Kinds that were refused, and none was taken since. The values are Telegram's words. */
  readonly #doubtful = new Map<ContentKind, string>();
  /** When corrections of posts of a kind, and the kills of posts, are tried again, on the steady clock. */
  readonly #changesFromMs = new Map<ContentKind | Post['id'], number>();

  constructor(channel: string, parts: ContentKindsParts) {
    this.#channel = channel;
    this.#parts = parts;
  }

  /** Whether the chat allows everything, as far as we know. */
  get isOpen(): boolean {
    return this.#forbidden?.size === 0 && this.#doubtful.size === 0;
  }

  /** Whether a text may be refused, so that a picture should carry it. */
  async isTextDoubtful(): Promise<boolean> {
    return this.#doubtful.has('text') || (await this.#read()).has('text');
  }

  /** The form that is tried first; a moment: each one is forbidden, and none is tried again before. */
  async firstForm(message: Message): Promise<MessageForm | Date> {
    const photoFrom = message.photo === null ? null : await this.triedFrom('photo');
    if (message.photo !== null && photoFrom === null) return 'photo';
    const textFrom = await this.triedFrom('text');
    if (textFrom === null) return 'text';
    return photoFrom === null || textFrom < photoFrom ? textFrom : photoFrom;
  }

  /** From when on a form may be tried; null: now. While another kind is refused, it may be allowed meanwhile. */
  async triedFrom(form: MessageForm): Promise<Date | null> {
    if (this.#doubtful.size > 0) return null;
    const triedAt = (await this.#read()).get(kindOf(form));
    if (triedAt === undefined) return null;
    const from = new Date(triedAt.getTime() + trialMs);
    const now = this.#parts.clock.now();
    // A trial in the future: the clock was set back since.
    return from <= now || triedAt > now ? null : from;
  }

  async refused(kind: ContentKind, reason: string): Promise<void> {
    const { clock, store } = this.#parts;
    const known = await this.#read();
    if (!known.has(kind)) return void this.#doubtful.set(kind, reason);
    const now = clock.now();
    await store.forbiddenKinds.forbid(this.#channel, kind, now);
    known.set(kind, now);
  }

  /** The chat took this kind. Others that it refused before are forbidden. */
  async taken(kind: ContentKind): Promise<void> {
    const { notices, store } = this.#parts;
    const known = await this.#read();
    this.#doubtful.delete(kind);
    if (known.has(kind)) {
      await store.forbiddenKinds.allow(this.#channel, kind);
      await notices.end(`${forbiddenKeys[kind]}:${this.#channel}`);
      await store.ledger.forgetPostponements([this.#channel]);
      known.delete(kind);
      this.#changesFromMs.clear();
    }
    await this.conclude();
  }

  /** The chat took something, so it is open to us, and the kinds that it refused before are forbidden. */
  async conclude(): Promise<void> {
    const { clock, notices, store } = this.#parts;
    const known = await this.#read();
    for (const [other, reason] of this.#doubtful) {
      const now = clock.now();
      await store.forbiddenKinds.forbid(this.#channel, other, now);
      await notices.begin(`${forbiddenKeys[other]}:${this.#channel}`, reason);
      known.set(other, now);
      this.#doubtful.delete(other);
    }
  }

  /** Somebody says that the chat allows more now: each forbidden kind is tried again, and what waited for it. */
  async tryNow(): Promise<void> {
    this.#changesFromMs.clear();
    const { store } = this.#parts;
    const known = await this.#read();
    if (known.size === 0) return;
    const longAgo = new Date(0);
    for (const kind of known.keys()) {
      await store.forbiddenKinds.forbid(this.#channel, kind, longAgo);
      known.set(kind, longAgo);
    }
    await store.ledger.forgetPostponements([this.#channel]);
  }

  /**
   * The chat does not allow what a change of a standing post needs. The change waits; other corrections of this kind wait
   * with it. After a restart they are tried at once.
   * @returns whether the kill of this post waits for the first time.
   */
  putOff({ dueChange, form, id }: Pick<Post, 'dueChange' | 'form' | 'id'>): boolean {
    const what = dueChange === 'kill' ? id : kindOf(form ?? 'text');
    const isNew = !this.#changesFromMs.has(what);
    this.#changesFromMs.set(what, this.#parts.clock.steadyMs() + changeTrialMs);
    return isNew;
  }

  /** Whether the change that is due for a post is put off. */
  isPutOff({ dueChange, form, id, state }: Pick<Post, 'dueChange' | 'form' | 'id' | 'state'>): boolean {
    if (state !== 'sent' || dueChange === null) return false;
    const what = dueChange === 'kill' ? id : kindOf(form ?? 'text');
    return this.#parts.clock.steadyMs() < (this.#changesFromMs.get(what) ?? 0);
  }

  /** The channel pauses: what was refused before may be allowed after it. */
  forgetDoubts(): void {
    this.#doubtful.clear();
  }

  async #read(): Promise<Map<ContentKind, Date>> {
    this.#forbidden ??= await this.#parts.store.forbiddenKinds.of(this.#channel);
    return this.#forbidden;
  }
}
