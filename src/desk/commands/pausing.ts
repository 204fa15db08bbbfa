import type { SpokenLanguage } from '../../news/language.ts';
import type { Channel } from '../../news/channel.ts';
import { longestPauseMs, pauseChannel, resumeChannel } from '../../editing/pausing.ts';
import { answersForAll, editorOf, nameOf, type DeskContext } from '../chat/context.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { conclude, conclusionOf, say, toast } from '../chat/answer.ts';
import { fitLines } from '../chat/fitting.ts';
import { askedChannels } from '../chat/arguments.ts';
import { dashes, parseSpanMs, showMoment } from '../../words/moments.ts';
import { channelNamed, type Asked, type Desk, type Subject } from '../chat/desk.ts';
import { channelWords } from '../../words/channels.ts';
import { generalWords } from '../../words/general.ts';

/** `/pause [channel] [2h]` and `/resume [channel]`; without a channel, those of the topic, or all of them. */
export const pausingSubject: Subject = {
  commands: [
    {
      name: 'pause',
      who: 'editor',
      description: (language) => channelWords[language].commands.pause,
      examples: ['/pause 2h', '/pause', '/pause CHANNEL', '/pause CHANNEL 90m'],
      changes: {
        pause: {
          verb: (language) => channelWords[language].changes.pause,
          shows: 'both',
          read: readPauseValue,
        },
      },
      async handle(context, desk, asked) {
        const wanted = await readPause(context, desk, asked);
        if (wanted === null) return;
        const lines: string[] = [];
        for (const channel of wanted.channels) lines.push(await pause(context, desk, channel, wanted.until));
        const words = channelWords[context.language];
        const html = fitLines([...lines, words.correctionsStill]);
        // The emergency brake is pulled at once, also by mistake.
        const buttons = wanted.isAll ? [[{ text: words.resumeAll, data: 'resumeall' }]] : [];
        await say(context, { html, buttons });
      },
    },
    {
      name: 'resume',
      who: 'editor',
      description: (language) => channelWords[language].commands.resume,
      examples: ['/resume', '/resume CHANNEL'],
      changes: {
        resume: {
          verb: (language) => channelWords[language].changes.resume,
          shows: 'both',
          read: readPauseValue,
        },
      },
      async handle(context, desk, { text }) {
        const channels = await askedChannels(context, desk, text);
        if (channels === null) return;
        await say(context, fitLines(await resumeEach(context, desk, channels)));
      },
    },
  ],
  buttons: [
    {
      data: /^resumeall$/,
      async handle(context, desk) {
        const concluded = conclusionOf(context);
        if (concluded !== null) return toast(context, concluded);
        const lines = await resumeEach(context, desk, desk.config.channels);
        const verdict = [...lines, `${dashes[context.language]} ${nameOf(context)}`].join('\n');
        await toast(context, verdict);
        if (answersForAll(context)) await conclude(context, verdict);
      },
    },
  ],
};

async function resumeEach(context: DeskContext, desk: Desk, channels: readonly Channel[]): Promise<string[]> {
  const lines: string[] = [];
  for (const channel of channels) lines.push(await resume(context, desk, channel));
  return lines;
}

/** Reads `[channel] [2h]` in any order. @returns null if the text is wrong; the editor was told. */
async function readPause(context: DeskContext, desk: Desk, { text, example }: Asked) {
  const words = text
    .trim()
    .split(/\s+/u)
    .filter((word) => word !== '');
  const [first = ''] = words;
  const named = words.find((word) => channelNamed(desk.config.channels, word) !== null);
  // Everything but the channel is the length of time, so that `2 h en` means the same as `en 2h`.
  const span = words.filter((word) => word !== named).join('');
  const spanMs = span === '' ? null : parseSpanMs(span);
  // `/pause sport` is more likely an unknown channel than a wrong length of time.
  if (named === undefined && spanMs === null && first !== '' && !/^\d/.test(first)) {
    await askedChannels(context, desk, first);
    return null;
  }
  if (span !== '' && spanMs === null) {
    await say(context, generalWords[context.language].wrong(example));
    return null;
  }
  if (spanMs !== null && spanMs > longestPauseMs) {
    await say(context, channelWords[context.language].pauseTooLong);
    return null;
  }
  const channels = await askedChannels(context, desk, named ?? '');
  const until = spanMs === null ? null : new Date(desk.clock.now().getTime() + spanMs);
  if (channels === null) return null;
  const isAll = named === undefined && channels.length === desk.config.channels.length;
  return { channels, until, isAll };
}

async function pause(
  context: DeskContext,
  desk: Desk,
  { name }: Channel,
  until: Date | null,
): Promise<string> {
  const words = channelWords[context.language];
  const show = (at: Date) => showMoment(at, desk.clock.now(), context.language, desk.config.timeZone);
  const still = await pauseChannel(editorOf(context), desk, name, until);
  if (still !== null) return words.pausedStill(escapeHtml(name), escapeHtml(still.by));
  return words.pausedNow(escapeHtml(name), until === null ? null : show(until));
}

async function resume(context: DeskContext, desk: Desk, { name }: Channel): Promise<string> {
  const words = channelWords[context.language];
  const shown = escapeHtml(name);
  const resumed = await resumeChannel(editorOf(context), desk, name);
  if (resumed === 'resumed') return words.resumedNow(shown);
  return resumed === 'tried' ? words.triedNow(shown) : words.ranAlready(shown);
}

/** `running`, `open`, or the moment at which a pause ends. */
function readPauseValue(value: string, language: SpokenLanguage, show: (at: Date) => string): string {
  // Without the sign that stands before it in /status.
  if (value === 'running') return channelWords[language].running.replace(/^\P{L}+/u, '');
  if (value === 'open') return channelWords[language].untilResume;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? value : show(at);
}
