import type { Channel } from '../../news/channel.ts';
import { changeQueued } from '../../editing/queue.ts';
import type { Queued } from '../../store/posts/orders/queue-orders.ts';
import { editorOf, type DeskContext } from '../chat/context.ts';
import type { Button } from '../../deliver/messenger.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { acknowledge, outdated, replace, say, toast, type Answer } from '../chat/answer.ts';
import { fitLines, shortened } from '../chat/fitting.ts';
import { askedChannels } from '../chat/arguments.ts';
import { showMoment } from '../../words/moments.ts';
import type { Desk, Subject } from '../chat/desk.ts';
import { readState } from './audit-log.ts';
import {
  askEmptying,
  askSectionEmptying,
  emptyingButton,
  readEmptying,
  readSectionEmptying,
  sectionEmptyingButton,
} from './queue-emptying.ts';
import { approvalWords } from '../../words/approvals.ts';
import { burstWords } from '../../words/bursts.ts';
import { channelWords } from '../../words/channels.ts';
import { counts } from '../../words/counts.ts';
import { generalWords } from '../../words/general.ts';

const perPage = 6;
const lastPage = 99;

/** How far apart Telegram allows messages in one chat. */
const apartMs = 1_000;
const minuteMs = 60_000;

/** `/queue [channel]`: the queued posts in order, each with its time and with buttons to hasten and to drop it. */
export const queueSubject: Subject = {
  commands: [
    {
      name: 'queue',
      who: 'editor',
      description: (language) => channelWords[language].commands.queue,
      examples: [
        '/queue',
        '/queue CHANNEL',
        '/queue CHANNEL drop older than 6h',
        '/queue CHANNEL drop section Sport',
      ],
      async handle(context, desk, { text }) {
        const ofSection = readSectionEmptying(text);
        if (ofSection !== null) {
          const channel = await askedChannel(context, desk, ofSection.name);
          return channel === null ? undefined : askSectionEmptying(context, desk, channel, ofSection.section);
        }
        const emptying = readEmptying(text);
        if (emptying !== null) return answerEmptying(context, desk, emptying);
        const channels = await askedChannels(context, desk, text);
        if (channels === null) return;
        const [only] = channels;
        const isOne = channels.length === 1 && only !== undefined;
        await say(
          context,
          await (isOne ? queueOf(context, desk, only, 0) : overview(context, desk, channels)),
        );
      },
    },
  ],
  buttons: [
    emptyingButton,
    sectionEmptyingButton,
    {
      data: /^queue:(\d{1,2}):([a-z0-9][a-z0-9_-]{0,31})$/,
      async handle(context, desk, [page, name]) {
        const channel = desk.config.channels.find((known) => known.name === name);
        if (channel === undefined) return outdated(context);
        await acknowledge(context);
        await replace(context, await queueOf(context, desk, channel, Number(page)));
      },
    },
    {
      data: /^(now|drop|up):(\d{1,15})(?::(\d{1,2}))?$/,
      changes: {
        now: { verb: (language) => channelWords[language].changes.now, shows: 'both', read: readState },
        drop: { verb: (language) => channelWords[language].changes.drop, shows: 'both', read: readState },
        up: { verb: (language) => channelWords[language].changes.up, shows: 'nothing' },
      },
      async handle(context, desk, [action, id, page]) {
        const post = await desk.store.orders.post(Number(id));
        if (post === null) return outdated(context);
        await toast(context, await changeQueued(editorOf(context), desk, post, actionOf(action)));
        const channel = desk.config.channels.find(({ name }) => name === post.channel);
        if (channel !== undefined)
          await replace(context, await queueOf(context, desk, channel, Number(page)));
      },
    },
  ],
};

/** The pattern of the button allows nothing else. */
function actionOf(text: string | undefined): 'now' | 'drop' | 'up' {
  return text === 'now' || text === 'up' ? text : 'drop';
}

/** Posts are dropped from one channel at a time: that of the name, or of the topic. null: the editor was told. */
async function askedChannel(context: DeskContext, desk: Desk, name: string): Promise<Channel | null> {
  const channels = await askedChannels(context, desk, name);
  const [only, another] = channels ?? [];
  if (only === undefined) return null;
  if (another === undefined) return only;
  await say(context, generalWords[context.language].wrong(escapeHtml(dropOld(only.name))));
  return null;
}

function dropOld(channel: string): string {
  return `/queue ${channel} drop older than 6h`;
}

async function answerEmptying(
  context: DeskContext,
  desk: Desk,
  { name, spanMs }: NonNullable<ReturnType<typeof readEmptying>>,
): Promise<void> {
  const channel = await askedChannel(context, desk, name);
  if (channel === null) return;
  if (spanMs !== null) return askEmptying(context, desk, channel, spanMs);
  const example = escapeHtml(dropOld(channel.name));
  await say(context, generalWords[context.language].wrong(example));
}

