import { illustrationOf } from '../compose/illustration.ts';
import { pictureKey } from '../compose/links.ts';
import type { ComposeOptions } from '../compose/composer.ts';
import { isShownColumn } from '../compose/shown-columns.ts';
import { isSubstantial } from '../compose/substance.ts';
import type { Article, ShownColumn } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import {
  partsOf,
  shownText,
  type Illustrated,
  type Message,
  type MessageForm,
  type Post,
  type Work,
} from '../news/post.ts';
import type { LaneLedger } from '../store/posts/lane-ledger.ts';
import type { NextWork } from '../store/posts/next-work.ts';
import type { ChannelGate, Step } from './channel-gate.ts';
import type { Delivery } from './delivery.ts';
import type { UnknownRefusals } from './unknown-refusals.ts';
import type { ChangeOutcome } from './messenger.ts';
import { AlbumEdit, type AlbumEdited } from './media/album-edit.ts';
import { EditRequests } from './media/edit-requests.ts';
import { EditWays, isPictureNew, unknownPicture, type EditWay } from './media/edit-ways.ts';
import { isSamePart, planMedia, withParts, type MediaPlan } from './media/media-plan.ts';
import { StandingPost } from './standing-post.ts';

/** How a post should stand in its channel. */
interface Composed {
  message: Message;
  form: MessageForm;
  /** See Post. */
  picture: string | null;
  /** How the messages of the post change. null: not at all, or only its first one. */
  plan: MediaPlan | null;
  /** Whether it does not show all new media of its article, because Telegram does not allow that. */
  isShort: boolean;
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
  readonly #requests: EditRequests;
  readonly #albumEdit: AlbumEdit;

  constructor(gate: ChannelGate, unknownRefusals: UnknownRefusals, delivery: Delivery) {
    this.#gate = gate;
    this.#unknownRefusals = unknownRefusals;
    this.#delivery = delivery;
    this.#ledger = delivery.ledger;
    this.#standing = new StandingPost(gate, unknownRefusals, delivery);
    this.#requests = new EditRequests(gate, this.#standing, delivery);
    this.#albumEdit = new AlbumEdit(this.#requests, delivery.downloads);
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
    if (isShown(post, message, form) || this.#isShownAsBefore(post, article, form)) {
      await this.#tellPictureStays(post, article, composed);
      await this.#ledger.leaveAsIs(post.id, article.revision, null, picture);
      return 'again';
    }
    if (post.otherBot !== null) return this.#standing.leaveToEditors(post, article.revision);
    return this.#apply({ post, article }, article.revision, { ...composed, messageId }, signal);
  }

