import type { Article } from './article.ts';
import type { MediumKind } from './medium.ts';

/**
 * The life of a post. A post is promised, composed and sent; later it may be corrected or killed. Whatever Telegram or
 * the machine does, it is always in exactly one of these states, and it moves only as the table `moves` says.
 *
 * promised  the planner owes it to the channel; one row per channel and article
 * waiting   an editor has to say yes
 * ready     composed; the text is stored
 * sending   written before the request leaves; after a crash it means "we do not know"
 * sent      Telegram gave a message number
 * unsure    the request may have arrived; it will be read back from the channel
 * uncertain it cannot be read back; a person decides
 * refused   Telegram certainly did not post it and will not
 * dropped   not sent, on purpose
 * killed    deleted, or edited to a notice
 */
export const postStates = [
  'promised',
  'waiting',
  'ready',
  'sending',
  'sent',
  'unsure',
  'uncertain',
  'refused',
  'dropped',
  'killed',
] as const;
export type PostState = (typeof postStates)[number];

/** The states in which a post may begin: an article's as a promise, a digest's with its text. */
export type FirstState = Extract<PostState, 'promised' | 'ready' | 'waiting'>;

/** Every move from every state. A move that is not here never happens. */
const moves: Readonly<Record<PostState, readonly PostState[]>> = {
  promised: ['ready', 'waiting', 'dropped'],
  waiting: ['ready', 'dropped'],
  // ready → ready: the article changed before the claim, so the post is composed anew.
  ready: ['ready', 'sending', 'waiting', 'dropped'],
  // sending → ready: certainly not posted, and not because of the post (429, no connection, the channel is closed).
  sending: ['sent', 'refused', 'ready', 'unsure'],
  sent: ['sent', 'killed'],
  unsure: ['sent', 'ready', 'uncertain'],
  uncertain: ['sent', 'ready', 'dropped'],
  // An editor asks for it after all, or a change of the article makes it possible again.
  refused: ['promised'],
  dropped: ['promised'],
  killed: ['promised'],
};

export function canMove(from: PostState, to: PostState): boolean {
  return moves[from].includes(to);
}

/** The states of a post that has left: it stands in its channel, or may. */
export const leftStates = ['sending', 'sent', 'unsure', 'uncertain'] as const satisfies readonly PostState[];

export function hasLeft(state: PostState): boolean {
  return leftStates.some((each) => each === state);
}

/** Whether a post stands in its channel, or may still get there. */
export function isAlive(state: PostState): boolean {
  return hasLeft(state) || state === 'promised' || state === 'waiting' || state === 'ready';
}

/** 0: an editor asked for it; 1: breaking; 2: ordinary. */
export type Priority = 0 | 1 | 2;

/** A text in Telegram's HTML, and as readers see it: without tags and entities. */
export interface Rendering {
  html: string;
  shown: string;
}

/** What a post shows beside its words: one medium, or an album. */
export interface Illustrated {
  url: string;
  caption: Rendering;
  /** Absent: a photo. */
  kind?: Exclude<MediumKind, 'photo'>;
  /** The other parts of an album. Absent: it is none. */
  more?: readonly Part[];
  /** A picture that is shown where Telegram does not take the rest. Absent: there is none. */
  poster?: string;
  /** How many media of the article the post does not show. Absent: none. */
  leftOut?: number;
}

/** One message of a post that shows something: its only one, or one of an album. */
export interface Part {
  kind: MediumKind;
  url: string;
}

/** What a message shows beside its words, in its order; empty: nothing. */
export function partsOf({ photo }: Pick<Message, 'photo'>): readonly Part[] {
  return photo === null ? [] : [{ kind: photo.kind ?? 'photo', url: photo.url }, ...(photo.more ?? [])];
}

/**
 * The content of a post, composed once and stored. A message with a photo has a text form too, because Telegram may
 * refuse the picture. Every message has a plain form, because Telegram may refuse the entities.
 */
export interface Message {
  photo: Illustrated | null;
  text: Rendering;
  /** No markup at all, with a bare link. */
  plain: string;
  /** The page of the large preview. null: no preview. */
  previewUrl: string | null;
  /** The preview stands above the text. Absent: below. */
  isPreviewAbove?: true;
  /**
   * What it says, and when that was corrected last (ISO 8601; null: never), in channels that show it. Absent: the channel
   * did not show it.
   */
  said?: { words: string; updatedAt: string | null };
  /** The article's link as it stands in the text. null: there is no usable one. */
  link: string | null;
}

/** The forms in which a message can be sent. */
export const forms = ['photo', 'text', 'plain'] as const;
export type MessageForm = (typeof forms)[number];

/** What a chat may forbid: https://core.telegram.org/bots/api#chatpermissions */
export type ContentKind = 'photo' | 'text';

