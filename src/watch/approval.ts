import { levelOf } from '../store/engines/failures.ts';
import type { Config } from '../config/config.ts';
import type { Notices } from '../deliver/notices.ts';
import type { Change, Events } from '../events.ts';
import type { Button } from '../deliver/messenger.ts';
import type { Logger } from '../log.ts';
import { needsApproval } from '../plan/approval.ts';
import { lacksLabels } from '../plan/labels.ts';
import { approvalDecisions } from '../news/decisions.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { Waiting } from '../store/posts/approvals.ts';
import type { Store } from '../store/store.ts';
import { approvalWords } from '../words/approvals.ts';
import { showMoment } from '../words/moments.ts';
import type { Clock } from '../time/clock.ts';
import { cutAtLetter } from '../compose/text/cutting.ts';
import { areLabelsMissing } from './labels-missing.ts';
import { LogChatFailure, type LogChat } from './log-chat.ts';
import { QuestionAnswers } from './question-answers.ts';

/** The objects that the approver works with. */
export interface ApproverParts {
  config: Pick<Config, 'channels' | 'timeZone'>;
  /** That of the people in the log chat. */
  language: () => SpokenLanguage;
  store: Store;
  logChat: LogChat;
  notices: Notices;
  events: Events;
  clock: Clock;
  log: Logger;
}

type Given = Extract<Change, { kind: 'approval given' }>;

/** The key of the trouble that the log chat is closed to questions. */
export const approvalKey = 'approval';

/** "Later" means in an hour. */
export const laterMs = 3_600_000;

/** How many questions are asked at a time; the rest is asked in the next round. */
const questionsAtOnce = 10;

/** How much of a headline is shown to name a post. */
const mostLetters = 200;

/** How many waiting posts of a channel are looked at again after a start. */
const mostReconsidered = 200;

/** Backoff: after a failure the log chat is left alone for a while. */
const failurePauseMs = 15_000;
const longestPauseMs = 3_600_000;

/**
 * Asks editors for the approval of posts, ends the wait when its time is over, and asks again when the article changed.
 * The open questions stand in the ledger, so none is forgotten over a restart.
 */
export class Approver {
  readonly #parts: ApproverParts;
  readonly #answers: QuestionAnswers;
  #looking: Promise<void> | null = null;
  #isWanted = false;
  #isHeard = false;
  /** The settings are the same for the life of this object. */
  #areRulesLookedAt = false;
  #restUntil = new Date(0);
  /** Whether people may have been told that nothing can be asked, perhaps by an earlier run. */
  #mayBeClosed = true;
  /** The posts that the log chat shows already, by post and revision. If the question fails, the post is shown once. */
  readonly #shown = new Map<string, number | null>();

  constructor(parts: ApproverParts) {
    this.#parts = parts;
    this.#answers = new QuestionAnswers(parts);
  }

