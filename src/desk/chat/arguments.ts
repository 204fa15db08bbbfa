import type { CommandContext } from 'grammy/web';
import type { Channel } from '../../news/channel.ts';
import type { Listed } from '../../store/articles/search.ts';
import type { DeskContext } from './context.ts';
import { escapeHtml, say, shortened } from './answer.ts';
import { channelNamed, type DeskPorts } from './ports.ts';
import { readReference } from './reference.ts';
import { commandExamples, generalWords, type CommandName } from '../../words/general.ts';

/** The article that a command names; null: it names none, which was answered with an example. */
export async function askedArticle(
  context: CommandContext<DeskContext>,
  ports: DeskPorts,
  command: CommandName,
): Promise<(Listed & { channel: Channel | null }) | null> {
  const words = generalWords[context.language];
  const { article, channel, wanted } = await readReference(context, ports, context.match);
  const [listed] = article === null ? [] : await ports.store.search.withKeys([article]);
  if (listed !== undefined) return { ...listed, channel };
  const example = escapeHtml(commandExamples[command]);
  await say(
    context,
    wanted === null
      ? words.needsArticle(example)
      : words.articleUnknown(`<code>${shortened(wanted, 100)}</code>`),
  );
  return null;
}

/** The channel that a command names, or all; null: there is none of this name, which was answered. */
export async function askedChannels(
  context: DeskContext,
  ports: Pick<DeskPorts, 'channels'>,
  name: string,
): Promise<readonly Channel[] | null> {
  if (name === '') return ports.channels;
  const channel = channelNamed(ports.channels, name);
  if (channel !== null) return [channel];
  const known = shortened(ports.channels.map((each) => each.name).join(', '), 1_000);
  await say(
    context,
    generalWords[context.language].channelUnknown(`<code>${shortened(name, 60)}</code>`, known),
  );
  return null;
}
