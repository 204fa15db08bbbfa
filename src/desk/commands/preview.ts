import type { Article } from '../../news/article.ts';
import type { Channel } from '../../news/channel.ts';
import type { Message } from '../../news/post.ts';
import type { DeskContext } from '../chat/context.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { composeArticle } from '../../compose/composer.ts';
import { isTaken } from '../../plan/filter.ts';
import { acknowledge, say, showPost } from '../chat/answer.ts';
import { shortened } from '../chat/fitting.ts';
import { keyText } from '../chat/cards.ts';
import type { Desk, Subject } from '../chat/desk.ts';
import { askedArticle } from '../chat/arguments.ts';
import { articleWords } from '../../words/articles.ts';

/** Each channel whose post differs from the others costs a message. */
const mostPreviews = 5;

/** `/preview <id> [channel]`: exactly the post that would be sent, shown in the chat of the editor. */
export const previewSubject: Subject = {
  commands: [
    {
      name: 'preview',
      who: 'editor',
      description: (language) => articleWords[language].commands.preview,
      examples: ['/preview 12345', '/preview 12345 CHANNEL', '/preview https://news.example.kz/12345'],
      async handle(context, desk, asked) {
        const wanted = await askedArticle(context, desk, asked);
        if (wanted !== null) await preview(context, desk, wanted.article, wanted.channel);
      },
    },
  ],
  articleButtons: [
    {
      action: 'preview',
      async handle(context, desk, { article }, channel) {
        await acknowledge(context);
        await preview(context, desk, article, channel);
      },
    },
  ],
};

async function preview(
  context: DeskContext,
  desk: Desk,
  article: Article,
  channel: Channel | null,
): Promise<void> {
  const words = articleWords[context.language];
  const takers = desk.config.channels.filter((each) => isTaken(article, each));
  const chosen = channel === null ? takers : [channel];
  if (chosen.length === 0) {
    const names = desk.config.channels.map(({ name }) => name);
    return chooseChannel(context, desk, article, words.noChannelTakes, names);
  }
  const previews = new Map<string, { message: Message; channels: string[] }>();
  for (const each of chosen) {
    const message = composed(article, each);
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
    if (desk.config.channels.length > 1) await say(context, words.previewOf(escapeHtml(channels.join(', '))));
    await showPost(context, desk, message);
  }
  const others = different.slice(mostPreviews).flatMap(({ channels }) => channels.slice(0, 1));
  if (others.length > 0) await chooseChannel(context, desk, article, words.chooseChannel, others);
}

function composed(article: Article, channel: Channel): Message | string {
  try {
    return composeArticle(article, channel);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function chooseChannel(
  context: DeskContext,
  desk: Desk,
  article: Article,
  question: string,
  names: readonly string[],
): Promise<void> {
  const [listed] = await desk.store.search.withKeys([article]);
  if (listed === undefined) return;
  const buttons = names
    .slice(0, 20)
    .map((name) => [{ text: name, data: `preview:${keyText(listed.key)}:${name}` }]);
  await say(context, { html: question, buttons });
}
