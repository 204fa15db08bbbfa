import { Composer } from 'grammy/web';
import type { Channel } from '../../news/channel.ts';
import type { ChannelState } from '../../store/records/channels.ts';
import type { Standing } from '../../store/posts/standings.ts';
import type { DeskContext } from '../chat/context.ts';
import { troubleText } from '../../watch/alerts.ts';
import { escapeHtml, fitLines, say, shortened } from '../chat/answer.ts';
import { lastDays } from '../../time/local-clock.ts';
import { showMoment } from '../../words/moments.ts';
import type { DeskPorts } from '../chat/ports.ts';
import { channelWords } from '../../words/channels.ts';
import { counts } from '../../words/counts.ts';

/** The sign at the start of an alert: in a list it is one too many. */
const marksAtStart = /^[^\p{L}\p{N}]+/u;

/** So many troubles are named. */
const mostTroubles = 10;

/** `/status`: how each channel is, and a line when all is well. */
export function statusDesk(ports: DeskPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.command('status', async (context) => say(context, await statusOf(context, ports)));
  return desk;
}

interface Look {
  channel: Channel;
  state: ChannelState | undefined;
  standing: Standing;
}

async function statusOf(context: DeskContext, ports: DeskPorts): Promise<string> {
  const words = channelWords[context.language];
  const now = ports.now();
  const midnight = lastDays(ports.timeZone, 1, now).bounds[0] ?? now;
  const states = await ports.store.channels.read();
  const lines: string[] = [];
  const concerns: string[] = [];
  for (const channel of ports.channels) {
    const standing = await ports.store.standings.read(channel.name, midnight);
    const look = { channel, state: states.get(channel.name), standing };
    lines.push(...linesOf(look, context, ports), '');
    concerns.push(...concernsOf(look, context, now));
  }
  for (const trouble of (await ports.store.troubles.open()).slice(0, mostTroubles)) {
    // A closed channel was named above.
    if (trouble.key.startsWith('channel:') || trouble.key.startsWith('notice:')) continue;
    concerns.push(shortened(troubleText(trouble, context.language).replace(marksAtStart, ''), 300));
  }
  const pollAt = ports.lastPollAt();
  const poll = pollAt === null ? words.noPoll : words.lastPoll(show(pollAt, context, ports));
  const verdict =
    concerns.length === 0 ? [words.allWell] : [words.notWell, ...concerns.map((concern) => `• ${concern}`)];
  // What is not well must not be what is cut off.
  return fitLines([...verdict, poll, '', ...lines]).trimEnd();
}

function show(at: Date, { language }: DeskContext, ports: DeskPorts): string {
  return showMoment(at, ports.now(), language, ports.timeZone);
}

function pauseOf(state: ChannelState | undefined, now: Date) {
  const pause = state?.pause ?? null;
  return pause === null || (pause.until !== null && pause.until <= now) ? null : pause;
}

function linesOf({ channel, state, standing }: Look, context: DeskContext, ports: DeskPorts): string[] {
  const words = channelWords[context.language];
  const { posts } = counts[context.language];
  const pause = pauseOf(state, ports.now());
  const until = pause?.until == null ? null : show(pause.until, context, ports);
  const standingNow =
    state?.closedAt != null
      ? words.closed(shortened(state.closedReason ?? '', 150))
      : pause === null
        ? words.running
        : words.paused(until, shortened(pause.by, 40));
  const facts = [words.queued(posts(standing.queued)), words.sentToday(posts(standing.sentSince))];
  if (standing.waiting > 0) facts.push(words.waiting(posts(standing.waiting)));
  facts.push(lastPost(standing, context, ports));
  if (standing.uncertain > 0) facts.push(words.uncertain(posts(standing.uncertain)));
  if (standing.unsure > 0) facts.push(words.unsure(posts(standing.unsure)));
  if (standing.refusedSince > 0) facts.push(words.refused(posts(standing.refusedSince)));
  const digestAt = ports.nextDigestAt(channel, ports.now());
  if (digestAt !== null) facts.push(words.nextDigest(show(digestAt, context, ports)));
  return [`<b>${escapeHtml(channel.name)}</b> ${escapeHtml(channel.id)} — ${standingNow}`, facts.join(' · ')];
}

function lastPost({ lastSentAt, lastLink }: Standing, context: DeskContext, ports: DeskPorts): string {
  const words = channelWords[context.language];
  if (lastSentAt === null) return words.noPost;
  const text = words.lastPost(show(lastSentAt, context, ports));
  return lastLink === null ? text : `<a href="${escapeHtml(lastLink)}">${text}</a>`;
}

function concernsOf({ channel, state, standing }: Look, { language }: DeskContext, now: Date): string[] {
  const words = channelWords[language];
  const { posts } = counts[language];
  const name = escapeHtml(channel.name);
  const concerns: string[] = [];
  if (state?.closedAt != null) concerns.push(words.isClosed(name));
  if (pauseOf(state, now) !== null) concerns.push(words.isPaused(name));
  if (standing.uncertain > 0) concerns.push(words.hasUncertain(name, posts(standing.uncertain)));
  if (standing.refusedSince > 0) concerns.push(words.hasRefused(name, posts(standing.refusedSince)));
  return concerns;
}
