import { composeKillNotice } from '../compose/composer.ts';
import type { Article } from '../news/article.ts';
import {
  shownText,
  type Message,
  type MessageForm,
  type Post,
  type Rendering,
  type Work,
} from '../news/post.ts';
import { ownReasons } from '../news/reasons.ts';
import type { ChannelGate, Step } from './channel-gate.ts';
import type { Store } from '../store/store.ts';
import type { Delivery } from './delivery.ts';
import type { Address, ChangeOutcome } from './messenger.ts';

/** What is to stand under a number. */
interface Edit {
  message: Message;
  form: MessageForm;
  messageId: number;
}

/** Mends a post that stands in the channel, or takes it back. */
export class Corrector {
  readonly #gate: ChannelGate;
  readonly #delivery: Delivery;
  readonly #ledger: Store['ledger'];

  constructor(gate: ChannelGate, delivery: Delivery) {
    this.#gate = gate;
    this.#delivery = delivery;
    this.#ledger = delivery.store.ledger;
  }

  /** A correction: what stands is edited, unless the newest text shows nothing else. */
  async correct({ post, article }: Work, signal: AbortSignal): Promise<Step> {
    if (post.articleId === null) return this.#mendDigest(post, signal);
    if (article !== null && post.messageId === null) await this.#tellUnknown(post, 'correction refused');
    if (article === null || post.messageId === null || post.message === null) {
      // With the article's own revision, or the wish to mend would never be fulfilled.
      await this.#ledger.leaveAsIs(post.id, article?.revision ?? post.revision, null);
      return 'again';
    }
    const composed = await this.#composeCorrection(post, article);
    if (composed === null) return 'again';
    const { messageId } = post;
    // An edit whose answer was lost may stand there, and the article may say again what it said before it.
    if (post.revision > 0 && isSameSight(composed.message, post.message, composed.form)) {
      await this.#ledger.leaveAsIs(post.id, article.revision, null);
      return 'again';
    }
    return this.#apply(post, article.revision, { ...composed, messageId }, signal);
  }