export function kindOf(form: MessageForm): ContentKind {
  return form === 'photo' ? 'photo' : 'text';
}

/** The text that readers see when a message is sent in this form. */
export function shownText(message: Message, form: MessageForm): string {
  if (form === 'photo' && message.photo !== null) return message.photo.caption.shown;
  return form === 'plain' ? message.plain : message.text.shown;
}

/**
 * The numbers that a message takes in its chat from `first` on: those of an album follow one another.
 * Source: https://core.telegram.org/bots/api#sendmediagroup
 */
export function numbersFrom(first: number, message: Message | null, form: MessageForm | null): number[] {
  const more = form === 'photo' ? (message?.photo?.more?.length ?? 0) : 0;
  return Array.from({ length: more + 1 }, (_, index) => first + index);
}

/** Where a post stands. */
export interface Arrival {
  /** Of an album the first one. */
  messageId: number;
  /** Of an album all. Absent: there is one. */
  messageIds?: readonly number[];
  chatId: string;
  link: string | null;
}

/** A post as the ledger holds it. */
export interface Post {
  id: number;
  channel: string;
  /** null for a digest. */
  articleId: string | null;
  state: PostState;
  /** The revision of the article from which `message` was composed. 0: none yet, or an edit has no answer yet. */
  revision: number;
  message: Message | null;
  form: MessageForm | null;
  /** The picture of the article with which it was sent or corrected last; empty: it had none, null: not known. */
  picture: string | null;
  messageId: number | null;
  /** All numbers of an album. null: there is one, or none. */
  messageIds: readonly number[] | null;
  /** The chat in which `messageId` counts; the channel may have moved since. null: not sent, or not known. */
  chatId: string | null;
  /** The last message number that we knew in the channel at the claim. null: none. */
  floor: number | null;
  /** How many requests to send it got no answer that we can trust. */
  unsureTries: number;
  claimedAt: Date | null;
  unsureAt: Date | null;
  /** When it became uncertain. Kept when a person has it posted again. */
  uncertainAt: Date | null;
  sentAt: Date | null;
  /** The numbers from here up to `messageId` still have to be searched for an earlier copy. null: none. */
  sweepFrom: number | null;
  dueChange: 'edit' | 'kill' | null;
  /** Telegram's number of the bot that sent it, if the channel has another bot since. null: the channel's bot did. */
  otherBot: string | null;
  /** Its address for readers; null: not sent, or not known. */
  link: string | null;
  /** Where it stands by an answer that came after its lane was lost; null: none came. */
  late: Arrival | null;
  priority: Priority;
  /** When an editor wants it to leave. null: nobody said so. */
  notBefore: Date | null;
  /** Its place in the order: when its article, or the digest, was due. */
  dueAt: Date;
  promisedAt: Date;
  /** The revision to which an editor said yes; null: none. */
  approvedRevision: number | null;
}

/** The next thing to do in a channel. */
export interface Work {
  post: Post;
  /** null: a digest, or the row was deleted or cannot be read. */
  article: Article | null;
}

/** What Telegram answered to a request that changes a channel. */
export type Outcome =
  | {
      kind: 'sent';
      messageId: number;
      /** Of an album all numbers. Absent: there is one. */
      messageIds?: readonly number[];
      chatId: string;
      username: string | null;
    }
  /**
   * 400: certainly not posted. If it is about the content, it never will be in this form. With `unknown`, the words do
   * not say whether the message, the channel or the bot is to blame; with `kind`, the chat does not allow this kind of
   * content; with `picture`, it is a medium, or Telegram cannot fetch it from its address; with `file`, we could not
   * download it; with `upload`, the request broke off before its end, so that Telegram cannot have read it.
   */
  | {
      kind: 'refused';
      because:
        | 'content'
        | 'photo'
        | 'picture'
        | 'file'
        | 'upload'
        | 'entities'
        | 'reply'
        | 'kind'
        | 'unknown';
      reason: string;
    }
  /** 429: certainly not posted. Try again after this many seconds. */
  | { kind: 'limited'; retryAfterSeconds: number }
  /** The channel is closed to us (403, chat not found, missing rights): certainly not posted. */
  | { kind: 'closed'; reason: string }
  /** A group became a supergroup and has a new number: certainly not posted. */
  | { kind: 'moved'; chatId: string }
  /** The request never left (connection refused, name not found): certainly not posted. */
  | { kind: 'unreached'; reason: string }
  /** Too much time had passed since we last knew that the lanes are ours, so the request did not leave. */
  | { kind: 'late' }
  /** 401: the token is not valid, or not any more. */
  | { kind: 'unauthorized' }
  /** A timeout, 5xx, a broken connection, an answer that is not JSON: it may have been posted. */
  | { kind: 'unsure'; reason: string };
