import type { MediumKind } from '../news/medium.ts';
import type { Message, MessageForm, Outcome } from '../news/post.ts';
import type { VideoHeader } from './media/video-header.ts';
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

/** A file that was downloaded. */
export interface Upload {
  /** As people see it at a document. */
  name: string;
  /** Bytes. */
  size: number;
  /** null: it is no video, or its header says nothing. */
  video: VideoHeader | null;
  /** The whole content, each time from its beginning. */
  content: () => AsyncIterable<Uint8Array>;
}

/** Files that are uploaded in place of their addresses, by the places of their media: 0 is the first one. */
export type Uploads = ReadonlyMap<number, Upload>;

export interface SendOptions {
  isSilent: boolean;
  replyTo: number | null;
  /** One row of them; absent: none. */
  buttons?: readonly Button[];
  /** Absent: nothing is uploaded. */
  uploads?: Uploads;
  /** Called when the request leaves, directly before its first byte. */
  onLeave?: () => void;
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
  /** Or another medium with a caption. */
  isPhoto: boolean;
  /** Absent: it shows none. */
  medium?: MediumKind;
  /** The `file_unique_id` of its medium, of a photo those of all its sizes. Absent: it shows none. */
  fileIds?: readonly string[];
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
  /** The number of the group in which a channel is discussed, or of the channel of such a group; null: none. */
  linkedChatId: string | null;
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
    newPhoto: boolean | Upload,
    signal: AbortSignal,
  ): Promise<ChangeOutcome>;
  /** Deletes a message, or all of an album at once; one that is gone already counts as done. */
  delete(to: Address, messageId: number | readonly number[], signal: AbortSignal): Promise<ChangeOutcome>;
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
