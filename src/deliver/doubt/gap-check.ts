import type { Post } from '../../news/post.ts';
import { forms, shownText } from '../../news/post.ts';
import type { ChannelGate, Step } from '../channel-gate.ts';
import type { UnknownPost } from '../../store/posts/unknown-posts.ts';
import type { LogCopy } from '../../store/records/log-copies.ts';
import type { Delivery } from '../delivery.ts';
import { arrivalOf, type AlbumCheck } from './album-check.ts';
import type { Read } from './channel-reader.ts';
import { canonical } from './same-message.ts';
import { noteSeen } from './sighting.ts';

/** How many missing numbers in a row end the reading of a whole channel: deleted messages leave gaps. */
export const wholeChannelGap = 50;

/** What is read here is counted apart from what is read for a post. */
const noPost = -1;

/** So many messages in a row have to be older than what the database knows. One alone may be a forward. */
const olderInARow = 3;

/** How far the clock of this machine may differ from Telegram's without our noticing. */
const clockMarginMs = 60_000;

/** The numbers that are still to be read after a start. */
interface Pending {
  /** Every number up to this one was read. */
  after: number;
  /** The last moment of which the database knew at the start: what it does not know was posted later. */
  since: number;
}

/**
 * Numbers that nobody could read before the first post after a start. An older copy of the database may know no number
 * of the channel, or people used so many numbers, or Telegram left so many out, that the search ended too early. The
 * first post gives a number. So the numbers below it are read downwards, to the time of the copy. In an ordinary start
 * there are none. What is pending is kept in the database, because a kill may come between.
 */
export class GapCheck {
  readonly #gate: ChannelGate;
  readonly #delivery: Delivery;
  /** undefined: not loaded. */
  #pending: Pending | null | undefined;
  #next: number | null = null;
  /** What is to be read first, upwards; null: nothing. */
  #above: { next: number; missing: number } | null = null;
  #older = 0;
  /** Everything was read. */
  #isRead = false;
  /** Copies that are to be deleted. */
  readonly #later: LogCopy[] = [];
  readonly #albumCheck: AlbumCheck;

  constructor(gate: ChannelGate, delivery: Delivery, albumCheck: AlbumCheck) {
    this.#albumCheck = albumCheck;
    this.#gate = gate;
    this.#delivery = delivery;
  }

  /** Whether there is certainly nothing to be read. */
  get isOver(): boolean {
    return this.#pending === null && this.#later.length === 0;
  }

