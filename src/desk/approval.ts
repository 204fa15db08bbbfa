import { Composer } from 'grammy';
import type { Channel } from '../news/channel.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { Message } from '../news/post.ts';
import { approvalDecisions, type ApprovalDecision, type Store, type Waiting } from '../store/store.ts';
import type { DeskContext } from './access.ts';
import { conclude, conclusionOf, toast } from './answer.ts';
import { approvalWords } from './approval-words.ts';
import type { Button } from './held.ts';
import { showMoment } from './moments.ts';
import { nameOf, postSubject } from './ports.ts';

/** The chat in which editors are asked. Each call rejects when Telegram did not do it. */
export interface LogChat {
  /** Shows a post as it would look. @returns its number. */
  show(message: Message): Promise<number>;
  /** @returns the number of the question. */
  ask(text: string, buttons: Button[], replyTo: number): Promise<number>;
  /** The question gets its answer, and loses its buttons. */
  answer(questionId: number, text: string): Promise<void>;
}

export interface ApprovalPorts {
  approvals: Store['approvals'];
  channels: readonly Channel[];
  language: SpokenLanguage;
  timeZone: string;
  logChat: LogChat;
  now(): Date;
  /** An editor answered about an article, or a digest, of a channel. */
  decided(editor: { id: number; name: string }, subject: string, decision: ApprovalDecision): Promise<void>;
  /** A post may leave, or has to be composed anew. */
  onChange(): void;
  onFailure(error: unknown): void;
}

/** "Later" means in an hour. */
const laterMs = 3_600_000;

/** So many questions at a time; the rest is asked at the next look. */
const questionsAtOnce = 10;

/** After a failure the log chat is left alone for a while. */
const failurePauseMs = 15_000;

/**
 * Asks editors about posts that need a yes, gives up waiting when their time is over, and asks anew when the
 * article changed. What is to be asked stands in the ledger, so nothing is forgotten over a restart.
 */
export class Approver {
  readonly #ports: ApprovalPorts;
  #looking: Promise<void> | null = null;
  #isWanted = false;
  #restUntil = new Date(0);

  constructor(ports: ApprovalPorts) {
    this.#ports = ports;
  }

  /** Looks what there is to do; called whenever something may have changed, and now and then. */
  look(): void {
    this.#isWanted = true;
    this.#looking ??= this.#lookWhileWanted().finally(() => {
      this.#looking = null;
    });
  }

  async settled(): Promise<void> {
    await this.#looking;
  }

  async #lookWhileWanted(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false;
      try {
        await this.#takeBackOutdated();
        await this.#endOverdue();
        if (this.#ports.now() >= this.#restUntil) await this.#askAll();
      } catch (error) {
        this.#restUntil = new Date(this.#ports.now().getTime() + failurePauseMs);
        this.#ports.onFailure(error);
      }
    }
  }

  async #takeBackOutdated(): Promise<void> {
    for (const waiting of await this.#ports.approvals.outdated()) {
      await this.#ports.approvals.reconsider(waiting.postId);
      this.#ports.onChange();
      await this.#close(waiting, approvalWords[this.#ports.language].changed);
    }
  }

  async #endOverdue(): Promise<void> {
    const { approvals, channels, language } = this.#ports;
    for (const { name, approval } of channels) {
      if (approval === null || approval.timeoutMs === null) continue;
      const { ending, timeoutMs } = approval;
      const now = this.#ports.now();
      for (const waiting of await approvals.askedBefore(name, new Date(now.getTime() - timeoutMs))) {
        const { postId, revision, questionId } = waiting;
        if (questionId === null) continue;
        const answer = { postId, revision, questionId, decision: ending, by: null, laterMs };
        if ((await approvals.decide(answer, now)) === null) continue;
        this.#ports.onChange();
        await this.#close(waiting, approvalWords[language].timedOut(ending));
      }
    }
  }

  async #askAll(): Promise<void> {
    const { approvals } = this.#ports;
    const posts = await approvals.unasked(this.#ports.now(), questionsAtOnce);
    for (const waiting of posts) {
      // One moment for the deadline in the words and the one that counts.
      const now = this.#ports.now();
      const shown = await this.#ports.logChat.show(waiting.message);
      const text = await this.#questionOf(waiting, now);
      const questionId = await this.#ports.logChat.ask(text, buttonsOf(waiting, this.#ports.language), shown);
      await approvals.markAsked(waiting.postId, questionId, now);
    }
    if (posts.length === questionsAtOnce) this.#isWanted = true;
  }

  async #questionOf({ channel }: Waiting, now: Date): Promise<string> {
    const { channels, language, timeZone } = this.#ports;
    const words = approvalWords[language];
    const lines = [words.question(channel)];
    const count = await this.#ports.approvals.count(channel);
    if (count > 1) lines.push(words.waiting(count));
    const approval = channels.find(({ name }) => name === channel)?.approval ?? null;
    if (approval !== null && approval.timeoutMs !== null) {
      const at = new Date(now.getTime() + approval.timeoutMs);
      lines.push(words.deadline(approval.ending, showMoment(at, now, language, timeZone)));
    }
    return lines.join('\n');
  }

  async #close({ channel, questionId }: Waiting, verdict: string): Promise<void> {
    if (questionId === null) return;
    const question = approvalWords[this.#ports.language].question(channel);
    await this.#ports.logChat.answer(questionId, `${question}\n\n${verdict}`);
  }
}

/** The revision stands in the data, so that a yes to an old text is no yes to a new one. */
function buttonsOf({ postId, revision }: Waiting, language: SpokenLanguage): Button[] {
  return approvalDecisions.map((decision) => ({
    text: approvalWords[language].buttons[decision],
    data: `ask:${postId}:${revision}:${decision}`,
  }));
}

/** Editors answer; a button pressed twice, or by two of them, answers once. */
export function approvalDesk(ports: ApprovalPorts): Composer<DeskContext> {
  const { approvals, language } = ports;
  const desk = new Composer<DeskContext>();
  desk.callbackQuery(/^ask:(\d{1,15}):(\d{1,9}):(post|drop|later)$/, async (context) => {
    const [, postId, revision, choice] = context.match;
    const decision = choice as ApprovalDecision; // the pattern allows nothing else
    const by = nameOf(context);
    const questionId = context.msgId ?? 0;
    const answer = { postId: Number(postId), revision: Number(revision), questionId, decision, by, laterMs };
    const decided = await approvals.decide(answer, ports.now());
    const theirs = approvalWords[context.language];
    if (decided === null) {
      const { decidedAlready } = theirs;
      return toast(context, conclusionOf(context, decidedAlready) ?? decidedAlready);
    }
    await ports.decided(
      { id: context.from.id, name: by },
      postSubject(decided.articleId, decided.channel),
      decision,
    );
    ports.onChange();
    await toast(context, theirs.decided(decision, by));
    await conclude(context, approvalWords[language].decided(decision, by));
  });
  return desk;
}