  /** An article that it lists was withdrawn. The revision of a digest counts such wishes, from the last edit on. */
  async #mendDigest(post: Post, signal: AbortSignal): Promise<Step> {
    const message = await this.#delivery.digests.recompose(post);
    const { messageId } = post;
    const form = post.form ?? 'text';
    if (message !== null && messageId === null) await this.#tellUnknown(post, 'correction refused');
    // With revision 0 it is not known what stands there.
    const isShown = (wanted: Message) =>
      post.revision > 0 && post.message !== null && isSameSight(wanted, post.message, form);
    if (message === null || messageId === null || isShown(message)) {
      await this.#ledger.leaveAsIs(post.id, post.revision, null);
      return 'again';
    }
    return this.#apply(post, 0, { message, form, messageId }, signal);
  }

  /** Edits what stands there, and writes down what came of it. */
  async #apply(post: Post, revision: number, wanted: Edit, signal: AbortSignal): Promise<Step> {
    const { form, messageId } = wanted;
    const startedAtMs = this.#delivery.clock.steadyMs();
    const edited = await this.#edit(post, wanted, signal);
    if (edited === null) return 'again';
    const ms = Math.round(this.#delivery.clock.steadyMs() - startedAtMs);
    const { message } = edited;
    const outcome = await this.#gate.orGivenUp(`edit ${post.id} ${revision}`, edited.outcome, signal);
    if (outcome.kind !== 'done') return this.#notDone(post, revision, outcome, signal);
    await this.#gate.persist(() =>
      this.#ledger.markCorrected(post.id, revision, message, form, this.#delivery.clock.now()),
    );
    this.#delivery.log.info(
      { channel: this.#gate.name, article: post.articleId, message: messageId, ms },
      'mended',
    );
    await this.#gate.answered();
    return 'again';
  }

  /**
   * Where Telegram does not take the new picture, the words are mended under the one that stands.
   * @returns null: something else is wanted by now.
   */
  async #edit(
    post: Post,
    { message, form, messageId }: Edit,
    signal: AbortSignal,
  ): Promise<{ message: Message; outcome: ChangeOutcome } | null> {
    const { clock, messenger, pacer, settings } = this.#delivery;
    const request = async (sent: Message, isNewPhoto: boolean) => {
      const composedAt = post.articleId === null ? post.revision : null;
      const isWanted = await this.#ledger.beginCorrection(
        post.id,
        this.#settledAt(settings.requestTimeoutMs),
        composedAt,
      );
      if (!isWanted) return null;
      const place = pacer.depart(this.#gate.name, clock.steadyMs());
      const outcome = await messenger.edit(this.#placeOf(post), messageId, sent, form, isNewPhoto, signal);
      place.arrived(clock.steadyMs());
      return { message: sent, outcome };
    };
    const standing = post.message?.photo ?? null;
    const isOther = standing?.url !== message.photo?.url;
    const first = await request(message, isOther || post.revision === 0);
    if (first === null || form !== 'photo' || first.outcome.kind !== 'refused') return first;
    if (standing === null || message.photo === null) return first;
    const second = await request({ ...message, photo: { ...message.photo, url: standing.url } }, false);
    if (isOther && second?.outcome.kind === 'done') {
      const { reason } = first.outcome;
      await this.#delivery.notices.about(post, 'picture refused', reason);
    }
    return second;
  }

  /** Where the post stands: its number would be another message's in a chat to which the channel moved since. */
  #placeOf({ chatId }: Post): Address {
    const { address } = this.#gate;
    return chatId === null ? address : { ...address, chatId };
  }

  /** Whether the post stands in another chat than the one that the channel is now. */
  async #isElsewhere({ chatId }: Post, signal: AbortSignal): Promise<boolean> {
    const { messenger } = this.#delivery;
    const present = this.#gate.address.chatId;
    if (chatId === null || chatId === present) return false;
    const numbers = [await messenger.numberOf(present, signal), await messenger.numberOf(chatId, signal)];
    return !numbers.includes(null) && numbers[0] !== numbers[1];
  }

  /** When a request that is given up after so long can no longer arrive. */
  #settledAt(inFlightMs: number): Date {
    const { clock, settings } = this.#delivery;
    return new Date(clock.now().getTime() + inFlightMs + settings.settleTimeMs);
  }

  /** The photo form of an article whose picture is gone, with the picture that stands there. */
  #composePhoto(article: Article, imageUrl: string): Message['photo'] {
    return this.#delivery.compose({ ...article, imageUrl }, { ...this.#gate.channel, images: 'photo' }).photo;
  }

  /** A photo post stays one, a text stays one: Telegram changes neither into the other. */
  async #composeCorrection(post: Post, article: Article) {
    try {
      const composed = this.#delivery.compose(article, this.#gate.channel);
      if (post.form !== 'photo') return { message: composed, form: post.form ?? 'text' } as const;
      const standing = post.message?.photo?.url ?? '';
      const photo = composed.photo ?? this.#composePhoto(article, standing);
      return { message: { ...composed, photo }, form: 'photo' } as const;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await this.#ledger.leaveAsIs(post.id, article.revision, why);
      await this.#delivery.notices.about(post, 'uncomposable', why);
      return null;
    }
  }

  async kill(work: Work, signal: AbortSignal): Promise<Step> {
    const { post } = work;
    if (post.messageId === null) return this.#killUnknown(post);
    let outcome = await this.#delivery.messenger.delete(this.#placeOf(post), post.messageId, signal);
    let how = 'deleted';
    // Telegram lets a bot delete a channel's post for 48 hours; after that it is marked as withdrawn.
    if (outcome.kind === 'refused' && post.message !== null && post.form !== null) {
      const language = this.#gate.channel.language ?? work.article?.language ?? 'en';
      const message = withdrawn(post.message, composeKillNotice(language));
      outcome = await this.#delivery.messenger.edit(
        this.#placeOf(post),
        post.messageId,
        message,
        post.form,
        false,
        signal,
      );
      how = 'marked as withdrawn';
    }
    outcome = await this.#gate.orGivenUp(`delete ${post.id}`, outcome, signal);
    if (outcome.kind === 'done' || outcome.kind === 'gone') {
      await this.#gate.persist(() => this.#ledger.markKilled(post.id, how, this.#delivery.clock.now()));
      this.#delivery.log.info({ channel: this.#gate.name, article: post.articleId, how }, 'taken back');
      await this.#gate.answered();
      return 'again';
    }
    if (outcome.kind === 'refused') {
      const { reason } = outcome;
      await this.#gate.persist(() => this.#ledger.markKilled(post.id, reason, this.#delivery.clock.now()));
      await this.#delivery.notices.about(post, 'kill refused', reason);
      return 'again';
    }
    return this.#notDone(post, post.revision, outcome, signal);
  }

  /** An editor said that it stands there, and not under which number: only a person can delete it. */
  async #killUnknown(post: Post): Promise<Step> {
    await this.#tellUnknown(post, 'kill refused');
    await this.#ledger.markKilled(post.id, ownReasons.noNumber, this.#delivery.clock.now());
    return 'again';
  }

  #tellUnknown(post: Post, kind: 'kill refused' | 'correction refused'): Promise<void> {
    return this.#delivery.notices.about(post, kind, ownReasons.noNumber);
  }

  /** It stands in a chat that is closed to us, and that the channel left: the channel itself goes on. */
  async #leaveElsewhere(post: Post, revision: number): Promise<Step> {
    const reason = ownReasons.elsewhere;
    const kind = post.dueChange === 'kill' ? 'kill refused' : 'correction refused';
    await this.#delivery.notices.about(post, kind, reason);
    if (post.dueChange === 'kill') await this.#ledger.markKilled(post.id, reason, this.#delivery.clock.now());
    else await this.#ledger.leaveAsIs(post.id, revision, reason);
    return 'again';
  }

  /**
   * An edit or a deletion may always be tried again: done twice, it is done once. Only that an edit of which we
   * heard nothing may still arrive, and then must not arrive after a newer one: see `beginCorrection`.
   */
  async #notDone(
    post: Post,
    revision: number,
    outcome: Exclude<ChangeOutcome, { kind: 'done' }>,
    signal: AbortSignal,
  ): Promise<Step> {
    const isAboutChat = outcome.kind === 'closed' || outcome.kind === 'moved';
    if (isAboutChat && (await this.#isElsewhere(post, signal))) return this.#leaveElsewhere(post, revision);
    if (outcome.kind === 'gone' || outcome.kind === 'refused') {
      await this.#ledger.leaveAsIs(post.id, revision, outcome.reason);
      if (outcome.kind === 'refused') {
        await this.#delivery.notices.about(post, 'correction refused', outcome.reason);
      }
      return 'again';
    }
    const facts = { channel: this.#gate.name, article: post.articleId };
    if (outcome.kind === 'unsure') {
      await this.#ledger.beginCorrection(post.id, this.#settledAt(0), null);
      return this.#gate.rest({ kind: 'unreached', reason: outcome.reason }, facts);
    }
    await this.#ledger.beginCorrection(post.id, null, null);
    return this.#gate.rest(outcome, facts);
  }
}

/** What stands in the place of a post that cannot be deleted any more. */
function withdrawn(message: Message, line: Rendering): Message {
  const photo = message.photo === null ? null : { url: message.photo.url, caption: line };
  return { photo, text: line, plain: line.shown, previewUrl: null, link: null };
}

/** Whether a reader would see the same in this form. */
function isSameSight(one: Message, other: Message, form: MessageForm): boolean {
  if (one.link !== other.link || shownText(one, form) !== shownText(other, form)) return false;
  return form === 'photo' ? one.photo?.url === other.photo?.url : one.previewUrl === other.previewUrl;
}