  /** A photo cannot leave a post that stands, and none is added. Its editors hear of it once, and may have it posted anew. */
  async #tellPictureStays(
    post: Post,
    article: Article | null,
    { form, isShort }: Pick<Composed, 'form' | 'isShort'>,
  ): Promise<void> {
    if (isShort) return this.#delivery.notices.about(post, 'media stay', '', post.link);
    if (article === null || pictureKey(article) !== '' || form !== 'photo') return;
    if (post.form === 'photo' && post.picture === '') return;
    await this.#delivery.notices.about(post, 'picture stays', '');
  }

  /**
   * Earlier versions named the owner of the picture under a text, and gave breaking news no sign. No post is edited only for
   * that.
   */
  #isShownAsBefore(post: Post, article: Article, form: MessageForm): boolean {
    if (form === 'photo' && post.form !== 'photo') return false;
    return [true, false].some((isCreditInText) => {
      const asBefore = { isCreditInText, isUnsigned: true };
      const message = this.#delivery.compose(article, this.#gate.channel, asBefore);
      return isShown(post, message, post.form ?? 'text');
    });
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
    if (post.otherBot !== null) return this.#standing.leaveToEditors(post, post.revision);
    const wanted = { message, form, messageId, picture: post.picture, plan: null, isShort: false };
    return this.#apply({ post, article: null }, 0, wanted, signal);
  }

  /** Edits the message and records the outcome. */
  async #apply({ post, article }: Work, revision: number, wanted: Edit, signal: AbortSignal): Promise<Step> {
    const { clock, log } = this.#delivery;
    const { messageId } = wanted;
    const startedAtMs = clock.steadyMs();
    const album = await this.#editAlbum(post, wanted, signal);
    if (album?.kind === 'unwanted') return 'again';
    const first = album?.kind === 'done' ? withPhoto(wanted, album.photo) : wanted;
    const edited =
      album?.kind === 'open'
        ? { ...wanted, outcome: album.outcome, isPhotoForbidden: false }
        : await this.#edit({ post, article }, first, signal);
    if (edited === null) return 'again';
    const ms = Math.round(clock.steadyMs() - startedAtMs);
    const { message, form } = edited;
    const outcome = await this.#gate.orGivenUp(`edit ${post.id} ${revision}`, edited.outcome, signal);
    if (outcome.kind !== 'done') return this.#standing.notDone(post, revision, outcome, form, signal);
    await this.#tellPictureStays(post, article, { form, isShort: wanted.isShort });
    const picture = edited.isPhotoForbidden ? post.picture : wanted.picture;
    const standing = { message, form, picture, ...(album?.kind === 'done' ? messagesOf(album) : {}) };
    await this.#gate.persist(() => this.#ledger.markCorrected(post.id, revision, standing, clock.now()));
    log.info({ channel: this.#gate.name, article: post.articleId, message: messageId, ms }, 'corrected');
    this.#gate.count('corrected', { form });
    await this.#unknownRefusals.taken();
    return 'again';
  }

  /** The messages of an album behind the first one, in which the words stand. null: none of them changes. */
  async #editAlbum(post: Post, { message, plan }: Edit, signal: AbortSignal): Promise<AlbumEdited | null> {
    if (plan === null || message.photo === null) return null;
    const edited = await this.#albumEdit.apply(post, plan, message.photo, signal);
    if (edited.kind === 'done' && edited.failure !== null)
      await this.#delivery.notices.about(post, 'picture refused', edited.failure);
    return edited;
  }

  /**
   * Tries one form of the message after the other until Telegram takes one: a picture that it cannot fetch is uploaded,
   * and if that fails too, the words are corrected without it.
   * @returns null: the article changed again, so this edit is not wanted any more.
   */
  async #edit({ post, article }: Work, wanted: Edit, signal: AbortSignal): Promise<Edited | null> {
    const at = wanted.message.said?.updatedAt ?? null;
    const options = { updatedAt: at === null ? null : new Date(at) };
    const captioned = () => this.#captioned(post, article, options);
    const ways = new EditWays(post, wanted, this.#delivery.downloads, captioned);
    let failure: string | null = null;
    let isPhotoForbidden = false;
    for (let way = ways.first(); ;) {
      const outcome = await this.#requests.edit(post, wanted.messageId, way, signal);
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
    const { downloads, notices } = this.#delivery;
    if (way.photo === 'uploaded' && ways.isClosedToTelegram)
      for (const { kind, url } of partsOf(way.message)) downloads.rememberClosed(url, kind);
    if (way.photo !== 'kept' || failure === null) return;
    // An edit that is made once more because its answer was lost brings no new picture.
    if (way.form === 'photo' && !ways.isOtherPicture) return;
    await notices.about(post, way.form === 'photo' ? 'picture refused' : 'picture left out', failure);
  }

  /** The new media of a post that shows some, as far as Telegram lets them take the place of those that stand. */
  #exchange(
    post: Post,
    article: Article,
    message: Message,
    options: ComposeOptions,
    picture: string | null,
  ): Composed {
    const form = 'photo';
    const { photo: standing } = this.#captioned(post, article, options);
    const isNew = isPictureNew(post, article) && picture !== post.picture;
    const asBefore = { message: { ...message, photo: standing }, form, picture, plan: null } as const;
    if (!isNew || message.photo === null || post.message === null) return { ...asBefore, isShort: false };
    const plan = planMedia(partsOf(post.message), partsOf(message));
    if (plan === null) return { ...asBefore, isShort: true };
    const photo = withParts(message.photo, plan.parts);
    const isAlbum = partsOf(post.message).length > 1;
    return {
      message: { ...message, photo },
      form,
      picture,
      plan: isAlbum ? plan : null,
      isShort: plan.isShort,
    };
  }

  /** The message as it stands, or has to stand, under a photo that we need not know. */
  #captioned(post: Post, article: Article | null, options: ComposeOptions): Message {
    const { channel } = this.#gate;
    const standing = post.message?.photo ?? null;
    if (article === null) throw new Error('a digest has no picture');
    const imageCredit =
      illustrationOf(article, { bot: channel.bot, images: 'photo' })?.credit ?? article.imageCredit;
    const illustrated = { ...article, imageCredit, media: null, imageUrl: standing?.url ?? unknownPicture };
    const message = this.#delivery.compose(illustrated, { ...channel, images: 'photo' }, options);
    // What stands there may be a video, or an album.
    const photo = message.photo === null ? null : { ...standing, ...message.photo };
    return { ...message, photo };
  }

  /** When the post was corrected in substance last; null: never, or its channel does not say so. */
  #updatedAt({ message }: Post, article: Article): Date | null {
    const { channel } = this.#gate;
    if (!channel.showsUpdates || message === null) return null;
    const { said, text } = this.#delivery.compose(article, channel);
    const known = message.said?.updatedAt ?? null;
    // A post from before the setting: its whole text has to do.
    const isNew =
      message.said === undefined
        ? isSubstantial(message.text.shown, text.shown)
        : isSubstantial(message.said.words, said?.words ?? '');
    if (isNew) return this.#delivery.clock.now();
    return known === null ? null : new Date(known);
  }

  /** A text becomes a photo if its article got a picture since. A photo stays one, because Telegram takes none away. */
  async #compose(post: Post, article: Article): Promise<Composed | null> {
    const { channel, kinds } = this.#gate;
    try {
      const options = { updatedAt: this.#updatedAt(post, article) };
      const message = this.#delivery.compose(article, channel, options);
      const isNew = isPictureNew(post, article);
      const isAllowed = !isNew || (await kinds.triedFrom('photo')) === null;
      // It stays new until it was tried.
      const picture = isAllowed ? pictureKey(article) : post.picture;
      if (post.form === 'photo') return this.#exchange(post, article, message, options, picture);
      const form = post.form ?? 'text';
      const asBefore = { message, form, plan: null, isShort: false };
      if (!isNew || !isAllowed) return { ...asBefore, picture };
      if (message.photo === null) return { ...asBefore, picture: post.picture };
      // Telegram makes no album of a text.
      const single = withParts(message.photo, partsOf(message).slice(0, 1));
      const whole = this.#delivery.compose(article, channel, { ...options, isCreditInText: true }).text.shown;
      if (single.caption.shown !== whole) return { ...asBefore, picture: post.picture };
      const isShort = message.photo.more !== undefined;
      return { message: { ...message, photo: single }, form: 'photo', picture, plan: null, isShort };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await this.#ledger.leaveAsIs(post.id, article.revision, why);
      await this.#delivery.notices.about(post, 'uncomposable', why);
      return null;
    }
  }
}

function withPhoto(wanted: Edit, photo: Illustrated): Edit {
  return { ...wanted, message: { ...wanted.message, photo } };
}

function messagesOf({ messageIds }: Extract<AlbumEdited, { kind: 'done' }>) {
  return { messageIds: messageIds.length > 1 ? messageIds : null };
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
  if (form !== 'photo') return wanted.previewUrl === standing.previewUrl;
  const [parts, before] = [partsOf(wanted), partsOf(standing)];
  return parts.length === before.length && parts.every((part, place) => isSamePart(part, before[place]));
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
