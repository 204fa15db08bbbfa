import type { Channel } from '../../news/channel.ts';
import type { ChannelState } from '../../store/records/channels.ts';
import type { Reach } from '../../store/records/editors.ts';
import type { Standing } from '../../store/posts/standings.ts';
import type { DeskContext } from '../chat/context.ts';
import { findMisfits, misfitLines } from '../../watch/misfits.ts';
import { maySee } from '../../watch/alerts/trouble-channels.ts';
import { troubleText } from '../../watch/alerts/trouble-text.ts';
import { isBurstKey } from '../../watch/burst.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { say } from '../chat/answer.ts';
import { deskHere } from '../chat/arguments.ts';
import { fitLines, shortened } from '../chat/fitting.ts';
import { lastDays } from '../../time/local-clock.ts';
import { dashes, showMoment } from '../../words/moments.ts';
import type { Desk, Subject } from '../chat/desk.ts';
import { burstWords } from '../../words/bursts.ts';
import { channelWords } from '../../words/channels.ts';
import { reasonText } from '../../words/log-chat.ts';
import { counts } from '../../words/counts.ts';

/** The sign at the start of an alert, which is left out in a list. */
const marksAtStart = /^[^\p{L}\p{N}]+/u;

/** How many troubles are named. */
const mostTroubles = 10;

/** `/status`: the state of each channel, and one line when all is well. */
export const statusSubject: Subject = {
  commands: [
    {
      name: 'status',
      isBare: true,
      who: 'editor',
      description: (language) => channelWords[language].commands.status,
      examples: ['/status'],
      async handle(context, desk) {
        const here = await deskHere(context, desk);
        if (here === null) return;
        // In the topic of a channel there is nothing about others.
        const channels = here === desk ? context.channels : here.config.channels.map(({ name }) => name);
        await say(context, await statusOf(context, here, { channels }));
      },
    },
  ],
};

interface Look {
  channel: Channel;
  state: ChannelState | undefined;
  standing: Standing;
}

/** `reach`: the channels about which it speaks. */
async function statusOf(context: DeskContext, desk: Desk, reach: Reach): Promise<string> {
  const words = channelWords[context.language];
  const now = desk.clock.now();
  const midnight = lastDays(desk.config.timeZone, 1, now).bounds[0] ?? now;
  const states = await desk.store.channels.read();
  const lines: string[] = [];
  const concerns: string[] = [];
  for (const channel of desk.config.channels) {
    const standing = await desk.store.standings.read(channel.name, midnight);
    const look = { channel, state: states.get(channel.name), standing };
    lines.push(...linesOf(look, context, desk), '');
    concerns.push(...concernsOf(look, context, now));
  }
  const troubles = (await desk.store.troubles.open()).filter((trouble) => maySee(trouble, reach));
  for (const trouble of troubles.slice(0, mostTroubles)) {
    // Closed channels are in the list already.
    if (trouble.key.startsWith('channel:') || trouble.key.startsWith('notice:')) continue;
    if (isBurstKey(trouble.key)) {
      concerns.push(burstWords[context.language].waits(Number(trouble.detail)));
      continue;
    }
    concerns.push(shortened(troubleText(trouble, context.language).replace(marksAtStart, ''), 300));
  }
  const notes = (await misfitsOf(context, desk, reach)).map((line) => escapeHtml(shortened(line, 500)));
  const pollAt = desk.pipeline.lastPollAt;
  const poll = pollAt === null ? words.noPoll : words.lastPoll(show(pollAt, context, desk));
  const verdict =
    concerns.length === 0 ? [words.allWell] : [words.notWell, ...concerns.map((concern) => `• ${concern}`)];
  // Troubles come first, because a long answer is cut at its end.
  return fitLines([...verdict, poll, ...notes, '', ...lines]).trimEnd();
}

/** Articles that fit no channel are the concern of those who command all. */
async function misfitsOf({ language }: DeskContext, desk: Desk, { channels }: Reach): Promise<string[]> {
  if (channels !== null) return [];
  return misfitLines(await findMisfits(desk.store, desk.config.everyChannel, desk.clock.now()), language);
}

function show(at: Date, { language }: DeskContext, desk: Desk): string {
  return showMoment(at, desk.clock.now(), language, desk.config.timeZone);
}

function pauseOf(state: ChannelState | undefined, now: Date) {
  const pause = state?.pause ?? null;
  return pause === null || (pause.until !== null && pause.until <= now) ? null : pause;
}

function linesOf({ channel, state, standing }: Look, context: DeskContext, desk: Desk): string[] {
  const words = channelWords[context.language];
  const { posts } = counts[context.language];
  const pause = pauseOf(state, desk.clock.now());
  const until = pause?.until == null ? null : show(pause.until, context, desk);
  const standingNow =
    state?.closedAt != null
      ? words.closed(shortened(reasonText(state.closedReason ?? '', context.language), 150))
      : pause === null
        ? words.running
        : words.paused(until, shortened(pause.by, 40));
  const facts = [words.queued(posts(standing.queued)), words.sentToday(posts(standing.sentSince))];
  if (standing.waiting > 0) facts.push(words.waiting(posts(standing.waiting)));
  facts.push(lastPost(standing, context, desk));
  if (standing.uncertain > 0) facts.push(words.uncertain(posts(standing.uncertain)));
  if (standing.unsure > 0) facts.push(words.unsure(posts(standing.unsure)));
  if (standing.refusedSince > 0) facts.push(words.refused(posts(standing.refusedSince)));
  const digestAt =
    channel.digest === null ? null : desk.timetable.nextOf(channel.digest.schedule.text, desk.clock.now());
  if (digestAt !== null) facts.push(words.nextDigest(show(digestAt, context, desk)));
  return [
    `<b>${escapeHtml(channel.name)}</b> ${escapeHtml(channel.id)} ${dashes[context.language]} ${standingNow}`,
    facts.join(' · '),
  ];
}

function lastPost({ lastSentAt, lastLink }: Standing, context: DeskContext, desk: Desk): string {
  const words = channelWords[context.language];
  if (lastSentAt === null) return words.noPost;
  const text = words.lastPost(show(lastSentAt, context, desk));
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
