import type { Channel } from '../../news/channel.ts';
import type { Listed } from '../../store/articles/search.ts';
import { within } from '../../editing/rights.ts';
import { isShared, type DeskContext } from './context.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { outdated, say, topicOf } from './answer.ts';
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
  const { article, channel, unknownChannel, wanted } = await readReference(context, desk, text);
  const [listed] = article === null ? [] : await desk.store.search.withKeys([article]);
  if (listed !== undefined) return { ...listed, channel };
  if (unknownChannel !== null) return tellUnknown(context, desk, unknownChannel);
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

/**
 * The desk as a command means it that names no channel. In the topic of a channel it is about this channel, elsewhere about
 * all. null: the person commands none of the channels of the topic, and was told.
 */
export async function deskHere(context: DeskContext, desk: Desk): Promise<Desk | null> {
  const here = channelsOfTopic(context, desk);
  const [first] = here;
  if (first === undefined) return desk;
  const own = desk.config.channels.map(({ name }) => name).filter((name) => here.includes(name));
  return own.length === 0 ? tellUnknown(context, desk, first) : within(desk, { channels: own });
}

/** The one channel that has its desk in the topic of a command, and that the person commands; null: none, or several. */
export function channelHere(context: DeskContext, desk: Desk): Channel | null {
  const here = channelsOfTopic(context, desk);
  const [only = null, another] = desk.config.channels.filter(({ name }) => here.includes(name));
  return another === undefined ? only : null;
}

/** The names of the channels that have their desk in the topic of a command. The gate lets in no group but the log chat. */
function channelsOfTopic(context: DeskContext, { config }: Desk): string[] {
  const topic = isShared(context) ? topicOf(context) : null;
  if (topic === null) return [];
  const isHere = ({ bot, deskTopic }: Channel) => bot === config.bot.name && deskTopic === topic;
  return config.everyChannel.filter(isHere).map(({ name }) => name);
}

/**
 * The channel that a command names; if it names none, those of its topic, or all; null: it is unknown, and the editor was
 * told.
 */
export async function askedChannels(
  context: DeskContext,
  desk: Desk,
  name: string,
): Promise<readonly Channel[] | null> {
  if (name === '') return (await deskHere(context, desk))?.config.channels ?? null;
  const channel = channelNamed(desk.config.channels, name);
  return channel === null ? tellUnknown(context, desk, name) : [channel];
}

async function tellUnknown(context: DeskContext, desk: Desk, name: string): Promise<null> {
  const known = shortened(desk.config.channels.map((each) => each.name).join(', '), 1_000);
  const words = generalWords[context.language];
  const unknown = `<code>${shortened(name, 60)}</code>`;
  await say(
    context,
    context.channels === null ? words.channelUnknown(unknown, known) : words.channelNotYours(unknown, known),
  );
  return null;
}

/**
 * Whether a button is about a post of a channel that the person does not command; they were told. Its message belongs to
 * those who do, so it stays as it is.
 */
export async function isForeign(context: DeskContext, desk: Desk, postId: number): Promise<boolean> {
  if (context.channels === null || (await desk.store.orders.post(postId)) !== null) return false;
  await outdated(context);
  return true;
}
