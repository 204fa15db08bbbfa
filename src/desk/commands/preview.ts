import { Composer, GrammyError } from 'grammy/web';
import type { Article } from '../../news/article.ts';
import type { Channel } from '../../news/channel.ts';
import type { Message } from '../../news/post.ts';
import type { DeskContext } from '../chat/context.ts';
import { escapeHtml, say, shortened } from '../chat/answer.ts';
import { keyText } from '../chat/cards.ts';
import { onArticleButton } from '../chat/article-buttons.ts';
import type { DeskPorts } from '../chat/ports.ts';
import { askedArticle } from '../chat/arguments.ts';
import { articleWords } from '../../words/articles.ts';

/** A look costs as many messages as posts that differ. */
const mostPreviews = 5;

/** `/preview <id> [channel]`: exactly the post that would go out, in the chat of whoever asks. */
export function previewDesk(ports: DeskPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.command('preview', async (context) => {
    const asked = await askedArticle(context, ports, 'preview');
    if (asked !== null) await preview(context, ports, asked.article, asked.channel);
  });
  onArticleButton(desk, ports, 'preview', async (context, { article }, channel) => {
    await context.answerCallbackQuery();
    await preview(context, ports, article, channel);
  });
  return desk;
}

async function preview(
  context: DeskContext,
  ports: DeskPorts,
  article: Article,
  channel: Channel | null,
): Promise<void> {
  const words = articleWords[context.language];
  const takers = ports.channels.filter((each) => ports.isTaken(article, each));
  const chosen = channel === null ? takers : [channel];
  if (chosen.length === 0) {
    const names = ports.channels.map(({ name }) => name);
    return chooseChannel(context, ports, article, words.noChannelTakes, names);
  }
  const previews = new Map<string, { message: Message; channels: string[] }>();
  for (const each of chosen) {
    const message = composed(article, each, ports);
    if (typeof message === 'string') {
      await say(context, words.previewImpossible(shortened(message, 300)));
      return;
    }
    const same = previews.get(JSON.stringify(message));
    if (same === undefined) previews.set(JSON.stringify(message), { message, channels: [each.name] });
    else same.channels.push(each.name);
  }
  const different = [...previews.values()];
  for (const { message, channels } of different.slice(0, mostPreviews)) {
    if (ports.channels.length > 1) await say(context, words.previewOf(escapeHtml(channels.join(', '))));
    await show(context, message);
  }
  const others = different.slice(mostPreviews).flatMap(({ channels }) => channels.slice(0, 1));
  if (others.length > 0) await chooseChannel(context, ports, article, words.chooseChannel, others);
}

function composed(article: Article, channel: Channel, ports: DeskPorts): Message | string {
  try {
    return ports.compose(article, channel);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function chooseChannel(
  context: DeskContext,
  ports: DeskPorts,
  article: Article,
  question: string,
  names: readonly string[],
): Promise<void> {
  const [listed] = await ports.store.search.withKeys([article]);
  if (listed === undefined) return;
  const buttons = names
    .slice(0, 20)
    .map((name) => [{ text: name, data: `preview:${keyText(listed.key)}:${name}` }]);
  await say(context, { html: question, buttons });
}

/** In the same forms, one after the other, in which it would be sent. */
async function show(context: DeskContext, message: Message): Promise<void> {
  const html = { parse_mode: 'HTML' } as const;
  const preview =
    message.previewUrl === null
      ? { is_disabled: true }
      : { url: message.previewUrl, prefer_large_media: true };
  const link_preview_options = preview;
  const { photo } = message;
  const forms = [
    ...(photo === null
      ? []
      : [() => context.replyWithPhoto(photo.url, { caption: photo.caption.html, ...html })]),
    () => context.reply(message.text.html, { ...html, link_preview_options }),
    () => context.reply(message.plain, { link_preview_options }),
  ];
  for (const [index, form] of forms.entries()) {
    try {
      await form();
      return;
    } catch (error) {
      const isRefused = error instanceof GrammyError && error.error_code === 400;
      if (!isRefused || index === forms.length - 1) throw error;
    }
  }
}
