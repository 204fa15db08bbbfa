import type { Message, MessageForm, Post } from '../../news/post.ts';
import type { Delivery } from '../delivery.ts';
import type { Refusal, Way } from '../forms.ts';
import type { Picture } from '../messenger.ts';
import type { PictureWatch } from './picture-watch.ts';
import type { NoPicture } from './pictures.ts';

/**
 * The picture of one post that leaves: Telegram fetches it from its address; if it cannot, we upload it; if that fails
 * too, the post leaves as a text.
 */
export class Illustration {
  readonly #post: Post;
  readonly #url: string | null;
  readonly #delivery: Delivery;
  readonly #watch: PictureWatch;
  #way: Way = { form: 'text', replyTo: null };
  /** Why the last try with the picture failed. */
  #failure: string | null = null;
  #isClosedToTelegram = false;

  constructor(post: Post, message: Message, delivery: Delivery, watch: PictureWatch) {
    this.#post = post;
    this.#url = message.photo?.url ?? null;
    this.#delivery = delivery;
    this.#watch = watch;
  }

  firstWay(form: MessageForm, replyTo: number | null): Way {
    const isUploaded =
      form === 'photo' && this.#url !== null && !this.#delivery.pictures.isForTelegram(this.#url);
    return { form, replyTo, ...(isUploaded ? { isUploaded } : {}) };
  }

  /** Called before each request. @returns the picture to upload; null: nothing is uploaded. */
  async prepare(way: Way, signal: AbortSignal): Promise<Picture | NoPicture | null> {
    this.#way = way;
    if (this.#url === null || way.isUploaded !== true || way.form !== 'photo') return null;
    return this.#delivery.pictures.load(this.#url, signal);
  }

  /** That a chat allows no photos is told for the whole channel. */
  refused({ because, reason }: Refusal): void {
    if (this.#way.form !== 'photo' || because === 'kind' || because === 'reply') return;
    this.#failure = reason;
    if (because === 'picture' && this.#way.isUploaded !== true) this.#isClosedToTelegram = true;
  }

  /** The post stands in the channel, in the way of the last request. */
  async arrived(): Promise<void> {
    const { form, isUploaded = false } = this.#way;
    if (form !== 'photo') {
      if (this.#failure !== null) await this.#watch.failed(this.#post, this.#failure);
      return;
    }
    if (isUploaded && this.#isClosedToTelegram) this.#delivery.pictures.rememberClosed(this.#url ?? '');
    await this.#watch.succeeded();
  }
}
