import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NumberedEvent } from '../feed.ts';
import type { PageSettings } from './page-settings.ts';
import type { Keyboard, MessageEntity } from '../shapes.ts';
import { toReactionCounts } from '../message-shape.ts';
import type { Chat, StoredFile, StoredMessage } from '../state.ts';
import type { World } from '../world.ts';

/** A message as the page shows it. Dates are unix seconds. */
export interface ViewMessage {
  id: number;
  date: number;
  edit_date: number | null;
  from: { id: number; name: string; is_bot: boolean } | null;
  text: string;
  entities: MessageEntity[];
  /** A photo, a video or an animation. */
  photo: ViewPicture | null;
  /** `href` is null if the bytes are not on this machine. */
  document: { name: string; size: number; href: string | null; sound: string | null; sounds: boolean } | null;
  /** The album that it belongs to; null: none. */
  album: string | null;
  preview: { url: string; large: boolean; above: boolean } | null;
  reply_to: { id: number; text: string } | null;
  buttons: Keyboard | null;
  silent: boolean;
  pinned: boolean;
  forwarded_from: string | null;
  views: number;
  /** Given by readers, most first; null: nobody can react here. */
  reactions: { emoji: string; count: number; own: boolean }[] | null;
  /** It tells what happened in the chat, such as a pin. */
  service: boolean;
}

/** Without `src` and `film`, whose bytes are not on this machine, the page draws a picture from `seed`. */
interface ViewPicture {
  src: string | null;
  /** The address of a video or an animation that a browser can play. */
  film: string | null;
  /** 0: not known. */
  width: number;
  height: number;
  seed: string;
  moves: boolean;
  /** An animation plays by itself, without end and sound. */
  loops: boolean;
}

const shownPerChat = 200;

/** A chat with its newest messages, oldest first. */
export function viewChat(world: World, chat: Chat, viewerId: number | null) {
  return {
    ...viewHead(chat),
    messages: newest(chat, shownPerChat).map((message) => viewMessage(world, chat, message, viewerId)),
  };
}

function viewHead({ id, type, title, username }: Chat) {
  return { id, type, title, username };
}

/** Walks back from the last message id, so that a long chat costs no more than a short one. */
function newest(chat: Chat, count: number): StoredMessage[] {
  const found: StoredMessage[] = [];
  for (let id = chat.lastMessageId; id > 0 && found.length < count; id -= 1) {
    const message = chat.messages.get(id);
    if (message !== undefined) found.push(message);
  }
  return found.reverse();
}

function viewMessage(world: World, chat: Chat, message: StoredMessage, viewerId: number | null): ViewMessage {
  const { id, date, editDate, text, entities, replyTo, keyboard, isSilent } = message;
  const aboutId = replyTo ?? message.pinnedId;
  const repliedTo = aboutId === null ? undefined : chat.messages.get(aboutId);
  return {
    id,
    date,
    edit_date: editDate,
    from: chat.type === 'channel' ? null : viewSender(world, message),
    text: message.kind === 'pin' ? pinText(repliedTo) : text,
    entities,
    ...viewFile(world, message),
    album: message.groupId ?? null,
    preview: viewPreview(message),
    reply_to: repliedTo === undefined ? null : { id: repliedTo.id, text: repliedTo.text },
    buttons: keyboard,
    silent: isSilent,
    pinned: chat.pinned.includes(id),
    forwarded_from: viewOrigin(world, message),
    views: 1,
    reactions: chat.type === 'channel' ? viewReactions(message, viewerId) : null,
    service: message.kind === 'pin',
  };
}

function viewReactions({ reactions = {} }: StoredMessage, viewerId: number | null) {
  return toReactionCounts(reactions).map(({ type: { emoji }, total_count: count }) => {
    const own = viewerId !== null && reactions[emoji]?.includes(viewerId) === true;
    return { emoji, count, own };
  });
}

function pinText(pinned: StoredMessage | undefined): string {
  const [line = ''] = pinned?.text.split('\n', 1) ?? [];
  return line === '' ? 'Pinned a message' : `Pinned: ${line}`;
}

