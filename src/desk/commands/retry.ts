import type { Channel } from '../../news/channel.ts';
import { countRefused, mostWithoutQuestion, refusedUntil, retryRefused } from '../../editing/retrying.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { answersForAll, editorOf, nameOf, type DeskContext } from '../chat/context.ts';
import { conclude, conclusionOf, outdated, say, toast, yesOrNo } from '../chat/answer.ts';
import { fitLines } from '../chat/fitting.ts';
import { askedChannels, channelHere } from '../chat/arguments.ts';
import { channelNamed, type Desk, type Subject } from '../chat/desk.ts';
import { channelWords } from '../../words/channels.ts';
import { counts, readPostCount } from '../../words/counts.ts';
import { dashes } from '../../words/moments.ts';
import { generalWords } from '../../words/general.ts';

/** `/retry <channel|all>` promises again what Telegram refused. */
export const retrySubject: Subject = {
  commands: [
    {
      name: 'retry',
      who: 'editor',
      description: (language) => channelWords[language].commands.retry,
      examples: ['/retry CHANNEL', '/retry all'],
      changes: {
        retry: {
          verb: (language) => channelWords[language].changes.retry,
          shows: 'after',
          read: readPostCount,
        },
      },
      async handle(context, desk, { text, example }) {
        if (text === '' && channelHere(context, desk) === null)
          return say(context, generalWords[context.language].wrong(example));
        const isAll = text.toLowerCase() === 'all' && channelNamed(desk.config.channels, text) === null;
        const channels = isAll ? desk.config.channels : await askedChannels(context, desk, text);
        if (channels !== null) await retryOrAsk(context, desk, channels);
      },
    },
  ],
  buttons: [
    {
      // Until when the posts were refused that the editor was asked about, in seconds.
      data: /^retry:([0-9a-z]{1,9}):(.+)$/,
      async handle(context, desk, [seconds = '', name = '']) {
        const concluded = conclusionOf(context);
        if (concluded !== null) return toast(context, concluded);
        const channel = channelNamed(desk.config.channels, name);
        if (channel === null && name !== '*') return outdated(context);
        const channels = channel === null ? desk.config.channels : [channel];
        const until = new Date(Number.parseInt(seconds, 36) * 1_000);
        const lines = await retryRefused(editorOf(context), desk, channels, until);
        const verdict = `${lines.join('\n')}\n${dashes[context.language]} ${nameOf(context)}`;
        await toast(context, verdict);
        if (channel !== null || answersForAll(context)) await conclude(context, verdict);
      },
    },
  ],
};

async function retryOrAsk(context: DeskContext, desk: Desk, channels: readonly Channel[]): Promise<void> {
  const words = channelWords[context.language];
  const until = refusedUntil(desk);
  const due = await countRefused(desk, channels, until);
  if (due <= mostWithoutQuestion) {
    const lines = await retryRefused(editorOf(context), desk, channels, until);
    return say(context, fitLines(lines.map(escapeHtml)));
  }
  const [only] = channels;
  const name = channels.length === 1 && only !== undefined ? only.name : '*';
  const names = channels.map((channel) => channel.name).join(', ');
  await say(context, {
    html: words.askRetry(counts[context.language].posts(due), escapeHtml(names)),
    buttons: [yesOrNo(context, `retry:${(until.getTime() / 1_000).toString(36)}:${name}`)],
  });
}
