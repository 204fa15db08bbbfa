import { Composer } from 'grammy/web';
import type { Channel } from '../../news/channel.ts';
import type { Placed, Queued } from '../../store/posts/editor-orders.ts';
import type { DeskContext } from '../chat/context.ts';
import type { Button } from '../../watch/log-chat.ts';
import { escapeHtml, fitLines, replace, say, shortened, toast, type Answer } from '../chat/answer.ts';
import { askedChannels } from '../chat/arguments.ts';
import { showMoment } from '../../words/moments.ts';
import { postSubject } from '../../store/records/audit.ts';
import { nameOf, note, type DeskPorts } from '../chat/ports.ts';
import { channelWords } from '../../words/channels.ts';
import { counts } from '../../words/counts.ts';
import { generalWords } from '../../words/general.ts';

const perPage = 6;
const lastPage = 99;

/** Telegram's own pace within one chat. */
const apartMs = 1_000;
const minuteMs = 60_000;

/** `/queue [channel]`: what waits, in order, with the time of each; buttons to hasten and to drop. */
export function queueDesk(ports: DeskPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.command('queue', async (context) => {
    const channels = await askedChannels(context, ports, context.match.trim());
    if (channels === null) return;
    const [only] = channels;
    const answer =
      channels.length === 1 && only !== undefined
        ? queueOf(context, ports, only, 0)
        : overview(context, ports);
    await say(context, await answer);
  });
  desk.callbackQuery(/^queue:(\d{1,2}):([a-z0-9][a-z0-9_-]{0,31})$/, async (context) => {
    const [, page = '', name] = context.match;
    const channel = ports.channels.find((known) => known.name === name);
    const { outdated } = generalWords[context.language];
    await context.answerCallbackQuery(channel === undefined ? { text: outdated } : {});
    if (channel !== undefined) await replace(context, await queueOf(context, ports, channel, Number(page)));
  });
  desk.callbackQuery(/^(now|drop):(\d{1,15})(?::(\d{1,2}))?$/, async (context) => {
    const [, action, id, page] = context.match;
    const post = await ports.store.orders.post(Number(id));
    if (post === null) {
      await context.answerCallbackQuery({ text: generalWords[context.language].outdated });
      return;
    }
    await toast(context, await change(context, ports, post, action === 'now' ? 'now' : 'drop'));
    const channel = ports.channels.find(({ name }) => name === post.channel);
    if (channel !== undefined)
      await replace(context, await queueOf(context, ports, channel, Number(page ?? 0)));
  });
  return desk;
}

/** @returns what to show to whoever pressed. */
async function change(
  context: DeskContext,
  ports: DeskPorts,
  post: Placed,
  action: 'now' | 'drop',
): Promise<string> {
  const words = channelWords[context.language];
  const { orders, audit } = ports.store;
  const subject = postSubject(post.articleId, post.channel);
  const isDone = action === 'now' ? await orders.hasten(post.id) : await orders.drop(post.id, ports.now());
  if (isDone) {
    await note(ports, context, {
      action,
      subject,
      before: post.state,
      after: action === 'now' ? 'promised' : 'dropped',
    });
    ports.onChange();
    const name = nameOf(context);
    return action === 'now' ? words.first(name) : words.dropped(name);
  }
  const by = await audit.last(subject, ['now', 'drop', 'post']);
  if (by === null) return words.waitsNoMore(null);
  const isFirst = ['promised', 'ready'].includes(post.state);
  return isFirst ? words.first(by.name) : words.waitsNoMore(by.name);
}

/** Every channel with what waits in it; a button opens each. */
async function overview(context: DeskContext, ports: DeskPorts): Promise<Answer> {
  const words = channelWords[context.language];
  const lines: string[] = [];
  const buttons: Button[][] = [];
  for (const channel of ports.channels) {
    const { queued } = await ports.store.standings.read(channel.name, ports.now());
    const name = escapeHtml(channel.name);
    if (queued === 0) lines.push(words.queueEmpty(name));
    else {
      lines.push(`<b>${name}</b>: ${counts[context.language].posts(queued)}`);
      if (buttons.length < 20) buttons.push([{ text: channel.name, data: `queue:0:${channel.name}` }]);
    }
  }
  return { html: fitLines(lines), buttons };
}

async function queueOf(
  context: DeskContext,
  ports: DeskPorts,
  channel: Channel,
  page: number,
): Promise<Answer> {
  const words = channelWords[context.language];
  const offset = page * perPage;
  const posts = await ports.store.orders.queue(channel.name, { offset, limit: perPage + 1 });
  // What stood on this page went out, or was dropped.
  if (posts.length === 0 && page > 0) return queueOf(context, ports, channel, page - 1);
  const name = escapeHtml(channel.name);
  if (posts.length === 0) return { html: words.queueEmpty(name) };
  const begins = await beginning(ports, channel);
  const lines = [`<b>${words.queue(name)}</b>`];
  const buttons: Button[][] = [];
  for (const [index, post] of posts.slice(0, perPage).entries()) {
    const number = offset + index + 1;
    lines.push(
      '',
      `${number}. <b>${titleOf(post, context)}</b>`,
      timeOf(context, ports, { post, channel, begins, place: number - 1 }),
    );
    buttons.push([
      ...(post.priority === 0 ? [] : [{ text: `${number} · ${words.now}`, data: `now:${post.id}:${page}` }]),
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

function titleOf(post: Queued, { language }: DeskContext): string {
  return post.headline === null ? channelWords[language].digest : shortened(post.headline, 150);
}

/** From when on posts leave; null: an editor has to say so. */
async function beginning(ports: DeskPorts, { name }: Channel): Promise<Date | null> {
  const now = ports.now();
  const state = (await ports.store.channels.read()).get(name);
  const pausedUntil = await ports.store.channels.pausedUntil(name, now);
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
 * An estimate, as the pace alone gives it: so many a minute, a second apart. Breaking news that come meanwhile
 * go first, and Telegram may ask for more patience.
 */
function timeOf(context: DeskContext, ports: DeskPorts, { post, channel, begins, place }: Place): string {
  const words = channelWords[context.language];
  if (begins === null) return words.afterResume;
  const { postsPerMinute } = channel;
  const waitMs =
    postsPerMinute === 0
      ? 0
      : Math.floor(place / postsPerMinute) * minuteMs + (place % postsPerMinute) * apartMs;
  const atMs = Math.max(begins.getTime() + waitMs, post.wakeAt?.getTime() ?? 0);
  const now = ports.now();
  if (atMs - now.getTime() < minuteMs / 2) return words.atOnce;
  return words.about(showMoment(new Date(atMs), now, context.language, ports.timeZone));
}
