import { escapeHtml } from '../../compose/fitting.ts';
import type { Channel } from '../../news/channel.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import { postSubject } from '../../store/records/audit.ts';
import { channelWords } from '../../words/channels.ts';
import { showDayAndTime } from '../../words/moments.ts';
import { writingWords } from '../../words/desk/writing.ts';
import { isForeign } from '../chat/arguments.ts';
import { replace, say, toast, type Answer } from '../chat/answer.ts';
import type { DeskContext } from '../chat/context.ts';
import { note, type ButtonContext, type Desk, type Subject } from '../chat/desk.ts';
import { shortened } from '../chat/fitting.ts';

/** Posts that editors want at a moment: `/post 12345 18:00` makes them, `/schedule` shows them, and these move them. */
export const timedSubject: Subject = {
  buttons: [
    {
      data: /^move:(\d{1,15}):(\d{1,15}):(\d{1,15})$/,
      changes: {
        move: {
          verb: (language) => writingWords[language].changes.move,
          shows: 'after',
          read: readMoment,
        },
      },
      handle: moveTimed,
    },
  ],
};

const hourMs = 3_600_000;

/** Posts of one channel that are shown with their buttons; each is a message. */
const mostTimed = 10;

/** Of another version it may be something else. */
function readMoment(value: string, _language: SpokenLanguage, show: (at: Date) => string): string {
  return Number.isNaN(Date.parse(value)) ? value : show(new Date(value));
}

/** The posts that editors want at a moment, each with buttons that move and drop it. */
export async function sayTimed(context: DeskContext, desk: Desk, { name }: Channel): Promise<void> {
  const timed = await desk.store.queues.timed(name, desk.clock.now());
  for (const { articleId, at, headline, id } of timed.slice(0, mostTimed)) {
    const title = headline ?? articleId ?? '';
    await say(context, timedCard(context, desk, { id, channel: name, at, title }));
  }
  if (timed.length <= mostTimed) return;
  const words = writingWords[context.language];
  await say(context, { html: `${escapeHtml(name)}: ${words.timedMore(timed.length - mostTimed)}` });
}

interface Timed {
  id: number;
  channel: string;
  at: Date;
  title: string;
}

function timedCard(context: DeskContext, desk: Desk, { at, channel, id, title }: Timed): Answer {
  const words = writingWords[context.language];
  const moment = showDayAndTime(at, context.language, desk.config.timeZone);
  const html = `${escapeHtml(words.timedTitle)} · ${escapeHtml(channel)}\n${moment}: <b>${shortened(title, 200)}</b>`;
  const move = (byMs: number) => `move:${id}:${at.getTime()}:${at.getTime() + byMs}`;
  const row = [
    { text: words.later, data: move(hourMs) },
    { text: channelWords[context.language].drop, data: `drop:${id}` },
  ];
  const isAhead = at.getTime() - hourMs > desk.clock.now().getTime();
  if (isAhead) row.unshift({ text: words.earlier, data: move(-hourMs) });
  return { html, buttons: [row] };
}

/** The button names the moment that it was made for, so that two presses move a post once. */
async function moveTimed(context: ButtonContext, desk: Desk, parts: readonly string[]): Promise<void> {
  const words = writingWords[context.language];
  const [id = 0, from = 0, to = 0] = parts.map(Number);
  if (await isForeign(context, desk, id)) return;
  const post = await desk.store.orders.post(id);
  if (post?.articleId != null) await desk.store.writings.bringForward(post.articleId, new Date(to));
  const isMoved = post !== null && (await desk.store.queues.move(id, new Date(from), new Date(to)));
  if (!isMoved) return toast(context, words.movedNoMore);
  const subject = postSubject(post.articleId, post.channel);
  await note(context, desk, { action: 'move', subject, before: null, after: new Date(to).toISOString() });
  desk.events.announce({ kind: 'posts changed' });
  await toast(context, words.moved(showDayAndTime(new Date(to), context.language, desk.config.timeZone)));
  const article = post.articleId === null ? null : await desk.store.articles.find(post.articleId);
  const title = article?.headline ?? post.articleId ?? '';
  await replace(context, timedCard(context, desk, { id, channel: post.channel, at: new Date(to), title }));
}