/** Each of the channels with the number of its queued posts, and a button that opens its queue. */
async function overview(context: DeskContext, desk: Desk, channels: readonly Channel[]): Promise<Answer> {
  const words = channelWords[context.language];
  const lines: string[] = [];
  const buttons: Button[][] = [];
  lines.push(...(await burstLine(context, desk)));
  for (const channel of channels) {
    const { queued } = await desk.store.standings.read(channel.name, desk.clock.now());
    const name = escapeHtml(channel.name);
    const waiting = await waitingOf(context, desk, channel);
    if (waiting !== null) {
      lines.push(waiting.line);
      if (buttons.length < 20) buttons.push([waiting.button]);
    }
    if (queued === 0) {
      if (waiting === null) lines.push(words.queueEmpty(name));
    } else {
      lines.push(`<b>${name}</b>: ${counts[context.language].posts(queued)}`);
      if (buttons.length < 20) buttons.push([{ text: channel.name, data: `queue:0:${channel.name}` }]);
    }
  }
  return { html: fitLines(lines), buttons };
}

async function queueOf(context: DeskContext, desk: Desk, channel: Channel, page: number): Promise<Answer> {
  const words = channelWords[context.language];
  const offset = page * perPage;
  const posts = await desk.store.queues.queue(channel.name, { offset, limit: perPage + 1 });
  // The posts of this page were sent or dropped meanwhile.
  if (posts.length === 0 && page > 0) return queueOf(context, desk, channel, page - 1);
  const name = escapeHtml(channel.name);
  const waiting = await waitingOf(context, desk, channel);
  const above = waiting === null ? [] : [waiting.line];
  const first: Button[][] = waiting === null ? [] : [[waiting.button]];
  if (posts.length === 0) return { html: fitLines([...above, words.queueEmpty(name)]), buttons: first };
  const begins = await beginning(desk, channel);
  const lines = [...(await burstLine(context, desk)), ...above, `<b>${words.queue(name)}</b>`];
  const buttons = first;
  for (const [index, post] of posts.slice(0, perPage).entries()) {
    const number = offset + index + 1;
    lines.push(
      '',
      `${number}. <b>${titleOf(post, context)}</b>`,
      timeOf(context, desk, { post, channel, begins, place: number - 1 }),
    );
    buttons.push([
      ...(post.priority === 0 ? [] : [{ text: `${number} · ${words.now}`, data: `now:${post.id}:${page}` }]),
      ...(number === 1 ? [] : [{ text: `${number} · ↑`, data: `up:${post.id}:${page}` }]),
      { text: `${number} · ${words.drop}`, data: `drop:${post.id}:${page}` },
    ]);
  }
  const { next, previous } = generalWords[context.language];
  const turn: Button[] = [];
  if (page > 0) turn.push({ text: previous, data: `queue:${page - 1}:${channel.name}` });
  if (posts.length > perPage && page < lastPage)
    turn.push({ text: next, data: `queue:${page + 1}:${channel.name}` });
  return { html: fitLines(lines), buttons: [...buttons, turn] };
}

/** What waits for approval in a channel, and the button that brings its cards again; null: nothing does. */
export async function waitingOf(
  { language }: DeskContext,
  desk: Desk,
  { name }: Channel,
): Promise<{ line: string; button: Button } | null> {
  const count = await desk.store.approvals.count(name);
  if (count === 0) return null;
  const words = approvalWords[language];
  return {
    line: `⏳ ${words.waitingIn(escapeHtml(name), counts[language].posts(count))}`,
    button: { text: words.show(name, count), data: `approve:${name}` },
  };
}

/** Why ordinary posts do not leave, if many articles without a date came at once. */
async function burstLine({ language }: DeskContext, { store }: Desk): Promise<string[]> {
  const { openSince } = await store.bursts.read();
  return openSince === null ? [] : [burstWords[language].queueWaits];
}

function titleOf(post: Queued, { language }: DeskContext): string {
  return post.headline === null ? channelWords[language].digest : shortened(post.headline, 150);
}

/** When the next post can leave; null: the channel is paused until `/resume`. */
async function beginning(desk: Desk, { name }: Channel): Promise<Date | null> {
  const now = desk.clock.now();
  const state = (await desk.store.channels.read()).get(name);
  const pausedUntil = await desk.store.channels.pausedUntil(name, now);
  if (pausedUntil === 'open') return null;
  const moments = [now, pausedUntil, state?.limitedUntil, state?.closedAt == null ? null : state.retryAt];
  return new Date(Math.max(...moments.map((moment) => moment?.getTime() ?? 0)));
}

interface Place {
  post: Queued;
  channel: Channel;
  begins: Date | null;
  place: number;
}

/**
 * An estimate from the pace alone: posts per minute, and a second between two. Breaking news overtakes, and Telegram
 * may demand longer pauses.
 */
function timeOf(context: DeskContext, desk: Desk, { post, channel, begins, place }: Place): string {
  const words = channelWords[context.language];
  if (begins === null) return words.afterResume;
  const { postsPerMinute } = channel;
  const waitMs =
    postsPerMinute === 0
      ? 0
      : Math.floor(place / postsPerMinute) * minuteMs + (place % postsPerMinute) * apartMs;
  const atMs = Math.max(begins.getTime() + waitMs, post.wakeAt?.getTime() ?? 0);
  const now = desk.clock.now();
  if (atMs - now.getTime() < minuteMs / 2) return words.atOnce;
  return words.about(showMoment(new Date(atMs), now, context.language, desk.config.timeZone));
}
