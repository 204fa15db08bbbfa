import type { MediumKind } from '../../news/medium.ts';
import { partsOf, shownText, type Message, type Post } from '../../news/post.ts';
import type { LateCopy } from '../../store/posts/late-copies.ts';
import type { ReadBack } from '../messenger.ts';

/** A message that shows a medium. */
export interface MediumMessage {
  messageId: number;
  medium: MediumKind;
  /** By Telegram's clock. */
  sentAt: Date;
}

/** Requests for one album that may have brought it without its first message. */
export interface AlbumRequests {
  message: Message;
  /** How many there are. */
  count: number;
  /** Between these moments what they brought arrived. */
  from: Date;
  until: Date;
}

/** All messages of an album have the date of their request, in seconds. */
export const mostApartMs = 2_000;

/** How far the clock of this machine may differ from Telegram's. */
const clockMarginMs = 5_000;

/** A request with an upload may take this long before it arrives. */
const longestWayMs = 10 * 60_000;

/** How long after the last request for a post a late one may still arrive. In some channels we look for it much later. */
const latestMs = 60_000;

type UnsurePost = Pick<Post, 'claimedAt' | 'message' | 'unsureAt'>;

/** The last request for an unsure post. null: it is no album with words, or was never claimed. */
export function lastRequestOf(post: UnsurePost, settleTimeMs: number): AlbumRequests | null {
  const { message } = post;
  const span = arrivalOf(post, settleTimeMs);
  return message === null || span === null || !isAlbum(message) ? null : { message, count: 1, ...span };
}

/** When what the last request brought arrived. null: it was never claimed. */
function arrivalOf({ claimedAt, unsureAt }: UnsurePost, settleTimeMs: number) {
  if (claimedAt === null) return null;
  const from = claimedAt.getTime();
  const end = Math.min((unsureAt ?? claimedAt).getTime(), from + longestWayMs);
  return spanOf(from, end + settleTimeMs);
}

/** All requests for a post that was sent again. null: it is no album with words, or nobody knows when they left. */
export function requestsOf({
  message,
  requests,
  firstClaimedAt,
  lastClaimedAt,
}: LateCopy): AlbumRequests | null {
  if (!isAlbum(message) || firstClaimedAt === null || lastClaimedAt === null) return null;
  return {
    message,
    count: requests,
    ...spanOf(firstClaimedAt.getTime(), lastClaimedAt.getTime() + latestMs),
  };
}

/** The first message of an album without words is like the others, so nothing tells which it was that is missing. */
function isAlbum(message: Message): boolean {
  return partsOf(message).length > 1 && shownText(message, 'photo') !== '';
}

function spanOf(from: number, until: number): Pick<AlbumRequests, 'from' | 'until'> {
  return { from: new Date(from - clockMarginMs), until: new Date(until + clockMarginMs) };
}

/** The media that were read in a channel. */
export class SeenMedia {
  readonly #wordless: MediumMessage[] = [];
  readonly #captioned: MediumMessage[] = [];

  note({ medium, sentAt, text }: Extract<ReadBack, { kind: 'message' }>, messageId: number): void {
    if (medium === undefined || sentAt === null) return;
    (text === '' ? this.#wordless : this.#captioned).push({ messageId, medium, sentAt });
  }

  /**
   * Whether one of them may belong to a post without words, although it shows another file than the first of the post. It
   * would, if Telegram gave a file a new number on the way.
   */
  mayBelongTo(post: UnsurePost, settleTimeMs: number): boolean {
    const span = arrivalOf(post, settleTimeMs);
    const kinds = post.message === null ? [] : partsOf(post.message).map(({ kind }) => kind);
    return this.#wordless.some(
      ({ medium, sentAt }) =>
        span !== null && kinds.includes(medium) && sentAt >= span.from && sentAt <= span.until,
    );
  }

