import {
  numbersFrom,
  partsOf,
  type Illustrated,
  type Message,
  type Part,
  type Post,
  type Rendering,
} from '../../news/post.ts';
import { mostCuts } from '../forms.ts';
import type { ChangeOutcome } from '../messenger.ts';
import type { Downloads } from './downloads.ts';
import type { EditRequests } from './edit-requests.ts';
import type { EditWay } from './edit-ways.ts';
import { isSamePart, withParts, type MediaPlan } from './media-plan.ts';

/** What became of the other messages of an album; its first one is edited after them, with the words. */
export type AlbumEdited =
  | {
      kind: 'done';
      photo: Illustrated;
      messageIds: readonly number[];
      /** Why something could not be exchanged or deleted; null: everything was. */
      failure: string | null;
    }
  /** Something else is due by now. */
  | { kind: 'unwanted' }
  | { kind: 'open'; outcome: ChangeOutcome };

const noWords: Rendering = { html: '', shown: '' };

type Stay = { number: number; part: Part };

/**
 * Exchanges and deletes the messages of an album behind its first one. Each is a request of its own, and any of them may
 * be the last that Telegram answers for a while: what is done is not done again by this process, and another one does all
 * of it again, which shows the same.
 */
export class AlbumEdit {
  readonly #requests: EditRequests;
  readonly #downloads: Pick<Downloads, 'isForTelegram'>;
  /** What was done of the plan that goes on; numbers of messages. */
  #done: { key: string; numbers: Set<number> } = { key: '', numbers: new Set() };

  constructor(requests: EditRequests, downloads: Pick<Downloads, 'isForTelegram'>) {
    this.#requests = requests;
    this.#downloads = downloads;
  }

  async apply(post: Post, plan: MediaPlan, photo: Illustrated, signal: AbortSignal): Promise<AlbumEdited> {
    const numbers = post.messageIds ?? numbersFrom(post.messageId ?? 0, post.message, post.form);
    const standing = post.message === null ? [] : partsOf(post.message);
    const key = `${post.id} ${plan.parts.map(({ kind, url }) => `${kind} ${url}`).join(' ')}`;
    if (this.#done.key !== key) this.#done = { key, numbers: new Set() };
    const stays: Stay[] = [];
    let failure: string | null = null;
    for (const [index, place] of plan.places.entries()) {
      const [number, part, before] = [numbers[place], plan.parts[index], standing[place]];
      if (number === undefined || part === undefined) continue;
      // With revision 0 an earlier edit may have arrived, and nobody knows what stands there.
      const isShown = post.revision !== 0 && isSamePart(part, before);
      if (index === 0 || isShown || this.#done.numbers.has(number)) {
        stays.push({ number, part });
        continue;
      }
      const outcome = await this.#exchange(post, number, part, signal);
      if (outcome === null) return { kind: 'unwanted' };
      if (outcome.kind === 'done') {
        this.#done.numbers.add(number);
        stays.push({ number, part });
      } else if (outcome.kind === 'refused' && outcome.because !== 'unknown' && outcome.because !== 'kind') {
        failure = outcome.reason;
        stays.push({ number, part: before ?? part });
      } else if (outcome.kind === 'gone') failure = outcome.reason;
      else return { kind: 'open', outcome };
    }
    const deleting = plan.deleted.flatMap((place) => numbers[place] ?? []);
    const deleted = await this.#delete(post, deleting, signal);
    if (deleted === null) return { kind: 'unwanted' };
    if (deleted.kind === 'refused') {
      failure = deleted.reason;
      for (const place of plan.deleted) {
        const [number, part] = [numbers[place], standing[place]];
        if (number !== undefined && part !== undefined) stays.push({ number, part });
      }
    } else if (deleted.kind !== 'done' && deleted.kind !== 'gone') return { kind: 'open', outcome: deleted };
    const inOrder = stays.toSorted((one, next) => one.number - next.number);
    return {
      kind: 'done',
      photo: withParts(
        photo,
        inOrder.map(({ part }) => part),
      ),
      messageIds: inOrder.map(({ number }) => number),
      failure,
    };
  }

  /** null: something else is due by now. */
  async #exchange(
    post: Post,
    number: number,
    part: Part,
    signal: AbortSignal,
  ): Promise<ChangeOutcome | null> {
    const message = partAlone(part);
    let photo: EditWay['photo'] = this.#downloads.isForTelegram(part.url, part.kind) ? 'fetched' : 'uploaded';
    for (let cuts = 0; ;) {
      const outcome = await this.#requests.edit(post, number, { message, form: 'photo', photo }, signal);
      if (outcome?.kind !== 'refused') return outcome;
      const { because } = outcome;
      if (because === 'picture' && photo === 'fetched') photo = 'uploaded';
      else if (because === 'upload' && (cuts += 1) < mostCuts) continue;
      else return outcome;
    }
  }

  async #delete(post: Post, numbers: readonly number[], signal: AbortSignal): Promise<ChangeOutcome | null> {
    const left = numbers.filter((number) => !this.#done.numbers.has(number));
    if (left.length === 0) return { kind: 'done' };
    const outcome = await this.#requests.delete(post, left, signal);
    if (outcome?.kind === 'done') for (const number of left) this.#done.numbers.add(number);
    return outcome;
  }
}

/** A part of an album after the first has no words. */
function partAlone({ kind, url }: Part): Message {
  const photo = { url, caption: noWords, ...(kind === 'photo' ? {} : { kind }) };
  return { photo, text: noWords, plain: '', previewUrl: null, link: null };
}
