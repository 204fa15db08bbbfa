import { escapeHtml } from '../../compose/fitting.ts';
import type { Channel, QuietHours } from '../../news/channel.ts';
import { hoursWords, type HoursWords } from '../../words/hours.ts';
import { showDayAndTime } from '../../words/moments.ts';
import { say } from '../chat/answer.ts';
import { askedChannels, channelHere, deskHere } from '../chat/arguments.ts';
import type { DeskContext } from '../chat/context.ts';
import { channelNamed, note, type Asked, type Desk, type Subject } from '../chat/desk.ts';
import { fitLines } from '../chat/fitting.ts';
import { sayTimed } from '../writing/timed.ts';

/** `/quiet` and `/schedule`. */
export const hoursSubject: Subject = {
  commands: [
    {
      name: 'quiet',
      who: 'editor',
      description: (language) => hoursWords[language].commands.quiet,
      examples: [
        '/quiet CHANNEL 23:00-07:00 keep',
        '/quiet',
        '/quiet CHANNEL',
        '/quiet CHANNEL 23:00-07:00 silent',
        '/quiet CHANNEL off',
      ],
      changes: { quiet: { verb: (language) => hoursWords[language].changes.quiet, shows: 'both' } },
      handle: answerQuiet,
    },
    {
      name: 'schedule',
      isBare: true,
      who: 'editor',
      description: (language) => hoursWords[language].commands.schedule,
      examples: ['/schedule'],
      handle: async (context, desk) => {
        const here = await deskHere(context, desk);
        if (here === null) return;
        await say(context, await describeSchedule(context, here));
        for (const channel of here.config.channels) await sayTimed(context, here, channel);
      },
    },
  ],
};

async function answerQuiet(context: DeskContext, desk: Desk, { text }: Asked): Promise<void> {
  const words = hoursWords[context.language];
  const { channels } = desk.config;
  const usage = (name = channels[0]?.name ?? 'main') => escapeHtml(words.quietExample(name));
  const line = (channel: Channel) => `${channel.name}: ${describeQuiet(context, desk, channel)}`;
  const [name, ...rest] = text.split(/\s+/).filter((part) => part !== '');
  if (name === undefined) {
    const asked = await askedChannels(context, desk, '');
    if (asked !== null) await say(context, fitLines([...asked.map(line), '', usage(asked[0]?.name)]));
    return;
  }
  const here = channelHere(context, desk);
  // `/quiet off` in the topic of a channel.
  if (here !== null && readQuiet(text) !== undefined) return chooseQuiet(context, desk, here, text);
  const channel = channelNamed(channels, name);
  if (channel === null) {
    // For example `/quiet off`: the name of the channel is missing.
    if (readQuiet(text) !== undefined) return say(context, usage());
    return void (await askedChannels(context, desk, name));
  }
  if (rest.length === 0) return say(context, line(channel));
  await chooseQuiet(context, desk, channel, rest.join(' '));
}

async function chooseQuiet(context: DeskContext, desk: Desk, channel: Channel, text: string): Promise<void> {
  const words = hoursWords[context.language];
  const line = () => `${channel.name}: ${describeQuiet(context, desk, channel)}`;
  const hours = readQuiet(text);
  if (hours === undefined) return say(context, escapeHtml(words.quietExample(channel.name)));
  const before = showHours(desk.timetable.hoursOf(channel));
  if (before === showHours(hours)) return say(context, fitLines([words.quietSame, line()]));
  await desk.timetable.choose(channel, hours);
  await note(context, desk, { action: 'quiet', subject: channel.name, before, after: showHours(hours) });
  desk.events.announce({ kind: 'posts changed' });
  await say(context, fitLines([words.quietChanged, line()]));
}

/** Reads `23:00-07:00 keep`. @returns null for `off`, undefined if the text is wrong. */
export function readQuiet(text: string): QuietHours | null | undefined {
  if (/^off$/i.test(text)) return null;
  const time = '([01]?\\d|2[0-3]):([0-5]\\d)';
  const pattern = new RegExp(`^${time} ?[-–—] ?${time} (silent|keep|hold)$`, 'i');
  const [, fromHour, fromRest, toHour, toRest, mode] = pattern.exec(text) ?? [];
  if (mode === undefined) return undefined;
  const fromMinute = Number(fromHour) * 60 + Number(fromRest);
  const toMinute = Number(toHour) * 60 + Number(toRest);
  // The same time twice could mean always or never.
  if (fromMinute === toMinute) return undefined;
  return { fromMinute, toMinute, mode: mode.toLowerCase() === 'silent' ? 'silent' : 'keep' };
}

function showHours(hours: QuietHours | null): string {
  return hours === null ? 'off' : `${showSpan(hours)} ${hours.mode}`;
}

function showSpan({ fromMinute, toMinute }: QuietHours): string {
  const show = (minute: number) =>
    [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return `${show(fromMinute)}–${show(toMinute)}`;
}

/** The quiet hours of a channel, and whether they apply now. */
function describeQuiet({ language }: DeskContext, desk: Desk, channel: Channel): string {
  const words = hoursWords[language];
  const hours = desk.timetable.hoursOf(channel);
  if (hours === null) return words.quietNone;
  const { kind, until } = desk.timetable.at(channel, desk.clock.now());
  const end = until === null ? '' : showDayAndTime(until, language, desk.config.timeZone);
  const present = { open: words.nowOpen, silent: words.nowSilent(end), keep: words.nowKept(end) }[kind];
  const rule = hours.mode === 'keep' ? words.quietKeep(showSpan(hours)) : words.quietSilent(showSpan(hours));
  return `${rule}; ${present}`;
}

async function describeSchedule(context: DeskContext, desk: Desk): Promise<string> {
  const { channels, pollSchedule, timeZone } = desk.config;
  const words = hoursWords[context.language];
  const pollAt = desk.timetable.nextOf(pollSchedule, desk.clock.now());
  const lines = [words.scheduleTitle];
  if (pollAt !== null) lines.push(words.nextPoll(showDayAndTime(pollAt, context.language, timeZone)));
  for (const channel of channels) {
    const facts = await describeChannel(context, desk, channel);
    lines.push('', channel.name, ...facts.map((fact) => `• ${fact}`));
  }
  return fitLines(lines);
}

async function describeChannel(context: DeskContext, desk: Desk, channel: Channel): Promise<string[]> {
  const words = hoursWords[context.language];
  const now = desk.clock.now();
  const show = (at: Date) => showDayAndTime(at, context.language, desk.config.timeZone);
  const lines = [describeQuiet(context, desk, channel)];
  const paused = await desk.store.channels.pausedUntil(channel.name, now);
  if (paused !== null) lines.push(words.paused(paused === 'open' ? null : show(paused)));
  if (channel.digest !== null) {
    const { text } = channel.digest.schedule;
    const at = desk.timetable.nextOf(text, now);
    if (at !== null) lines.push(words.nextDigest(show(at), escapeHtml(text)));
  }
  if (channel.isDigestOnly) lines.push(words.digestOnly);
  if (channel.approval !== null) lines.push(describeApproval(channel.approval.sections, words));
  return lines;
}

function describeApproval(sections: readonly string[] | null, words: HoursWords): string {
  return sections === null ? words.approvalAll : words.approvalOf(escapeHtml(sections.join(', ')));
}
