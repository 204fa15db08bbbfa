import { isSamePicture, pictureKey } from '../../compose/links.ts';
import type { Article } from '../../news/article.ts';
import { partsOf, type Message, type MessageForm, type Post } from '../../news/post.ts';
import { mostCuts, type Refusal } from '../forms.ts';
import { isSamePart, withParts } from './media-plan.ts';
import type { Downloads } from './downloads.ts';

/** Stands for the picture of a post that was found in the channel: only Telegram knows its address. */
export const unknownPicture = 'https://picture.invalid/';

/** How a standing post is edited. */
export interface EditWay {
  message: Message;
  form: MessageForm;
  /** Where a new photo comes from; `kept`: none comes, what stands there stays. */
  photo: 'fetched' | 'uploaded' | 'kept';
  /** How often the upload broke off. Absent: never. */
  cuts?: number;
}

/**
 * Whether the article got a picture, or another one, since the post was sent or corrected. One that Telegram refused is not
 * new any more. Of texts of earlier versions nobody knows what they had.
 */
export function isPictureNew({ form, message, picture }: Post, article: Article): boolean {
  const key = pictureKey(article);
  const known = picture ?? (form === 'photo' ? (message?.photo?.url ?? null) : null);
  return known !== null && key !== '' && !isSamePicture(known, key);
}

/** Telegram says what kind of message stands under the number, if it is another one than we know of. */
const textless = /there is no text in the message/i;
const captionless = /there is no caption in the message/i;

/** The ways in which a standing post can be edited, one after the other. */
export class EditWays {
  readonly #post: Post;
  readonly #wanted: Pick<EditWay, 'message' | 'form'>;
  readonly #downloads: Pick<Downloads, 'isForTelegram'>;
  readonly #captioned: () => Message;
  /** Telegram could not fetch the picture from its address. */
  isClosedToTelegram = false;

  /** `captioned`: the message under a photo that stands there already. */
  constructor(
    post: Post,
    { message, form }: Pick<EditWay, 'message' | 'form'>,
    downloads: Pick<Downloads, 'isForTelegram'>,
    captioned: () => Message,
  ) {
    this.#post = post;
    this.#wanted = { message, form };
    this.#downloads = downloads;
    this.#captioned = captioned;
  }

  first(): EditWay {
    const { message, form } = this.#wanted;
    const url = message.photo?.url ?? unknownPicture;
    const isKnown = form === 'photo' && url !== unknownPicture;
    if (!isKnown || !(this.isOtherPicture || this.#post.revision === 0))
      return { message, form, photo: 'kept' };
    return {
      message,
      form,
      photo: this.#downloads.isForTelegram(url, message.photo?.kind ?? 'photo') ? 'fetched' : 'uploaded',
    };
  }

  /** null: there is no other. */
  after(way: EditWay, { because, reason }: Refusal): EditWay | null {
    const { cuts = 0, form, message, photo } = way;
    // An earlier edit whose answer was lost arrived.
    if (form !== 'photo' && textless.test(reason) && this.#post.articleId !== null)
      return { message: this.#captioned(), form: 'photo', photo: 'kept' };
    if (form !== 'photo') return null;
    if (photo === 'kept') return captionless.test(reason) ? { message, form: 'text', photo } : null;
    if (because === 'picture' && photo === 'fetched') {
      this.isClosedToTelegram = true;
      return { message, form, photo: 'uploaded' };
    }
    if (because === 'upload' && cuts + 1 < mostCuts) return { ...way, cuts: cuts + 1 };
    return this.#withoutNewPhoto(message);
  }

  /** Whether the picture is another one than we know in the post. With revision 0 we do not know which one stands there. */
  get isOtherPicture(): boolean {
    const { form, message } = this.#post;
    if (form !== 'photo' || message === null) return true;
    const [wanted] = partsOf(this.#wanted.message);
    return !isSamePart(partsOf(message)[0], wanted);
  }

  /** The words are corrected under what stands there. */
  #withoutNewPhoto(message: Message): EditWay | null {
    const { form, message: standing } = this.#post;
    if (form !== 'photo') return { message, form: form ?? 'text', photo: 'kept' };
    if (message.photo === null || standing === null || standing.photo === null) return null;
    const [first] = partsOf(standing);
    const [, ...more] = partsOf(message);
    const photo = first === undefined ? message.photo : withParts(message.photo, [first, ...more]);
    return { message: { ...message, photo }, form, photo: 'kept' };
  }
}
