import type { Article } from '../../news/article.ts';
import type { Channel } from '../../news/channel.ts';
import type { DeskContext } from '../chat/context.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { previewedChannels, previewsOf } from '../../editing/previews.ts';
import { acknowledge, say, showPost } from '../chat/answer.ts';
import { shortened } from '../chat/fitting.ts';
import { keyText } from '../chat/cards.ts';
import type { Desk, Subject } from '../chat/desk.ts';
import { askedArticle, channelHere } from '../chat/arguments.ts';
import { articleWords } from '../../words/articles.ts';
import { writingWords } from '../../words/desk/writing.ts';
import { writtenBy } from '../writing/edit.ts';

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
        if (wanted === null) return;
        await preview(context, desk, wanted.article, wanted.channel ?? channelHere(context, desk));
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
  const chosen = channel === null ? previewedChannels(desk.config.channels, article) : [channel];
  if (chosen.length === 0) {
    const names = desk.config.channels.map(({ name }) => name);
    return chooseChannel(context, desk, article, words.noChannelTakes, names);
  }
  for (const own of await desk.store.overrides.of(article.id)) {
    const field = writingWords[context.language].fields[own.field];
    await say(context, escapeHtml(`✏️ ${field}: ${writtenBy(own, context, desk)}`));
  }
  const different = previewsOf(article, chosen);
  if (typeof different === 'string') return say(context, words.previewImpossible(shortened(different, 300)));
  for (const { message, channels } of different.slice(0, mostPreviews)) {
    if (desk.config.channels.length > 1) await say(context, words.previewOf(escapeHtml(channels.join(', '))));
    await showPost(context, desk, message);
  }
  const others = different.slice(mostPreviews).flatMap(({ channels }) => channels.slice(0, 1));
  if (others.length > 0) await chooseChannel(context, desk, article, words.chooseChannel, others);
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