  /** See the function of this name. */
  partsWithoutFirst(requests: AlbumRequests | null): number[] {
    return requests === null ? [] : partsWithoutFirst(requests, this.#wordless, this.#captioned);
  }
}

/**
 * The numbers of messages that are an album without its first one: it has the words, and the others are known by nothing
 * but their kinds, their order, and the moment of the request. Too few are better than a picture that a person posted, so
 * all of it has to fit. The longest rows count, one for each request; empty: there is none.
 * @param wordless media without words.
 * @param captioned media with words. What follows one of them in the same moment is the rest of its album, perhaps of
 * this one: its words may have been corrected before an older copy of the database was put back.
 */
export function partsWithoutFirst(
  { message, count, from, until }: AlbumRequests,
  wordless: readonly MediumMessage[],
  captioned: readonly MediumMessage[] = [],
): number[] {
  const kinds = partsOf(message)
    .slice(1)
    .map(({ kind }) => kind);
  let possible = withoutOthers(withoutRests(wordless, captioned), kinds).filter(
    ({ sentAt }) => sentAt >= from && sentAt <= until,
  );
  const parts: number[] = [];
  for (let left = count; left > 0; left -= 1) {
    const row = longestRow(possible, kinds);
    if (row.length === 0) break;
    parts.push(...row);
    possible = possible.filter(({ messageId }) => !row.includes(messageId));
  }
  return parts.toSorted((one, next) => one - next);
}

/** A person may have put the words under another message of an album than the first one. */
function withoutRests(seen: readonly MediumMessage[], captioned: readonly MediumMessage[]): MediumMessage[] {
  const wordless = new Map(seen.map((message) => [message.messageId, message]));
  const remove = (first: MediumMessage, step: 1 | -1, apartMs: number) => {
    for (let number = first.messageId + step; ; number += step) {
      const next = wordless.get(number);
      if (next === undefined || apartOf(first, next) > apartMs) break;
      wordless.delete(number);
    }
  };
  for (const first of captioned) {
    remove(first, 1, mostApartMs);
    // The next request may have left a moment after parts of ours arrived.
    remove(first, -1, 0);
  }
  return [...wordless.values()].toSorted((one, next) => one.messageId - next.messageId);
}

/**
 * Leaves out what cannot be a part of the album: media that follow one another in the same moment, and are more, or in
 * another order. Somebody else posted such an album.
 */
function withoutOthers(inOrder: readonly MediumMessage[], kinds: readonly MediumKind[]): MediumMessage[] {
  const runs: MediumMessage[][] = [];
  for (const message of inOrder) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run === undefined || last?.messageId !== message.messageId - 1 || !isTogether(last, message))
      runs.push([message]);
    else run.push(message);
  }
  return runs.filter((run) => rowFrom(run, kinds).length === run.length).flat();
}

function longestRow(inOrder: readonly MediumMessage[], kinds: readonly MediumKind[]): number[] {
  const rows = inOrder.map((_, start) => rowFrom(inOrder.slice(start), kinds));
  return rows.reduce<number[]>((longest, row) => (row.length > longest.length ? row : longest), []);
}

/** The messages from the first one on that can be one album's, in the order of its kinds. */
function rowFrom(messages: readonly MediumMessage[], kinds: readonly MediumKind[]): number[] {
  const [first] = messages;
  if (first === undefined) return [];
  const row: number[] = [];
  let place = 0;
  for (const message of messages) {
    const { medium, messageId } = message;
    const isNear = messageId - first.messageId < kinds.length;
    const next = kinds.indexOf(medium, place);
    if (!isNear || !isTogether(first, message) || next < 0) break;
    row.push(messageId);
    place = next + 1;
  }
  return row;
}

function isTogether(one: MediumMessage, next: MediumMessage): boolean {
  return apartOf(one, next) <= mostApartMs;
}

/** Milliseconds. */
function apartOf(one: MediumMessage, next: MediumMessage): number {
  return Math.abs(one.sentAt.getTime() - next.sentAt.getTime());
}