  /**
   * Looks what there is to do; called whenever something may have changed, and now and then. `isHeard`: every answer
   * that editors gave until a moment ago was heard.
   */
  look(isHeard: boolean): void {
    this.#isWanted = true;
    this.#isHeard = isHeard;
    this.#looking ??= this.#lookWhileWanted().finally(() => {
      this.#looking = null;
    });
  }

  /** An editor answered elsewhere: the question gets the answer too. */
  tellGiven({ by, channel, decision, keptUntil, questionId }: Given): void {
    const { clock, config } = this.#parts;
    if (!config.channels.some(({ name }) => name === channel)) return;
    const until =
      keptUntil === null ? null : showMoment(keptUntil, clock.now(), this.#parts.language(), config.timeZone);
    const verdict = until === null ? this.#words.decided(decision, by) : this.#words.decidedKept(until, by);
    this.#close({ channel, questionId }, verdict);
  }

  async settled(): Promise<void> {
    await this.#looking;
  }

  get #words() {
    return approvalWords[this.#parts.language()];
  }

  async #lookWhileWanted(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false;
      try {
        await this.#reconsiderOutdated();
        // An answer that came in time must not be overruled because the desk did not listen.
        if (this.#isHeard) await this.#endOverdue();
        if (!this.#isResting()) await this.#speak();
      } catch (error) {
        this.#restUntil = new Date(this.#parts.clock.now().getTime() + pauseAfter(error));
        await this.#noteClosed(error);
        this.#parts.log[levelOf(error)]({ error }, 'editors could not be asked; it is tried again');
      }
    }
  }

  /** Everything that asks Telegram for something. */
  async #speak(): Promise<void> {
    await this.#closeIdle();
    await this.#answers.giveKept();
    await this.#askAll();
    await this.#answers.giveKept();
  }

  /** The owners are told once, as the log chat cannot be. */
  async #noteClosed(error: unknown): Promise<void> {
    if (!(error instanceof LogChatFailure) || !error.isClosed) return;
    this.#mayBeClosed = true;
    await this.#parts.notices.begin(approvalKey, error.message).catch(() => undefined);
  }

  /** Every question was asked. */
  async #noteAsked(): Promise<void> {
    if (this.#mayBeClosed) await this.#parts.notices.end(approvalKey);
    this.#mayBeClosed = false;
  }

  /** A rule of the settings may state by now what the labels of a waiting post are. */
  async #reconsiderLabelled(): Promise<void> {
    const { config, events, store } = this.#parts;
    for (const channel of config.channels) {
      if (!channel.requiresLabels) continue;
      for (const waiting of await store.approvals.list(channel.name, mostReconsidered)) {
        const article = waiting.articleId === null ? null : await store.articles.find(waiting.articleId);
        if (article === null || lacksLabels(article, channel) || needsApproval(article, channel)) continue;
        await store.approvals.reconsider(waiting.postId);
        events.announce({ kind: 'posts changed' });
        this.#close(waiting, this.#words.changed);
      }
    }
  }

  async #reconsiderOutdated(): Promise<void> {
    if (!this.#areRulesLookedAt) await this.#reconsiderLabelled();
    this.#areRulesLookedAt = true;
    for (const waiting of await this.#parts.store.approvals.outdated()) {
      await this.#parts.store.approvals.reconsider(waiting.postId);
      this.#parts.events.announce({ kind: 'posts changed' });
      this.#close(waiting, this.#words.changed);
    }
  }

  /** A rest that ends far in the future was set by a clock that was wrong. */
  #isResting(): boolean {
    const restMs = this.#restUntil.getTime() - this.#parts.clock.now().getTime();
    return restMs > 0 && restMs <= longestPauseMs;
  }

  /** Closes the questions about posts that the planner dropped, because their article was withheld or canceled. */
  async #closeIdle(): Promise<void> {
    for (const { channel, postId, questionId } of await this.#parts.store.approvals.idle()) {
      const answer = this.#answerTo(channel, this.#words.changed);
      const isClosed = questionId === null || (await this.#answers.tryToGive(questionId, answer));
      if (isClosed) await this.#parts.store.approvals.forgetIdle(postId);
    }
  }

  async #endOverdue(): Promise<void> {
    const { channels } = this.#parts.config;
    const { approvals } = this.#parts.store;
    for (const { name, approval } of channels) {
      if (approval === null || approval.timeoutMs === null) continue;
      const { ending, timeoutMs } = approval;
      const now = this.#parts.clock.now();
      for (const waiting of await approvals.askedBefore(name, new Date(now.getTime() - timeoutMs))) {
        const { postId, revision, questionId } = waiting;
        if (questionId === null) continue;
        if (ending === 'post' && (await this.#areLabelsMissing(waiting))) continue;
        const answer = { postId, revision, questionId, decision: ending, by: null, laterMs };
        if ((await approvals.decide(answer, now)) === null) continue;
        this.#parts.events.announce({ kind: 'posts changed' });
        if (ending === 'drop') await this.#tellDropped(waiting);
        this.#close(waiting, this.#words.timedOut(ending));
      }
    }
  }

  /** The question may have scrolled away, and its new text makes no sound. */
  async #tellDropped({ postId: id, channel, articleId }: Waiting): Promise<void> {
    const command = articleId === null ? `/digest ${channel}` : `/post ${articleId} ${channel}`;
    await this.#parts.notices.about({ id, channel, articleId }, 'nobody answered', command);
  }

  async #askAll(): Promise<void> {
    const { approvals } = this.#parts.store;
    const posts = await approvals.unasked(this.#parts.clock.now(), questionsAtOnce);
    for (const waiting of posts) {
      // The same moment for the deadline in the text and for the one in the ledger.
      const now = this.#parts.clock.now();
      const shown = await this.#show(waiting);
      const isUnlabelled = await this.#areLabelsMissing(waiting);
      const text = await this.#questionOf(waiting, now, isUnlabelled);
      // If the post could not be shown, its headline says which one it is.
      const subject = shown === null ? await subjectOf(waiting, this.#parts.store) : null;
      const whole = subject === null ? text : `${subject}\n\n${text}`;
      const questionId = await this.#parts.logChat.say(whole, {
        buttons: buttonsOf(waiting, this.#parts.language(), isUnlabelled),
        replyTo: shown,
        about: [waiting.channel],
      });
      this.#shown.delete(keyOf(waiting));
      const isOpen = await approvals.markAsked(waiting.postId, questionId, now);
      // A digest lost an article after it was asked about. A question that was answered with "later" is closed already.
      const isRewritten = waiting.questionId !== null && waiting.wakeAt === null;
      if (isRewritten) this.#close(waiting, this.#words.changed);
      if (!isOpen) this.#close({ ...waiting, questionId }, this.#words.changed);
    }
    if (posts.length === questionsAtOnce) this.#isWanted = true;
    else await this.#noteAsked();
  }

  async #show(waiting: Waiting): Promise<number | null> {
    const known = this.#shown.get(keyOf(waiting));
    if (known !== undefined) return known;
    const shown = await this.#parts.logChat.show(waiting.message, waiting.channel);
    // Refused now, it may be taken with the next question.
    if (shown !== null) this.#shown.set(keyOf(waiting), shown);
    return shown;
  }

  #areLabelsMissing(waiting: Waiting): Promise<boolean> {
    const { config, store } = this.#parts;
    return areLabelsMissing(waiting, config.channels, store);
  }

  async #questionOf({ articleId, channel }: Waiting, now: Date, isUnlabelled: boolean): Promise<string> {
    const { channels, timeZone } = this.#parts.config;
    const language = this.#parts.language();
    const words = approvalWords[language];
    const lines = [isUnlabelled ? words.labelsMissing(channel) : words.question(channel)];
    const { similar } = this.#parts.store;
    const known = articleId !== null && similar.isIn(articleId, channel) ? similar.of(articleId) : null;
    const earlier = known === null ? null : await this.#parts.store.articles.find(known.id);
    if (known !== null && earlier !== null) lines.push(words.similar(earlier.headline, known.likeness));
    const count = await this.#parts.store.approvals.count(channel);
    if (count > 1) lines.push(words.waiting(count));
    const approval = channels.find(({ name }) => name === channel)?.approval ?? null;
    if (approval !== null && approval.timeoutMs !== null && !(isUnlabelled && approval.ending === 'post')) {
      const at = new Date(now.getTime() + approval.timeoutMs);
      lines.push(words.deadline(approval.ending, showMoment(at, now, language, timeZone)));
    }
    return lines.join('\n');
  }

  #close({ channel, questionId }: Pick<Waiting, 'channel' | 'questionId'>, verdict: string): void {
    if (questionId !== null) this.#answers.keep(questionId, this.#answerTo(channel, verdict));
  }

  #answerTo(channel: string, verdict: string): string {
    return `${this.#words.question(channel)}\n\n${verdict}`;
  }
}

