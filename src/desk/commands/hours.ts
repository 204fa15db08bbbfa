import { Composer } from 'grammy/web';
import type { Channel, QuietHours } from '../../news/channel.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { DeskContext } from '../chat/context.ts';
import { clipped } from '../chat/answer.ts';
import { hoursWords, type HoursWords } from '../../words/hours.ts';
import { channelNamed, nameOf } from '../chat/ports.ts';

/** What the desk needs to know of the hours of the channels. */
export interface HoursPorts {
  channels: readonly Channel[];
  /** IANA. */
  timeZone: string;
  timetable: {
    hoursOf(channel: Channel): QuietHours | null;
    at(channel: Channel, moment: Date): { kind: 'open' | 'silent' | 'keep'; until: Date | null };
    choose(channel: Channel, hours: QuietHours | null): Promise<void>;
    nextOf(expression: string, now: Date): Date | null;
  };
  pollSchedule: string;
  /** Until when a channel rests; `open`: nobody said until when; null: it does not. */
  pausedUntil(channel: string): Promise<Date | 'open' | null>;
  /** An editor changed the hours of a channel; both as `/quiet` would take them. */
  changed(
    editor: { id: number; name: string },
    channel: string,
    before: string,
    after: string,
  ): Promise<void>;
  now(): Date;
}

/** `/quiet` and `/schedule`. */
export function hoursDesk(ports: HoursPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.command('quiet', async (context) => {
    await context.reply(await answerQuiet(ports, context.match, context.language, editorOf(context)));
  });
  desk.command('schedule', async (context) => {
    await context.reply(await describeSchedule(ports, context.language));
  });
  return desk;
}

function editorOf(context: DeskContext): { id: number; name: string } {
  return { id: context.from?.id ?? 0, name: nameOf(context) };
}

async function answerQuiet(
  ports: HoursPorts,
  words: string,
  language: SpokenLanguage,
  editor: { id: number; name: string },
): Promise<string> {
  const say = hoursWords[language];
  const parts = words
    .trim()
    .split(/\s+/)
    .filter((part) => part !== '');
  const [name, ...rest] = parts;
  const known = ports.channels.map((channel) => channel.name);
  if (name === undefined) {
    const lines = ports.channels.map(
      (channel) => `${channel.name}: ${describeQuiet(ports, channel, language)}`,
    );
    return cut([...lines, '', example(say.quietExample, known)]);
  }
  const channel = channelNamed(ports.channels, name);
  // `/quiet off`: hours without the name of a channel.
  if (channel === null && readQuiet(parts.join(' ')) !== undefined) return example(say.quietExample, known);
  if (channel === null) return cut([say.noChannel(clipped(name, 40), known.join(', '))]);
  if (rest.length === 0) return cut([`${channel.name}: ${describeQuiet(ports, channel, language)}`]);
  const hours = readQuiet(rest.join(' '));
  if (hours === undefined) return example(say.quietExample, [channel.name]);
  const before = showHours(ports.timetable.hoursOf(channel));
  await ports.timetable.choose(channel, hours);
  await ports.changed(editor, channel.name, before, showHours(hours));
  return cut([say.quietChanged, `${channel.name}: ${describeQuiet(ports, channel, language)}`]);
}

/** `23:00-07:00 keep`, or `off`, which is null; undefined: not understood. */
export function readQuiet(text: string): QuietHours | null | undefined {
  if (/^off$/i.test(text)) return null;
  const time = '([01]?\\d|2[0-3]):([0-5]\\d)';
  const pattern = new RegExp(`^${time} ?[-–—] ?${time} (silent|keep|hold)$`, 'i');
  const [, fromHour, fromRest, toHour, toRest, mode] = pattern.exec(text) ?? [];
  if (mode === undefined) return undefined;
  const fromMinute = Number(fromHour) * 60 + Number(fromRest);
  const toMinute = Number(toHour) * 60 + Number(toRest);
  // The same moment twice could mean always or never.
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

/** The hours of a channel, and what applies now. */
function describeQuiet(ports: HoursPorts, channel: Channel, language: SpokenLanguage): string {
  const say = hoursWords[language];
  const hours = ports.timetable.hoursOf(channel);
  if (hours === null) return say.quietNone;
  const { kind, until } = ports.timetable.at(channel, ports.now());
  const end = until === null ? '' : showMoment(until, language, ports.timeZone);
  const present = { open: say.nowOpen, silent: say.nowSilent(end), keep: say.nowKept(end) }[kind];
  const rule = hours.mode === 'keep' ? say.quietKeep(showSpan(hours)) : say.quietSilent(showSpan(hours));
  return `${rule}; ${present}`;
}

async function describeSchedule(ports: HoursPorts, language: SpokenLanguage): Promise<string> {
  const say = hoursWords[language];
  const now = ports.now();
  const lines = [say.scheduleTitle];
  const pollAt = ports.timetable.nextOf(ports.pollSchedule, now);
  if (pollAt !== null) lines.push(say.nextPoll(showMoment(pollAt, language, ports.timeZone)));
  for (const channel of ports.channels) {
    lines.push(
      '',
      channel.name,
      ...(await describeChannel(ports, channel, language, now)).map((line) => `• ${line}`),
    );
  }
  return cut(lines);
}

async function describeChannel(
  ports: HoursPorts,
  channel: Channel,
  language: SpokenLanguage,
  now: Date,
): Promise<string[]> {
  const say = hoursWords[language];
  const lines = [describeQuiet(ports, channel, language)];
  const paused = await ports.pausedUntil(channel.name);
  if (paused !== null) {
    lines.push(say.paused(paused === 'open' ? null : showMoment(paused, language, ports.timeZone)));
  }
  if (channel.digest !== null) {
    const { text } = channel.digest.schedule;
    const at = ports.timetable.nextOf(text, now);
    if (at !== null) lines.push(say.nextDigest(showMoment(at, language, ports.timeZone), text));
  }
  if (channel.isDigestOnly) lines.push(say.digestOnly);
  if (channel.approval !== null) lines.push(describeApproval(channel.approval.sections, say));
  return lines;
}

function describeApproval(sections: readonly string[] | null, say: HoursWords): string {
  return sections === null ? say.approvalAll : say.approvalOf(sections.join(', '));
}

/** A date and a time as people of the language write them, by the clock of the newsroom. */
function showMoment(at: Date, language: SpokenLanguage, timeZone: string): string {
  const form = {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  const locale = language === 'en' ? 'en-GB' : language;
  return new Intl.DateTimeFormat(locale, { ...form, hourCycle: 'h23', timeZone }).format(at);
}

/** An example that can be sent as it is: with the name of a real channel. */
export function example(text: string, known: readonly string[]): string {
  return text.replaceAll(/CHANNEL|КАНАЛ|АРНА/g, known[0] ?? 'main');
}

/** Telegram takes 4,096 letters; what is longer ends at a line. */
function cut(lines: readonly string[]): string {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > 4000) return [...kept, '…'].join('\n');
    kept.push(line);
  }
  return kept.join('\n');
}
