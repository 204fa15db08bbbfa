import { fileIdIn } from '../../news/medium.ts';
import { ownReasons } from '../../news/reasons.ts';
import { partsOf, type Message, type MessageForm, type Part, type Post } from '../../news/post.ts';
import type { Delivery } from '../delivery.ts';
import { reduced, type Refusal, type Way } from '../forms.ts';
import type { Upload, Uploads } from '../messenger.ts';
import type { Loaded, NoFile } from './downloads.ts';
import type { PictureWatch } from './picture-watch.ts';

/**
 * The media of one post that leaves: Telegram fetches them from their addresses; if it cannot, we upload them; if that
 * fails too, the post shows its first picture, or leaves as a text.
 */
export class Illustration {
  readonly #post: Post;
  readonly #message: Message;
  readonly #delivery: Delivery;
  readonly #watch: PictureWatch;
  #way: Way = { form: 'text', replyTo: null };
  /** Files that this post uses now. */
  readonly #loaded: Loaded[] = [];
  /** Why the last try with the media failed. */
  #failure: string | null = null;
  #isClosedToTelegram = false;

  constructor(post: Post, message: Message, delivery: Delivery, watch: PictureWatch) {
    this.#post = post;
    this.#message = message;
    this.#delivery = delivery;
    this.#watch = watch;
  }

  /** What is shown beside the words in this way. */
  #partsOf({ form, isReduced = false }: Way): readonly Part[] {
    return form === 'photo' ? partsOf(isReduced ? reduced(this.#message) : this.#message) : [];
  }

  #isForTelegram({ kind, url }: Part): boolean {
    return this.#delivery.downloads.isForTelegram(url, kind);
  }

  firstWay(form: MessageForm, replyTo: number | null): Way {
    const parts = this.#partsOf({ form, replyTo });
    const isUploaded = parts.length > 0 && !parts.some((part) => this.#isForTelegram(part));
    return { form, replyTo, ...(isUploaded ? { isUploaded } : {}) };
  }

  /** Called before each request. @returns what is uploaded; empty: nothing. */
  async prepare(way: Way, signal: AbortSignal): Promise<Uploads | NoFile> {
    this.#way = way;
    this.release();
    const { downloads } = this.#delivery;
    const uploads = new Map<number, Upload>();
    let left = downloads.mostBytes;
    for (const [place, part] of this.#partsOf(way).entries()) {
      const isUploaded = way.isUploaded === true && fileIdIn(part.url) === null;
      if (!isUploaded && this.#isForTelegram(part)) continue;
      const loaded = await downloads.load(part, left, signal);
      if ('reason' in loaded) return loaded;
      this.#loaded.push(loaded);
      uploads.set(place, loaded);
      left -= loaded.size;
    }
    return uploads;
  }

  /** No request is made any more, or another one. */
  release(): void {
    for (const loaded of this.#loaded.splice(0)) loaded.release();
  }

  /** That a chat allows no photos is told for the whole channel. */
  refused({ because, reason }: Refusal): void {
    if (this.#way.form !== 'photo' || because === 'kind' || because === 'reply') return;
    this.#failure = reason;
    if (because === 'picture' && this.#way.isUploaded !== true) this.#isClosedToTelegram = true;
  }

  /** Whether there is nothing to be noted when the post stands in the channel. */
  get isSettled(): boolean {
    return this.#way.form === 'photo' ? this.#watch.isWell : this.#failure === null;
  }

  /** The post stands in the channel, in the way of the last request. */
  async arrived(): Promise<void> {
    const { form, isReduced = false, isUploaded = false } = this.#way;
    if (form !== 'photo') {
      if (this.#failure !== null) await this.#watch.failed(this.#post, this.#failure);
      return;
    }
    if (isReduced && this.#failure !== null)
      await this.#delivery.notices.about(this.#post, 'media left out', this.#failure);
    if (!isReduced && (this.#message.photo?.leftOut ?? 0) > 0)
      await this.#delivery.notices.about(this.#post, 'media left out', ownReasons.tooManyMedia);
    if (isUploaded && this.#isClosedToTelegram)
      for (const { kind, url } of this.#partsOf(this.#way))
        this.#delivery.downloads.rememberClosed(url, kind);
    await this.#watch.succeeded();
  }
}
