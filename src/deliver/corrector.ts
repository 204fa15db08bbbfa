import { isSamePicture } from '../compose/links.ts';
import { isShownColumn } from '../compose/shown-columns.ts';
import type { Article, ShownColumn } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { shownText, type Message, type MessageForm, type Post, type Work } from '../news/post.ts';
import type { LaneLedger } from '../store/posts/lane-ledger.ts';
import type { NextWork } from '../store/posts/next-work.ts';
import type { ChannelGate, Step } from './channel-gate.ts';
import type { Delivery } from './delivery.ts';
import type { UnknownRefusals } from './unknown-refusals.ts';
import type { ChangeOutcome } from './messenger.ts';
import { EditWays, isPictureNew, unknownPicture, type EditWay } from './pictures/edit-ways.ts';
import { StandingPost } from './standing-post.ts';

/** How a post should stand in its channel. */
interface Composed {
  message: Message;
  form: MessageForm;
  /** See Post. */
  picture: string | null;
}

/** The message that should stand under a number. */
interface Edit extends Composed {
  messageId: number;
}

/** The last request of an edit. */
interface Edited extends EditWay {
  outcome: ChangeOutcome;
  /** The chat allows no photos, so the new picture was not tried. */
  isPhotoForbidden: boolean;
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
  async correct({ post, article, changed }: NextWork, signal: AbortSignal): Promise<Step> {
    if (post.articleId === null) return this.#correctDigest(post, signal);
    const { messageId } = post;
    if (article !== null && isUntouched(post, article, changed, this.#gate.channel)) {
      await this.#ledger.leaveAsIs(post.id, article.revision, null, post.picture);
      return 'again';
    }
    if (article !== null && messageId === null) await this.#standing.tellUnknown(post, 'correction refused');
    if (article === null || messageId === null || post.message === null) {
      // It takes the article's own revision, or the post would be due for a correction for ever.
      await this.#ledger.leaveAsIs(post.id, article?.revision ?? post.revision, null);
      return 'again';
    }
    const composed = await this.#compose(post, article);
    if (composed === null) return 'again';
    const { message, form, picture } = composed;
    if (isShown(post, message, form) || (form !== 'photo' && this.#isShownAsBefore(post, article))) {
      await this.#tellPictureStays(post, article, form);
      await this.#ledger.leaveAsIs(post.id, article.revision, null, picture);
      return 'again';
    }
    return this.#apply({ post, article }, article.revision, { ...composed, messageId }, signal);
  }

  /** A photo cannot leave a post that stands. Its editors hear of it once, and may have it posted anew. */
  async #tellPictureStays(post: Post, article: Article | null, form: MessageForm): Promise<void> {
    if (article === null || article.imageUrl !== null || form !== 'photo') return;
    if (post.form === 'photo' && post.picture === '') return;
    await this.#delivery.notices.about(post, 'picture stays', '');
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
    const wanted = { message, form, messageId, picture: post.picture };
    return this.#apply({ post, article: null }, 0, wanted, signal);
  }

  /** Edits the message and records the outcome. */
  async #apply({ post, article }: Work, revision: number, wanted: Edit, signal: AbortSignal): Promise<Step> {
    const { clock, log } = this.#delivery;
    const { messageId } = wanted;
    const startedAtMs = clock.steadyMs();
    const edited = await this.#edit({ post, article }, wanted, signal);
    if (edited === null) return 'again';
    const ms = Math.round(clock.steadyMs() - startedAtMs);
    const { message, form } = edited;
    const outcome = await this.#gate.orGivenUp(`edit ${post.id} ${revision}`, edited.outcome, signal);
    if (outcome.kind !== 'done') return this.#standing.notDone(post, revision, outcome, signal);
    await this.#tellPictureStays(post, article, form);
    const picture = edited.isPhotoForbidden ? post.picture : wanted.picture;
    const standing = { message, form, picture };
    await this.#gate.persist(() => this.#ledger.markCorrected(post.id, revision, standing, clock.now()));
    log.info({ channel: this.#gate.name, article: post.articleId, message: messageId, ms }, 'corrected');
    await this.#unknownRefusals.taken();
    return 'again';
  }

  /**
   * Tries one form of the message after the other until Telegram takes one: a picture that it cannot fetch is uploaded,
   * and if that fails too, the words are corrected without it.
   * @returns null: the article changed again, so this edit is not wanted any more.
   */
  async #edit({ post, article }: Work, wanted: Edit, signal: AbortSignal): Promise<Edited | null> {
    const ways = new EditWays(post, wanted, this.#delivery.pictures, () => this.#captioned(post, article));
    let failure: string | null = null;
    let isPhotoForbidden = false;
    for (let way = ways.first(); ;) {
      const outcome = await this.#request(post, wanted.messageId, way, signal);
      if (outcome === null) return null;
      if (outcome.kind === 'done') await this.#edited(post, way, ways, failure);
      // It took the words, and not the picture.
      if (outcome.kind === 'done' && isPhotoForbidden)
        await this.#gate.persist(() => this.#gate.kinds.conclude());
      const next = outcome.kind === 'refused' ? ways.after(way, outcome) : null;
      if (outcome.kind !== 'refused' || next === null) return { ...way, outcome, isPhotoForbidden };
      if (outcome.because === 'kind' && way.form === 'photo') {
        isPhotoForbidden = true;
        await this.#gate.persist(() => this.#gate.kinds.refused('photo', outcome.reason));
      } else if (way.photo !== 'kept') failure = outcome.reason;
      way = next;
    }
  }

  /** Says what became of a new picture. */
  async #edited(post: Post, way: EditWay, ways: EditWays, failure: string | null): Promise<void> {
    const { notices, pictures } = this.#delivery;
    if (way.photo === 'uploaded' && ways.isClosedToTelegram)
      pictures.rememberClosed(way.message.photo?.url ?? '');
    if (way.photo !== 'kept' || failure === null) return;
    // An edit that is made once more because its answer was lost brings no new picture.
    if (way.form === 'photo' && !ways.isOtherPicture) return;
    await notices.about(post, way.form === 'photo' ? 'picture refused' : 'picture left out', failure);
  }

  /** null: something else is due by now. A picture that cannot be loaded is refused before anything leaves. */
  async #request(
    post: Post,
    messageId: number,
    { message, form, photo }: EditWay,
    signal: AbortSignal,
  ): Promise<ChangeOutcome | null> {
    const { clock, messenger, pacer, pictures, settings } = this.#delivery;
    const upload = photo === 'uploaded' ? await pictures.load(message.photo?.url ?? '', signal) : null;
    if (upload !== null && 'reason' in upload) return { kind: 'refused', because: 'picture', ...upload };
    const settledAt = this.#standing.settledAt(settings.requestTimeoutMs);
    const composedAt = post.articleId === null ? post.revision : null;
    if (!(await this.#ledger.beginCorrection(post.id, settledAt, composedAt))) return null;
    const place = pacer.depart(this.#gate.name, clock.steadyMs());
    const address = this.#standing.addressOf(post);
    const newPhoto = upload ?? photo === 'fetched';
    const outcome = await messenger.edit(address, messageId, message, form, newPhoto, signal);
    place.arrived(clock.steadyMs());
    return outcome;
  }

  /** The message as it stands, or has to stand, under a photo that we need not know. */
  #captioned(post: Post, article: Article | null): Message {
    const { channel } = this.#gate;
    const standing = post.message?.photo ?? null;
    if (article === null) throw new Error('a digest has no picture');
    const illustrated = { ...article, imageUrl: standing?.url ?? unknownPicture };
    return this.#delivery.compose(illustrated, { ...channel, images: 'photo' });
  }

  /** A text becomes a photo if its article got a picture since. A photo stays one, because Telegram takes none away. */
  async #compose(post: Post, article: Article): Promise<Composed | null> {
    const { channel, kinds } = this.#gate;
    try {
      const message = this.#delivery.compose(article, channel);
      const isNew = isPictureNew(post, article);
      const isAllowed = !isNew || (await kinds.triedFrom('photo')) === null;
      // It stays new until it was tried.
      const picture = isAllowed ? (article.imageUrl ?? '') : post.picture;
      if (post.form === 'photo') {
        const photo = (isNew && isAllowed ? message.photo : null) ?? this.#captioned(post, article).photo;
        return { message: { ...message, photo }, form: 'photo', picture };
      }
      const form = post.form ?? 'text';
      if (!isNew || !isAllowed) return { message, form, picture };
      const whole = this.#delivery.compose(article, channel, { isCreditInText: true }).text.shown;
      const fits = message.photo?.caption.shown === whole;
      return fits ? { message, form: 'photo', picture } : { message, form, picture: post.picture };
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
function isShown(
  { message: standing, form: as, revision }: Post,
  wanted: Message,
  form: MessageForm,
): boolean {
  if (revision === 0 || standing === null) return false;
  if ((form === 'photo') !== (as === 'photo')) return false;
  if (wanted.link !== standing.link || shownText(wanted, form) !== shownText(standing, form)) return false;
  return form === 'photo'
    ? isSamePicture(wanted.photo?.url, standing.photo?.url)
    : wanted.previewUrl === standing.previewUrl;
}

/** Whether nothing changed of what the post shows. It stays then, even if this version would compose it otherwise. */
function isUntouched(
  post: Post,
  article: Article,
  changed: readonly ShownColumn[] | null,
  channel: Channel,
): boolean {
  const { message, form } = post;
  if (changed === null || message === null || isPictureNew(post, article)) return false;
  const standing = { message, form: form ?? 'text' };
  return !changed.some((column) => isShownColumn(column, article, channel, standing));
}
