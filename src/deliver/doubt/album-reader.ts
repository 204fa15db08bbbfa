import type { MediumKind } from '../../news/medium.ts';
import type { Post } from '../../news/post.ts';
import type { Store } from '../../store/store.ts';
import type { Address } from '../messenger.ts';
import type { ChannelReader, Read } from './channel-reader.ts';
import { mostApartMs } from './album-parts.ts';

/** What stands of an album, from its first message on. */
export interface AlbumThere {
  kind: 'album';
  /** The first one is always among them. */
  numbers: readonly number[];
  /** The first message does not stand there any more. */
  isGone: boolean;
  /** What its first message shows; null: nobody can say. */
  medium: MediumKind | null;
  /** Somebody else's message follows. The numbers of an album follow one another, so there never was more of it. */
  isEnded: boolean;
}

/** Why the reading did not come to its end. */
export type NotRead = Exclude<Read, { kind: 'message' | 'other' | 'missing' }>;

interface Known extends AlbumThere {
  key: string;
  next: number;
  numbers: number[];
  sentAt: Date | null;
}

/**
 * Reads what stands of an album of which the first message was found. How many messages our message of today has does
 * not say it: Telegram may have taken a part, or refused the album, so that one picture was sent in its place, or the
 * article may have had other media. Whoever took the numbers that follow for the album's would delete other posts.
 *
 * The reading can be interrupted, and goes on where it was.
 */
export class AlbumReader {
  readonly #reader: ChannelReader;
  readonly #store: Pick<Store, 'posts' | 'unknownPosts'>;
  #known: Known | null = null;

  constructor(reader: ChannelReader, store: Pick<Store, 'posts' | 'unknownPosts'>) {
    this.#reader = reader;
    this.#store = store;
  }

  /**
   * @param most how many messages the album has at most.
   * @param purpose see `ChannelReader.read`.
   */
  async read(
    post: Pick<Post, 'id' | 'channel'>,
    from: Address,
    first: number,
    most: number,
    purpose: string,
    signal: AbortSignal,
  ): Promise<AlbumThere | NotRead> {
    const key = `${post.id} ${purpose} ${first} ${most}`;
    if (this.#known?.key !== key) this.#known = begin(key, first);
    const known = this.#known;
    // Most posts are no albums. That the next number is another post's is known without a request.
    if (known.next === first) known.isEnded = await this.#isOther(post, from, first + 1);
    while (known.next < first + most && !known.isEnded) {
      const read: Read =
        known.next > first && (await this.#isOther(post, from, known.next))
          ? { kind: 'other', sentAt: null }
          : await this.#reader.read(post, from, known.next, purpose, signal);
      if (read.kind !== 'message' && read.kind !== 'other' && read.kind !== 'missing') return read;
      take(known, read, first);
    }
    return known;
  }

  /** It is a post of the ledger, or was seen as one of which the ledger does not know. */
  async #isOther(post: Pick<Post, 'id' | 'channel'>, { chatId }: Address, number: number): Promise<boolean> {
    const { posts, unknownPosts } = this.#store;
    return (await posts.isOther(post, chatId, number)) || (await unknownPosts.has(post.channel, number));
  }
}

function begin(key: string, first: number): Known {
  const nothing = { medium: null, sentAt: null, isEnded: false, isGone: false };
  return { kind: 'album', key, next: first, numbers: [first], ...nothing };
}

function take(known: Known, read: Extract<Read, { kind: 'message' | 'other' | 'missing' }>, first: number) {
  const number = known.next;
  known.next += 1;
  if (number === first) {
    known.isGone = read.kind === 'missing';
    if (read.kind !== 'message') return;
    known.medium = read.medium ?? null;
    known.sentAt = read.sentAt;
  } else if (read.kind === 'message' && read.isPhoto && read.text === '' && isOfMoment(known, read.sentAt)) {
    known.numbers.push(number);
  } else if (read.kind !== 'missing') known.isEnded = true;
}

function isOfMoment({ sentAt }: Known, other: Date | null): boolean {
  if (sentAt === null || other === null) return true;
  return Math.abs(other.getTime() - sentAt.getTime()) <= mostApartMs;
}
