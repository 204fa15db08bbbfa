import { escapeHtml } from '../../compose/fitting.ts';
import { isNothing } from '../../news/written.ts';
import type { Writing } from '../../store/records/writing-rows.ts';
import { newPostWords } from '../../words/desk/new-post.ts';
import { commandOf, isOwnWords, say } from '../chat/answer.ts';
import { channelHere } from '../chat/arguments.ts';
import type { DeskContext } from '../chat/context.ts';
import type { Desk, Subject } from '../chat/desk.ts';
import { readOrder, readTime } from '../commands/posting.ts';
import { contentOf, type ContentMessage } from './content.ts';
import { pressed, postWritten } from './post-buttons.ts';
import { cardOf, showWriting } from './post-card.ts';
import { ask, beginCorrection, edited, personOf, presentContent, receive } from './receiving.ts';

/**
 * `/new`: an editor writes a post by hand. What it says so far stands in the database, and its buttons name it, so that
 * a restart between writing and posting loses nothing.
 */
export const newPostSubject: Subject = {
  commands: [
    {
      name: 'new',
      who: 'editor',
      description: (language) => newPostWords[language].command,
      examples: ['/new', '/new Text of the post'],
      changes: {
        new: { verb: (language) => newPostWords[language].change, shows: 'after', read: readOrder },
      },
      handle: begin,
    },
  ],
  buttons: [
    { data: /^new:(post|later|edit|drop|show|save|labels|back):(\d{1,15}):(\d{1,9})$/, handle: pressed },
    {
      data: /^new:(on|off|label|unlabel|at):(\d{1,15}):(\d{1,9}):([a-z0-9][a-z0-9_-]{0,31})$/,
      handle: pressed,
    },
  ],
  onContent: takeContent,
  onEdit: takeEdit,
};

/** The text may stand behind the command, in a caption, or in the message to which the command replies. */
async function begin(context: DeskContext, desk: Desk): Promise<void> {
  const { message } = context;
  if (message === undefined) return;
  const words = newPostWords[context.language];
  const own = contentOf(message);
  const source = own === null || isNothing(own) ? repliedBy(message) : message;
  const sent = source === null ? null : contentOf(source);
  const [unfinished] = await desk.store.writings.openOf(personOf(context));
  if (sent === null && unfinished !== undefined && !isNothing(unfinished.content)) {
    await showWriting(context, desk, unfinished);
    return say(context, escapeHtml(words.unfinished));
  }
  if (unfinished !== undefined && isNothing(unfinished.content))
    await desk.store.writings.drop(unfinished.number, desk.clock.now());
  const [first, another] = desk.config.channels;
  const only = channelHere(context, desk) ?? (another === undefined ? first : undefined);
  const channels = only === undefined ? [] : [only.name];
  const writing = await desk.store.writings.begin(personOf(context), { channels }, desk.clock.now());
  if (sent === null || isNothing(sent)) return ask(context, writing, words.prompt);
  await receive(context, desk, writing, sent, source?.message_id ?? message.message_id);
}

type Message = NonNullable<DeskContext['message']>;

/** The message that this one replies to, unless it is an answer of ours. */
function repliedBy({ reply_to_message: replied }: Message): ContentMessage | null {
  if (replied === undefined || replied.from?.is_bot === true) return null;
  return replied;
}

/** A message that a post waits for, or another part of its album. In a group it has to be a reply. */
async function takeContent(context: DeskContext, desk: Desk): Promise<boolean> {
  const { message } = context;
  if (message === undefined || commandOf(context) !== null) return false;
  if (isCaptioned(context)) {
    await begin(context, desk);
    return true;
  }
  const writing = await awaitingOf(context, desk);
  if (writing === null) return false;
  const sent = contentOf(message);
  // A photo is no time: the editor thought better of what the post shows.
  if (writing.awaits === 'time' && (sent === null || sent.media.length === 0))
    return takeTime(context, desk, writing, message.text ?? '');
  if (sent === null) {
    await say(context, escapeHtml(newPostWords[context.language].wrongKind));
    return true;
  }
  await receive(context, desk, writing, sent, message.message_id);
  return true;
}

/** `/new` in the caption of a photo or a video: the package looks for commands in texts only. */
function isCaptioned(context: DeskContext): boolean {
  const [found, name] = /^\/new(?:@(\w+))?(?=\s|$)/iu.exec(context.message?.caption ?? '') ?? [];
  const isMine = name === undefined || name.toLowerCase() === context.me.username.toLowerCase();
  return found !== undefined && isMine && isOwnWords(context);
}

async function awaitingOf(context: DeskContext, desk: Desk): Promise<Writing | null> {
  const { chat, message } = context;
  const open = await desk.store.writings.openOf(personOf(context));
  const data = message?.reply_to_message?.reply_markup?.inline_keyboard.flat() ?? [];
  const [answered] = data.flatMap((button) =>
    'callback_data' in button ? (/^new:\w+:(\d+):/.exec(button.callback_data)?.[1] ?? []) : [],
  );
  const replied = open.find(({ number }) => String(number) === answered);
  if (replied !== undefined) return replied;
  if (chat?.type !== 'private') return null;
  const group = message?.media_group_id;
  const ofAlbum = group === undefined ? undefined : open.find(({ groupId }) => groupId === group);
  return ofAlbum ?? open.find(({ awaits }) => awaits !== null) ?? null;
}

async function takeTime(context: DeskContext, desk: Desk, writing: Writing, text: string): Promise<boolean> {
  const { at } = readTime(text.trim(), desk);
  if (at === null) {
    await say(context, escapeHtml(newPostWords[context.language].wrongTime));
    return true;
  }
  const { isDone, said } = await postWritten(context, desk, writing, at);
  await say(context, escapeHtml(said));
  const now = desk.clock.now();
  const open = isDone ? null : await desk.store.writings.change(writing.number, { awaits: null }, false, now);
  // What is in the way can be mended there.
  if (open !== null) await say(context, cardOf(context, desk, open));
  return true;
}

/** Before it is posted, the preview follows what its editor changes in their own message; afterwards it is a correction. */
async function takeEdit(context: DeskContext, desk: Desk): Promise<void> {
  const message = context.editedMessage;
  if (message === undefined) return;
  const writing = await desk.store.writings.ofMessage(personOf(context), message.message_id);
  const sent = writing === null ? null : contentOf(message);
  if (writing === null || sent === null) return;
  const { messages } = writing;
  if (writing.state === 'open') {
    const content = edited(writing.content, messages, message.message_id, sent);
    const changed = await desk.store.writings.change(writing.number, { content }, true, desk.clock.now());
    if (changed !== null) await showWriting(context, desk, changed);
    return;
  }
  const article = writing.articleId === null ? null : await desk.store.articles.find(writing.articleId);
  if (article === null) return;
  const content = edited(presentContent(article), messages, message.message_id, sent);
  await beginCorrection(context, desk, article, { content, messages });
}
