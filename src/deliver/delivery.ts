import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import type { DropReason } from '../news/plan.ts';
import type { Message, MessageForm, Post, Rendering, Work } from '../news/post.ts';
import type { Clock } from '../time/clock.ts';
import type { Timetable } from './hours.ts';
import type { Pacer } from './pacer.ts';
import type { Searcher } from './doubt/searcher.ts';
import type { Telegram } from './telegram/telegram.ts';

/** What delivering needs of the ledger; the store has it, and this room may not import that one. */
export interface Ledger {
  next(channel: string, now: Date, isResting?: boolean): Promise<Work | { wakeAt: Date | null }>;
  claim(
    claim: {
      postId: number;
      revision: number | null;
      message: Message;
      form: MessageForm;
      isSilent: boolean;
      chatId?: string;
    },
    now: Date,
  ): Promise<boolean>;
  recover(now: Date, channel: string): Promise<number>;
  changeForm(postId: number, form: MessageForm): Promise<void>;
  markSent(
    postId: number,
    arrival: { messageId: number; chatId: string; link: string | null; form?: MessageForm },
    sweepFrom: number | null,
    now: Date,
  ): Promise<void>;
  wantCorrection(postId: number): Promise<void>;
  markReady(postId: number): Promise<void>;
  markRefused(postId: number, reason: string, now: Date): Promise<void>;
  markUnsure(postId: number, reason: string, now: Date): Promise<void>;
  markUncertain(postId: number, reason: string, now: Date): Promise<void>;
  beginCorrection(postId: number, settledAt: Date | null, composedAt: number | null): Promise<boolean>;
  markCorrected(
    postId: number,
    revision: number,
    message: Message,
    form: MessageForm,
    now: Date,
  ): Promise<void>;
  markKilled(postId: number, reason: string, now: Date): Promise<void>;
  markSwept(postId: number): Promise<void>;
  leaveAsIs(postId: number, revision: number, reason: string | null): Promise<void>;
  drop(
    postId: number,
    reason: DropReason | `cannot be composed: ${string}`,
    revision: number | null,
    now: Date,
  ): Promise<void>;
  postpone(postId: number, until: Date): Promise<void>;
}

/** What it needs to look up among the posts. */
export interface Posts {
  /** The lowest message number of a channel that is known in this chat; null: none is. */
  firstNumber(channel: string, chatId: string): Promise<number | null>;
  uncertainSince(channel: string): Promise<Date | null>;
  messageIdOf(channel: string, articleId: string, chatId?: string): Promise<number | null>;
}

/** What was read from the channels after an older copy of the database came back. */
export interface UnknownPosts {
  add(post: { channel: string; messageId: number; shown: string; link: string | null }): Promise<void>;
  find(
    channel: string,
    link: string | null,
    shown: readonly string[],
  ): Promise<{ messageId: number; shown: string } | null>;
  remove(channel: string, messageId: number): Promise<void>;
  count(channel: string): Promise<number>;
  lastNumber(channel: string, chatId?: string): Promise<number | null>;
}

/** What delivering needs to remember of a channel. */
export interface ChannelMemory {
  move(name: string, chatId: string): Promise<void>;
  limit(name: string, until: Date): Promise<void>;
  close(name: string, closed: { at: Date; reason: string; retryAt: Date; retries: number }): Promise<void>;
  reopen(name: string): Promise<void>;
  /** Until when no post leaves because an editor said so; `open`: until told otherwise; null: it is not paused. */
  pausedUntil(name: string, now: Date): Promise<Date | 'open' | null>;
}

/** What delivering needs to know of a channel's digests: the one that has to be pinned, and the one before it. */
export interface DigestPins {
  toPin(
    channel: string,
    chatId?: string,
  ): Promise<{ postId: number; messageId: number; previous: number | null } | null>;
  markPinned(postId: number, now: Date): Promise<void>;
}

/** How editors are asked before a post leaves. */
export interface Approvals {
  isNeeded(article: Article, channel: Channel): boolean;
  /** The post waits, with this text, and editors are asked. */
  await(postId: number, revision: number, message: Message): Promise<void>;
}

/** What the log chat is told once, about one post. */
export type NoticeKind =
  | 'refused'
  | 'entities refused'
  | 'uncomposable'
  | 'uncertain'
  | 'stuck'
  | 'correction refused'
  | 'picture refused'
  | 'kill refused';

export interface Log {
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
  error(facts: object, text: string): void;
}

/** Everything that the lanes share. */
export interface Delivery {
  ledger: Ledger;
  posts: Posts;
  channels: ChannelMemory;
  unknownPosts: UnknownPosts;
  digests: DigestPins;
  approvals: Approvals;
  timetable: Timetable;
  telegram: Telegram;
  pacer: Pacer;
  /** How an unsure post is looked for. */
  searcher: Searcher;
  clock: Clock;
  log: Log;
  /** How long a request may still arrive after it was given up. */
  settleTimeMs: number;
  /** When a request is given up. */
  requestTimeoutMs: number;
  /** How long a channel's other posts wait for a person's decision on an uncertain one. */
  uncertainBlocksMs: number;
  /** Whether the channels have to be read before anything is posted. */
  isOlderCopy: boolean;
  caughtUp(channel: string): void;
  /** Where copies are forwarded to be read; null: nowhere. */
  logChatId: string | null;
  compose(article: Article, channel: Channel): Message;
  /** A sent digest without what was withdrawn since; null: nothing of it is left, or known. */
  composeDigest(post: Post): Promise<Message | null>;
  /** The photo form of an article whose picture is gone, for a post that has to stay a photo post. */
  composePhoto(article: Article, channel: Channel, photoUrl: string): Message['photo'];
  composeWithdrawal(language: string): Rendering;
  notice(
    kind: NoticeKind,
    facts: { channel: string; articleId: string | null; postId?: number; reason: string },
  ): Promise<void>;
  troubleBegins(key: string, detail: string): Promise<void>;
  troubleEnds(key: string): Promise<void>;
  /** A step of this part of the program failed, or succeeded again. */
  failed(part: string, error: unknown): void;
  succeeded(part: string): void;
  /** The token is not valid any more: the program ends. */
  giveUp(): void;
  /** Aborted when the program is asked to end. */
  stopping: AbortSignal;
}
