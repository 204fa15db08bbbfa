import type { Article } from '../../news/article.ts';
import { isNothing, type WrittenContent } from '../../news/written.ts';
import { isOfOthersToo } from '../../editing/rights.ts';
import type { Writing } from '../../store/records/writing-rows.ts';
import { botWords } from '../../words/bots.ts';
import { newPostWords } from '../../words/desk/new-post.ts';
import { generalWords } from '../../words/general.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { previewsOf } from '../../editing/previews.ts';
import { say, showPost } from '../chat/answer.ts';
import { startTask } from '../chat/background-tasks.ts';
import { editorOf, type DeskContext } from '../chat/context.ts';
import type { Desk } from '../chat/desk.ts';
import { joined, type SentContent } from './content.ts';
import { heardHere, showWriting } from './post-card.ts';

/** The parts of an album come one after the other. When none came for so long, it is whole. */
const albumPauseMs = 1_500;

/** The chat and the person whose writings these are. */
export function personOf({ chat, from }: DeskContext): Pick<Writing, 'chatId' | 'userId'> {
  const userId = from?.id ?? 0;
  return { chatId: chat?.id ?? userId, userId };
}

/** Asks for the content of a post that has none yet, or for what should change. The button tells which post it is. */
export async function ask(
  context: DeskContext,
  { articleId, number, version }: Writing,
  text: string,
  action: 'drop' | 'back' = 'drop',
): Promise<void> {
  const { back, discard, drop } = newPostWords[context.language];
  const name = action === 'back' ? back : articleId === null ? drop : discard;
  const buttons = [[{ text: name, data: `new:${action}:${number}:${version}` }]];
  await say(context, { html: escapeHtml(heardHere(context, text)), buttons });
}

/** A message with content came for a post. Of an album it is shown when it is whole. */
export async function receive(
  context: DeskContext,
  desk: Desk,
  writing: Writing,
  sent: SentContent,
  messageId: number,
): Promise<void> {
  const isSameAlbum = sent.groupId !== null && sent.groupId === writing.groupId;
  const count = writing.content.media.length;
  const [ofMedia, ofText] = [writing.messages.slice(0, count), writing.messages.slice(count)];
  const messages =
    sent.media.length === 0
      ? [...ofMedia, messageId]
      : [...(isSameAlbum ? ofMedia : []), messageId, ...(sent.text === '' ? ofText : [])];
  const change = {
    content: joined(writing.content, sent, isSameAlbum),
    messages,
    groupId: sent.media.length === 0 ? writing.groupId : sent.groupId,
    awaits: null,
  };
  const changed = await desk.store.writings.change(writing.number, change, true, desk.clock.now());
  if (changed === null) return say(context, escapeHtml(newPostWords[context.language].closed));
  if (sent.groupId === null || sent.media.length === 0) return showWriting(context, desk, changed);
  showLater(context, desk, changed);
}

/** Shows it when no further part of its album came. A program that stops shows at once what it has. */
function showLater(context: DeskContext, desk: Desk, { number, version }: Writing): void {
  const names = {
    name: `writing ${number} ${version}`,
    line: `writing ${number}`,
    failed: generalWords[context.language].failed,
    logText: 'the preview of a post was not shown',
  };
  startTask(context, desk, names, async (stopping) => {
    await desk.clock.wait(albumPauseMs, stopping);
    const writing = await desk.store.writings.find(number);
    if (writing?.state === 'open' && writing.version === version) await showWriting(context, desk, writing);
  });
}

/** What a post says once one of its messages was edited. */
export function edited(
  content: WrittenContent,
  messages: readonly number[],
  messageId: number,
  sent: SentContent,
): WrittenContent {
  const index = messages.indexOf(messageId);
  const count = content.media.length;
  const words = { text: sent.text, marks: sent.marks, hasPreview: sent.hasPreview };
  if (index >= count) return { ...content, ...words };
  const [medium] = sent.media;
  const media = medium === undefined ? content.media : content.media.with(index, medium);
  // The caption of an album stands under any one of its parts, usually the first.
  const isCaption = messages.length <= count && (index === 0 || sent.text !== '');
  return isCaption ? { ...words, media } : { ...content, media };
}

/**
 * Begins the correction of a post that an editor wrote. `given`: what it shall say; absent: the editor is asked.
 * @returns false: it cannot be corrected, and the editor was told why.
 */
export async function beginCorrection(
  context: DeskContext,
  desk: Desk,
  article: Article,
  given?: { content: WrittenContent; messages: readonly number[] },
): Promise<boolean> {
  const words = newPostWords[context.language];
  const { labels, revision, written } = article;
  if (written === null || article.status === 'canceled') {
    await say(context, escapeHtml(words.gone));
    return false;
  }
  if (written.bot !== desk.store.bot) {
    await say(context, escapeHtml(words.otherBot(written.bot)));
    return false;
  }
  if (await isOfOthersToo(editorOf(context), desk, article)) {
    await say(context, escapeHtml(botWords[context.language].articleOfOthers));
    return false;
  }
  const writing = await desk.store.writings.begin(
    personOf(context),
    {
      content: given?.content ?? presentContent(article),
      messages: given?.messages ?? [],
      channels: written.channels,
      labels,
      awaits: given === undefined ? 'content' : null,
      articleId: article.id,
      revision,
    },
    desk.clock.now(),
  );
  if (given !== undefined) await showWriting(context, desk, writing);
  else await showPresent(context, desk, article, writing);
  return true;
}

/** What a post of an editor says now. */
export function presentContent({ media, written }: Article): WrittenContent {
  const { hasPreview = true, marks = [], text = '' } = written ?? {};
  return { text, marks, hasPreview, media: media ?? [] };
}

async function showPresent(
  context: DeskContext,
  desk: Desk,
  article: Article,
  writing: Writing,
): Promise<void> {
  const channels = desk.config.channels.filter(({ name }) => writing.channels.includes(name));
  const previews = previewsOf(article, channels.slice(0, 1));
  const [shown] = typeof previews === 'string' ? [] : previews;
  if (shown !== undefined && !isNothing(writing.content)) await showPost(context, desk, shown.message);
  await ask(context, writing, newPostWords[context.language].correctionPrompt);
}
