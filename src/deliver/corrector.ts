import { isSamePicture } from '../compose/links.ts';
import type { Article } from '../news/article.ts';
import { shownText, type Message, type MessageForm, type Post, type Work } from '../news/post.ts';
import type { LaneLedger } from '../store/posts/lane-ledger.ts';
import type { ChannelGate, Step } from './channel-gate.ts';
import type { Delivery } from './delivery.ts';
import type { UnknownRefusals } from './unknown-refusals.ts';
import type { ChangeOutcome } from './messenger.ts';
import { StandingPost } from './standing-post.ts';

/** Stands for the picture of a post that was found in the channel: only Telegram knows its address. */
const unknownPicture = 'https://picture.invalid/';

/** The message that should stand under a number. */
interface Edit {
  message: Message;
  form: MessageForm;
  messageId: number;
}

/** Corrects a post that stands in the channel: edits it, because its article changed. */
export class Corrector {
  readonly #gate: ChannelGate;
  readonly #unknownRefusals: UnknownRefusals;
  readonly #delivery: Delivery;
  readonly #ledger: LaneLedger;
  readonly #standing: StandingPost;

  constructor(gate: ChannelGate, unknownRefusals: UnknownRefusals, delivery: Delivery) {
    this.#gate = gate;
    this.#unknownRefusals = unknownRefusals;
    this.#delivery = delivery;
    this.#ledger = delivery.ledger;
    this.#standing = new StandingPost(gate, unknownRefusals, delivery);
  }

  /** Edits the post, unless a reader would see no difference. */
  async correct({ post, article }: Work, signal: AbortSignal): Promise<Step> {
    if (post.articleId === null) return this.#correctDigest(post, signal);
    const { messageId } = post;
    if (article !== null && messageId === null) await this.#standing.tellUnknown(post, 'correction refused');
    if (article === null || messageId === null || post.message === null) {
      // It takes the article's own revision, or the post would be due for a correction for ever.
      await this.#ledger.leaveAsIs(post.id, article?.revision ?? post.revision, null);
      return 'again';
    }
    const composed = await this.#compose(post, article);
    if (composed === null) return 'again';
    const { message, form } = composed;
    if (isShown(post, message, form) || (form !== 'photo' && this.#isShownAsBefore(post, article))) {
      await this.#ledger.leaveAsIs(post.id, article.revision, null);
      return 'again';
    }
    return this.#apply(post, article.revision, { ...composed, messageId }, signal);
  }

  /** Earlier versions named the owner of the picture under a text. No post is edited only for that. */
  #isShownAsBefore(post: Post, article: Article): boolean {
    const asBefore = this.#delivery.compose(article, this.#gate.channel, { isCreditInText: true });
    return isShown(post, asBefore, post.form ?? 'text');
  }

  /**
   * An article that the digest lists was canceled. The revision of a digest counts such changes, from the last edit
   * on.
   */
  async #correctDigest(post: Post, signal: AbortSignal): Promise<Step> {
    const message = await this.#delivery.digests.recompose(post);
    const { messageId } = post;
    const form = post.form ?? 'text';
    if (message !== null && messageId === null) await this.#standing.tellUnknown(post, 'correction refused');
    if (message === null || messageId === null || isShown(post, message, form)) {
      await this.#ledger.leaveAsIs(post.id, post.revision, null);
      return 'again';
    }
    return this.#apply(post, 0, { message, form, messageId }, signal);
  }

  /** Edits the message and records the outcome. */
  async #apply(post: Post, revision: number, wanted: Edit, signal: AbortSignal): Promise<Step> {
    const { clock, log } = this.#delivery;
    const { form, messageId } = wanted;
    const startedAtMs = clock.steadyMs();
    const edited = await this.#edit(post, wanted, signal);
    if (edited === null) return 'again';
    const ms = Math.round(clock.steadyMs() - startedAtMs);
    const { message } = edited;
    const outcome = await this.#gate.orGivenUp(`edit ${post.id} ${revision}`, edited.outcome, signal);
    if (outcome.kind !== 'done') return this.#standing.notDone(post, revision, outcome, signal);
    await this.#gate.persist(() => this.#ledger.markCorrected(post.id, revision, message, form, clock.now()));
    log.info({ channel: this.#gate.name, article: post.articleId, message: messageId, ms }, 'corrected');
    await this.#unknownRefusals.taken();
    return 'again';
  }

  /**
   * If Telegram refuses the new picture, the words are corrected under the picture that stands there.
   * @returns null: the article changed again, so this edit is not wanted any more.
   */
  async #edit(
    post: Post,
    wanted: Edit,
    signal: AbortSignal,
  ): Promise<{ message: Message; outcome: ChangeOutcome } | null> {
    const { message, form } = wanted;
    const standing = post.message?.photo ?? null;
    const isKnown = message.photo?.url !== unknownPicture;
    const isOther = isKnown && !isSamePicture(standing?.url, message.photo?.url);
    const isNewPhoto = isOther || (isKnown && post.revision === 0);
    const first = await this.#request(post, wanted, isNewPhoto, signal);
    if (first === null || form !== 'photo' || first.outcome.kind !== 'refused') return first;
    if (standing === null || message.photo === null) return first;
    const kept = { ...message, photo: { ...message.photo, url: standing.url } };
    const second = await this.#request(post, { ...wanted, message: kept }, false, signal);
    if (isOther && second?.outcome.kind === 'done') {
      await this.#delivery.notices.about(post, 'picture refused', first.outcome.reason);
    }
    return second;
  }

  async #request(post: Post, { message, form, messageId }: Edit, isNewPhoto: boolean, signal: AbortSignal) {
    const { clock, messenger, pacer, settings } = this.#delivery;
    const settledAt = this.#standing.settledAt(settings.requestTimeoutMs);
    const composedAt = post.articleId === null ? post.revision : null;
    if (!(await this.#ledger.beginCorrection(post.id, settledAt, composedAt))) return null;
    const place = pacer.depart(this.#gate.name, clock.steadyMs());
    const address = this.#standing.addressOf(post);
    const outcome = await messenger.edit(address, messageId, message, form, isNewPhoto, signal);
    place.arrived(clock.steadyMs());
    return { message, outcome };
  }

  /** A photo post stays one, a text stays one: Telegram changes neither into the other. */
  async #compose(post: Post, article: Article) {
    const { channel } = this.#gate;
    try {
      const composed = this.#delivery.compose(article, channel);
      if (post.form !== 'photo') return { message: composed, form: post.form ?? 'text' } as const;
      // If the article lost its picture, the photo form is composed with the picture that stands there.
      const illustrated = { ...article, imageUrl: post.message?.photo?.url ?? unknownPicture };
      const photo =
        composed.photo ?? this.#delivery.compose(illustrated, { ...channel, images: 'photo' }).photo;
      return { message: { ...composed, photo }, form: 'photo' } as const;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await this.#ledger.leaveAsIs(post.id, article.revision, why);
      await this.#delivery.notices.about(post, 'uncomposable', why);
      return null;
    }
  }
}

/**
 * Whether a reader would see the same in this form. With revision 0 we do not know what stands there: an edit whose
 * answer was lost may have arrived.
 */
function isShown({ message: standing, revision }: Post, wanted: Message, form: MessageForm): boolean {
  if (revision === 0 || standing === null) return false;
  if (wanted.link !== standing.link || shownText(wanted, form) !== shownText(standing, form)) return false;
  return form === 'photo'
    ? isSamePicture(wanted.photo?.url, standing.photo?.url)
    : wanted.previewUrl === standing.previewUrl;
}
