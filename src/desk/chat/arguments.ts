import type { Channel } from '../../news/channel.ts';
import type { Listed } from '../../store/articles/search.ts';
import type { DeskContext } from './context.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { say } from './answer.ts';
import { shortened } from './fitting.ts';
import { channelNamed, type Asked, type Desk } from './desk.ts';
import { readReference } from './reference.ts';
import { unreadableText } from '../../words/misfits.ts';
import { generalWords } from '../../words/general.ts';

/** The article that a command names; null: there is none, and the editor was told how to name one. */
export async function askedArticle(
  context: DeskContext,
  desk: Desk,
  { text, example }: Asked,
): Promise<(Listed & { channel: Channel | null }) | null> {
  const words = generalWords[context.language];
  const { article, channel, wanted } = await readReference(context, desk, text);
  const [listed] = article === null ? [] : await desk.store.search.withKeys([article]);
  if (listed !== undefined) return { ...listed, channel };
  const fault = wanted === null ? null : await desk.store.unreadableArticles.faultOf(wanted);
  await say(
    context,
    wanted === null
      ? words.needsArticle(escapeHtml(example))
      : fault === null
        ? words.articleUnknown(`<code>${shortened(wanted, 100)}</code>`)
        : shortened(unreadableText(wanted, fault, context.language), 500),
  );
  return null;
}

/** The channel that a command names; all channels if it names none; null: it is unknown, and the editor was told. */
export async function askedChannels(
  context: DeskContext,
  desk: Desk,
  name: string,
): Promise<readonly Channel[] | null> {
  if (name === '') return desk.config.channels;
  const channel = channelNamed(desk.config.channels, name);
  if (channel !== null) return [channel];
  const known = shortened(desk.config.channels.map((each) => each.name).join(', '), 1_000);
  await say(
    context,
    generalWords[context.language].channelUnknown(`<code>${shortened(name, 60)}</code>`, known),
  );
  return null;
}
