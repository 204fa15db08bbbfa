import type { Message, MessageForm, Outcome } from '../news/post.ts';
import type { Failure } from './telegram/outcome.ts';

/** A chat, and the thread in it where it is a forum. */
export interface Address {
  chatId: string;
  topic: number | null;
}

/** A button under a message, and the data that the bot receives when it is pressed; 64 bytes at most. */
export interface Button {
  text: string;
  data: string;
}

/** A picture that was downloaded. */
export interface Picture {
  bytes: Uint8Array;
  name: string;
}

export interface SendOptions {
  isSilent: boolean;
  replyTo: number | null;
  /** One row of them; absent: none. */
  buttons?: readonly Button[];
  /** Uploaded in place of the photo's address. */
  picture?: Picture;
  signal: AbortSignal;
}

/** The outcome of changing a message that stands in a channel. `gone`: it is not there (any more). */
export type ChangeOutcome =
  | { kind: 'done' }
  | { kind: 'gone'; reason: string }
  | Exclude<Outcome, { kind: 'sent' }>;

/** A message as a reader sees it. */
export interface SeenMessage {
  /** Or the caption. */
  text: string;
  /** Under its words. */
  links: string[];
  /** Whether anything in it is bold, as our headlines are. */
  isStyled: boolean;
  isPhoto: boolean;
}

/** When a message was posted, by Telegram's clock; null: the forward does not tell for certain. */
interface Dated {
  sentAt: Date | null;
}

/** A chat as Telegram describes it. */
export interface FoundChat {
  /** Its number. */
  chatId: string;
  /** Its @names without the sign, the main one first. */
  usernames: string[];
  title: string;
  /** The number of a message that stands there, its pinned one; null: none is known. */
  pinned: number | null;
}

/** Where the id of a chat leads. */
export type ChatFinding = ({ kind: 'found' } & FoundChat) | Exclude<Outcome, { kind: 'sent' }>;

/** The result of reading one message number of a channel back through a forward. */
export type ReadBack =
  | ({ kind: 'message' } & SeenMessage & Dated)
  /** A message that the bot certainly did not send: it says nothing, or is another's. */
  | ({ kind: 'other' } & Dated)
  | { kind: 'missing' }
  /** It cannot be read: protected content, or no chat to forward to. */
  | { kind: 'unreadable'; reason: string }
  /** Telegram refused the forward in unknown words: perhaps it refuses everything for some minutes. */
  | { kind: 'refused'; reason: string }
  | Exclude<Outcome, { kind: 'sent' } | { kind: 'refused' }>;

/**
 * How one bot speaks to Telegram. Nothing here throws: each answer, and each missing answer, is an outcome. There are
 * two implementations: grammY's in telegram/, and the small model of Telegram in the tests.
 */
export interface Messenger {
  /** The number of the log chat as far as we know, or its @name; null: there is none. */
  readonly logChatId: string | null;
  /** The thread of the log chat; null: it is no topic. */
  readonly logTopic: number | null;
  /** Asks for the bot's own number and name. */
  identify(signal: AbortSignal): Promise<{ id: number; username: string } | Failure>;
  send(to: Address, message: Message, form: MessageForm, options: SendOptions): Promise<Outcome>;
  /** Makes a sent message show `message`, without buttons. `newPhoto` shows its photo too, from its address or uploaded. */
  edit(
    to: Address,
    messageId: number,
    message: Message,
    form: MessageForm,
    newPhoto: boolean | Picture,
    signal: AbortSignal,
  ): Promise<ChangeOutcome>;
  /** Deletes a message; one that is gone already counts as done. */
  delete(to: Address, messageId: number, signal: AbortSignal): Promise<ChangeOutcome>;
  /** Pins a message without telling anybody; one that is pinned already counts as done. */
  pin(to: Address, messageId: number, signal: AbortSignal): Promise<ChangeOutcome>;
  unpin(to: Address, messageId: number, signal: AbortSignal): Promise<ChangeOutcome>;
  /** Reads one message number of a channel through a silent forward to the chat `to`. */
  readBack(from: Address, messageId: number, to: string, signal: AbortSignal): Promise<ReadBack>;
  /** Asks which chat has this number or @name. */
  findChat(chatId: string, signal: AbortSignal): Promise<ChatFinding>;
  /** Whether a chat forbids forwarding, so that nothing in it can be read back. */
  isProtected(chat: Address, signal: AbortSignal): Promise<boolean>;
}