function viewSender(world: World, { botId, userId }: StoredMessage) {
  const bot = botId === null ? undefined : world.bot(botId);
  if (bot !== undefined) return { id: bot.id, name: bot.firstName, is_bot: true };
  const user = userId === null ? undefined : world.state.users.get(userId);
  return user === undefined ? null : { id: user.id, name: user.firstName, is_bot: false };
}

function viewFile(world: World, { kind, fileId }: StoredMessage): Pick<ViewMessage, 'photo' | 'document'> {
  const file = fileId === null ? undefined : world.state.files.get(fileId);
  if (file === undefined) return { photo: null, document: null };
  const href = file.isStored ? `/sandbox/files/${file.id}` : null;
  if (kind !== 'document' && kind !== 'audio')
    return { photo: viewPicture(kind, file, href), document: null };
  const { name, mime, sizeBytes: size } = file;
  const sounds = kind === 'audio';
  // Telegram takes the sound of a video for an audio too.
  const sound = sounds && /^(audio\/|video\/mp4$)/.test(mime) ? href : null;
  return { photo: null, document: { name, size, href, sound, sounds } };
}

function viewPicture(kind: StoredMessage['kind'], file: StoredFile, href: string | null): ViewPicture {
  const { width, height, mime } = file;
  return {
    src: mime.startsWith('image/') ? href : null,
    film: mime.startsWith('video/') ? href : null,
    width,
    height,
    seed: file.url ?? file.id,
    moves: kind === 'video' || kind === 'animation',
    loops: kind === 'animation',
  };
}

/** The address whose preview a reader would see, or null. */
function viewPreview({ kind, text, entities, preview }: StoredMessage): ViewMessage['preview'] {
  if (kind !== 'text' || preview?.is_disabled === true) return null;
  const linked = entities.find(({ type }) => type === 'url' || type === 'text_link');
  const found =
    linked === undefined ? '' : (linked.url ?? text.slice(linked.offset, linked.offset + linked.length));
  const url = preview?.url ?? found;
  return url === ''
    ? null
    : { url, large: preview?.prefer_large_media === true, above: preview?.show_above_text === true };
}

function viewOrigin(world: World, { origin }: StoredMessage): string | null {
  if (origin === null) return null;
  if (origin.type === 'channel') return world.state.chats.get(origin.chatId)?.title ?? String(origin.chatId);
  return (
    world.bot(origin.userId)?.firstName ??
    world.state.users.get(origin.userId)?.firstName ??
    'Deleted Account'
  );
}

/** The data of an event for the page. */
function viewEvent(world: World, settings: PageSettings, event: NumberedEvent): object {
  const viewerId = settings.viewer?.id ?? null;
  switch (event.kind) {
    case 'message':
    case 'edit':
      return { chat_id: event.chat.id, message: viewMessage(world, event.chat, event.message, viewerId) };
    case 'delete':
      return { chat_id: event.chat.id, id: event.id };
    case 'chat':
      return { chat: viewChat(world, event.chat, viewerId) };
    case 'settings':
      return settings.view();
    case 'answer': {
      const { userId, text, showAlert } = event.answer;
      return { user_id: userId, text, alert: showAlert };
    }
  }
}

/** A page that reads too slowly is disconnected at this backlog. It reconnects and reads the state. */
const maxBufferedBytes = 16 * 1_048_576;

/** Streams events (SSE), beginning after the last one that the page has seen. */
export function streamFeed(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  settings: PageSettings,
): void {
  const { feed } = world;
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  // A browser reports the connection as open only after the first bytes.
  response.write(': here\n\n');
  const write = (event: NumberedEvent) => {
    const data = JSON.stringify(viewEvent(world, settings, event));
    response.write(`id: ${event.number}\nevent: ${event.kind}\ndata: ${data}\n\n`);
    if (response.writableLength > maxBufferedBytes) response.destroy();
  };
  const seen = Number(request.headers['last-event-id'] ?? Number.NaN);
  if (Number.isSafeInteger(seen)) for (const event of feed.since(seen)) write(event);
  const stop = feed.listen(write);
  response.once('close', stop);
}