function keyOf({ postId, revision }: Waiting): string {
  return `${postId}:${revision}`;
}

/** What a waiting post is about, for people who cannot be shown it: a headline, or the title of a digest. */
export async function subjectOf(
  { articleId, message: { plain } }: Waiting,
  { articles }: Pick<Store, 'articles'>,
): Promise<string> {
  const article = articleId === null ? null : await articles.find(articleId);
  const [first = ''] = plain.split('\n', 1);
  return cutAtLetter(article?.headline ?? first, mostLetters);
}

/** Telegram says how long it wants to be left alone; otherwise the pause is the usual one. */
function pauseAfter(error: unknown): number {
  const seconds = error instanceof LogChatFailure ? (error.retryAfterSeconds ?? 0) : 0;
  return Math.min(Math.max(seconds * 1000, failurePauseMs), longestPauseMs);
}

/**
 * The data holds the revision, so that a yes to an old text is no yes to a new one. Without its labels a post cannot be
 * posted.
 */
function buttonsOf({ postId, revision }: Waiting, language: SpokenLanguage, isUnlabelled: boolean): Button[] {
  const possible = approvalDecisions.filter((decision) => decision !== 'post' || !isUnlabelled);
  return possible.map((decision) => ({
    text: approvalWords[language].buttons[decision],
    data: `ask:${postId}:${revision}:${decision}`,
  }));
}

/** The buttons of a card that an editor asked for: its answer counts, whatever became of the question. */
export function cardButtonsOf(waiting: Waiting, language: SpokenLanguage, isUnlabelled: boolean): Button[] {
  return buttonsOf(waiting, language, isUnlabelled).map(({ text, data }) => ({ text, data: `${data}:card` }));
}
