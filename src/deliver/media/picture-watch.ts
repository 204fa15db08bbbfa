import type { Post } from '../../news/post.ts';
import type { Store } from '../../store/store.ts';
import type { Notices } from '../notices.ts';

/** So many pictures in a row have to fail before it is the channel's trouble and not that of single posts. */
const mostFailures = 3;

/** The key of the trouble that the pictures of a channel fail. */
export function picturesKey(channel: string): string {
  return `pictures:${channel}`;
}

/**
 * Sees to it that people hear of pictures that a channel does not get: of the first ones one by one, and then once,
 * until a picture succeeds again.
 */
export class PictureWatch {
  readonly #key: string;
  readonly #notices: Notices;
  readonly #troubles: Store['troubles'];
  #failures = 0;
  /** Whether the trouble is certainly over; an earlier run may have left it. */
  #isWell = false;

  constructor(channel: string, notices: Notices, troubles: Store['troubles']) {
    this.#key = picturesKey(channel);
    this.#notices = notices;
    this.#troubles = troubles;
  }

  /** Whether the pictures of the channel succeed, and everybody knows. */
  get isWell(): boolean {
    return this.#isWell;
  }

  async failed(post: Pick<Post, 'id' | 'channel' | 'articleId'>, reason: string): Promise<void> {
    this.#failures += 1;
    this.#isWell = false;
    if (this.#failures >= mostFailures) return this.#notices.begin(this.#key, reason);
    const isKnown = (await this.#troubles.open()).some(({ key }) => key === this.#key);
    if (!isKnown) await this.#notices.about(post, 'picture left out', reason);
  }

  async succeeded(): Promise<void> {
    this.#failures = 0;
    if (this.#isWell) return;
    await this.#notices.end(this.#key);
    this.#isWell = true;
  }
}