  /** The search before the first post is over. Nothing has left since the start. */
  async begin(after: number): Promise<void> {
    const { knownUntil, store } = this.#delivery;
    const known = await store.facts.uncheckedAfter(this.#gate.name);
    const since = Math.min(knownUntil.getTime(), known?.since ?? Infinity);
    this.#pending = { after, since };
    await store.facts.setUnchecked(this.#gate.name, this.#pending);
  }

  /** What an earlier start left. */
  async #load(): Promise<Pending | null> {
    const known = await this.#delivery.store.facts.uncheckedAfter(this.#gate.name);
    if (known === null || known.after === null) return null;
    return { after: known.after, since: known.since };
  }

  /**
   * Reads the next number. null: there is nothing to be read now.
   * @param isCaughtUp whether the search before the first post is over.
   */
  async step(isCaughtUp: boolean, signal: AbortSignal): Promise<Step | null> {
    const { posts } = this.#delivery.store;
    const { name, address } = this.#gate;
    const deleting = await this.#deleteNext(signal);
    if (deleting !== null) return deleting;
    if (this.#pending === undefined) this.#pending = await this.#load();
    if (this.#pending === null) return null;
    if (this.#isRead) return this.#finish(this.#pending, isCaughtUp, signal);
    const { after } = this.#pending;
    if (this.#next === null) {
      const last = await posts.numbersAfter(name, address.chatId, after);
      const highest = last.at(-1);
      if (highest === undefined) return null;
      this.#next = highest - 1;
      if (await this.#mayBeOld(highest, after)) this.#above = { next: highest + 1, missing: 0 };
    }
    if (this.#above !== null) return this.#readAbove(this.#above, signal);
    const number = await this.#nextUnknown(this.#next, after);
    if (number === null) return this.#finish(this.#pending, isCaughtUp, signal);
    this.#next = number;
    const read = await this.#delivery.reader.read(
      { id: noPost, channel: name },
      address,
      number,
      'gap',
      signal,
    );
    return this.#take(read, number, this.#pending, isCaughtUp, signal);
  }

  /** The post under this number was read back. It may have stood there since before the restore, and others above it. */
  async #mayBeOld(number: number, after: number): Promise<boolean> {
    const sent = await this.#delivery.store.posts.sentAfter(
      this.#gate.name,
      this.#gate.address.chatId,
      after,
    );
    return sent.some(({ messageId, unsureTries }) => messageId === number && unsureTries > 0);
  }

  async #readAbove(above: { next: number; missing: number }, signal: AbortSignal): Promise<Step> {
    const { isOlderCopy, reader, settings } = this.#delivery;
    const { name, address } = this.#gate;
    const forNoPost = { id: noPost, channel: name };
    const read = await reader.read(forNoPost, address, above.next, 'gap', signal);
    if (read.kind === 'wait') return { wakeAt: read.untilMs };
    if (read.kind === 'rest') return this.#gate.rest(read.outcome, { channel: name });
    const isQueued =
      read.kind === 'message' && (await noteSeen(this.#gate, this.#delivery, read, above.next));
    if (isQueued && read.sentAt !== null) await this.#knowLess(read.sentAt);
    above.next += 1;
    above.missing = read.kind === 'missing' ? above.missing + 1 : 0;
    const isOver = above.missing >= (isOlderCopy ? wholeChannelGap : settings.readBackGap);
    // What cannot be read above cannot be read below, and that says so.
    if (isOver || read.kind === 'exhausted' || read.kind === 'unreadable') this.#above = null;
    return 'again';
  }

  async #take(
    read: Read,
    number: number,
    pending: Pending,
    isCaughtUp: boolean,
    signal: AbortSignal,
  ): Promise<Step> {
    const { log } = this.#delivery;
    const { name } = this.#gate;
    if (read.kind === 'wait') return { wakeAt: read.untilMs };
    if (read.kind === 'rest') return this.#gate.rest(read.outcome, { channel: name });
    if (read.kind === 'exhausted' || read.kind === 'unreadable') {
      const facts = { channel: name, from: pending.after + 1, to: number };
      log.warn(
        facts,
        'these numbers were not read: posts that an older copy of the database does not know may stand there',
      );
      return this.#finish(pending, isCaughtUp, signal);
    }
    this.#next = number - 1;
    if (read.kind === 'missing') return 'again';
    const isQueued = read.kind === 'message' && (await noteSeen(this.#gate, this.#delivery, read, number));
    if (read.sentAt !== null) {
      if (isQueued) await this.#knowLess(read.sentAt);
      const isOlder = !isQueued && read.sentAt.getTime() < pending.since - clockMarginMs;
      this.#older = isOlder ? this.#older + 1 : 0;
    }
    return this.#older >= olderInARow ? this.#finish(pending, isCaughtUp, signal) : 'again';
  }

  /** A post of this moment stands there and is still queued here: the database does not know what came after it. */
  async #knowLess(sentAt: Date): Promise<void> {
    if (this.#pending == null || this.#pending.since <= sentAt.getTime()) return;
    this.#pending = { ...this.#pending, since: sentAt.getTime() };
    await this.#delivery.store.facts.setUnchecked(this.#gate.name, this.#pending);
  }

  /** The next number downwards under which no post of the ledger stands. null: there is none. */
  async #nextUnknown(from: number, after: number): Promise<number | null> {
    const { name, address } = this.#gate;
    const known = new Set(await this.#delivery.store.posts.numbersAfter(name, address.chatId, after));
    for (let number = from; number > after; number -= 1) if (!known.has(number)) return number;
    return null;
  }

  /**
   * A post that left since the start may stand there more than once: the one that readers saw first stays. An earlier
   * start may have left what is pending, and a post that was found since ends it. Then the search of this start is still
   * to come, and what the database did not know at the earlier start it does not know now.
   */
  async #finish({ after, since }: Pending, isCaughtUp: boolean, signal: AbortSignal): Promise<Step> {
    const { store } = this.#delivery;
    const { name, address } = this.#gate;
    this.#isRead = true;
    for (const post of await store.posts.sentAfter(name, address.chatId, after)) {
      const interruption = await this.#keepOlder(post, signal);
      if (interruption !== null) return interruption;
    }
    if (isCaughtUp) await store.facts.removeUnchecked(name);
    else await store.facts.setUnchecked(name, { after: null, since });
    this.#pending = null;
    this.#next = null;
    this.#isRead = false;
    return 'again';
  }

  /** @returns null: it is done. Otherwise it is called again, and goes on with what is still noted. */
  async #keepOlder(post: Post, signal: AbortSignal): Promise<Step | null> {
    const { ledger, store } = this.#delivery;
    const { name, address } = this.#gate;
    const { articleId, message, messageId: later } = post;
    const isDigest = articleId === null;
    if (message === null || later === null) return null;
    const shown = forms.map((form) => shownText(message, form));
    const ownLink = message.link === null ? null : canonical(message.link);
    const seen = await store.unknownPosts.find(name, ownLink, shown, isDigest);
    if (seen === null || seen.messageId >= later) return null;
    // Its answer was lost, and it was sent again: there may be more. A copy is read before its note goes.
    const all = await store.unknownPosts.showing(name, seen.link, shown);
    for (const copy of all) {
      if (copy.messageId === seen.messageId || copy.messageId >= later) continue;
      const look = await this.#albumCheck.standing(post, message, copy, signal);
      if ('step' in look) return look.step;
      await this.#expectDeletion(copy, look.found?.numbers ?? []);
    }
    const look = await this.#albumCheck.standing(post, message, seen, signal);
    if ('step' in look) return look.step;
    const { found } = look;
    // Of an album that did not arrive whole the later one stays.
    if (found === null || found.isInPart) {
      await this.#expectDeletion(seen, found?.numbers ?? []);
      return 'again';
    }
    for (const number of post.messageIds ?? [later])
      await this.#expect({ chatId: post.chatId ?? address.chatId, messageId: number });
    await ledger.standsEarlier(post.id, arrivalOf(this.#gate, found), found.shown);
    await store.unknownPosts.remove(name, seen.messageId);
    return null;
  }

  /** What was seen of a post is to be deleted: these numbers, beginning with its own. */
  async #expectDeletion({ channel, messageId }: UnknownPost, numbers: readonly number[]): Promise<void> {
    const { chatId } = this.#gate.address;
    for (const number of numbers) await this.#expect({ chatId, messageId: number });
    await this.#delivery.store.unknownPosts.remove(channel, messageId);
  }

  /** It is deleted next; at the next start, if the program is killed before. */
  async #expect(copy: LogCopy): Promise<void> {
    await this.#delivery.store.logCopies.add(copy);
    this.#later.push(copy);
  }

  /** Deletes the later copies of posts that stood there already. null: there are none. */
  async #deleteNext(signal: AbortSignal): Promise<Step | null> {
    const { log, messenger, reader, store } = this.#delivery;
    const { name: channel, address } = this.#gate;
    const [copy] = this.#later;
    if (copy === undefined) return null;
    const { messageId: message } = copy;
    const deleted = await messenger.delete(address, message, signal);
    if (deleted.kind === 'unsure' || (deleted.kind === 'refused' && deleted.because === 'unknown')) {
      const again = await reader.afterSilence(`delete the later copy ${channel} ${message}`, signal);
      if (again.kind === 'wait') return { wakeAt: again.untilMs };
    } else if (deleted.kind !== 'done' && deleted.kind !== 'gone' && deleted.kind !== 'refused') {
      return this.#gate.rest(deleted, { channel });
    } else await store.logCopies.remove(copy);
    this.#later.shift();
    log.warn(
      { channel, message, deleted: deleted.kind },
      'a post stood in the channel already; the later one is deleted',
    );
    return 'again';
  }
}
