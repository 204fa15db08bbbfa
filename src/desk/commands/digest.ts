import { Composer } from 'grammy/web';
import type { Channel, DigestPlan } from '../../news/channel.ts';
import type { Message } from '../../news/post.ts';
import { parseSchedule } from '../../time/cron.ts';
import type { DeskContext } from '../chat/context.ts';
import { clipped, conclude, conclusionOf, toast } from '../chat/answer.ts';
import { example } from './hours.ts';
import { hoursWords } from '../../words/hours.ts';
import { channelNamed, nameOf } from '../chat/ports.ts';

/** What the desk needs to show a digest and to post it. */
export interface DigestPorts {
  channels: readonly Channel[];
  digests: {
    /** Null: there is nothing to list. */
    compose(channel: Channel, plan: DigestPlan, at: Date): Promise<Message | null>;
    /** False: the digest of this moment was promised before. */
    promiseByHand(channel: Channel, plan: DigestPlan, at: Date, now: Date): Promise<boolean>;
  };
  /** An editor posted a digest. */
  posted(editor: { id: number; name: string }, channel: string): Promise<void>;
  onChange(): void;
  now(): Date;
}

/** A preview is good for a day: what is listed in it grows old. */
const longestPreviewMs = 86_400_000;

/** `/digest`: the preview, and the button under it. */
export function digestDesk(ports: DigestPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.command('digest', (context) => preview(context, ports, context.match.trim()));
  desk.callbackQuery(/^digest:([a-z0-9][a-z0-9_-]{0,31}):(\d{1,12})$/, async (context) => {
    const [, name, seconds] = context.match;
    await post(context, ports, name ?? '', new Date(Number(seconds) * 1000));
  });
  return desk;
}

async function preview(context: DeskContext, ports: DigestPorts, name: string): Promise<void> {
  const say = hoursWords[context.language];
  const known = ports.channels.map((channel) => channel.name);
  const wanted = ports.channels.filter((channel) =>
    name === '' ? channel.digest !== null : channel === channelNamed(ports.channels, name),
  );
  if (wanted.length === 0) {
    const why = name === '' ? say.digestNone : say.noChannel(clipped(name, 40), known.join(', '));
    await context.reply(`${why}\n${example(say.digestExample, known)}`.slice(-4000));
    return;
  }
  // To the second, because the button can carry no more.
  const at = new Date(Math.floor(ports.now().getTime() / 1000) * 1000);
  for (const channel of wanted) {
    const message = await ports.digests.compose(channel, planOf(channel), at);
    if (message === null) {
      await context.reply(say.digestEmpty(channel.name));
      continue;
    }
    await context.reply(message.text.html, {
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
    });
    const button = { text: say.digestPost, callback_data: `digest:${channel.name}:${at.getTime() / 1000}` };
    const markup = { reply_markup: { inline_keyboard: [[button]] } };
    await context.reply(say.digestQuestion(channel.name), markup);
  }
}

/** The moment of the preview is the digest's key in the ledger: pressed twice, it is one post. */
async function post(context: DeskContext, ports: DigestPorts, name: string, at: Date): Promise<void> {
  const say = hoursWords[context.language];
  const concluded = conclusionOf(context);
  if (concluded !== null) return toast(context, concluded);
  const now = ports.now();
  const channel = ports.channels.find((each) => each.name === name);
  const isOld = at > now || now.getTime() - at.getTime() > longestPreviewMs;
  const message =
    channel === undefined || isOld ? null : await ports.digests.compose(channel, planOf(channel), at);
  if (channel === undefined || message === null) {
    await context.answerCallbackQuery({ text: say.oldButton });
    return;
  }
  if (!(await ports.digests.promiseByHand(channel, planOf(channel), at, now))) {
    await context.answerCallbackQuery({ text: say.digestPostedAlready });
    return;
  }
  const editor = { id: context.from?.id ?? 0, name: nameOf(context) };
  await ports.posted(editor, channel.name);
  ports.onChange();
  const verdict = say.digestPosted(editor.name);
  await toast(context, verdict);
  await conclude(context, verdict);
}

/** A channel without a digest of its own gets the usual one: the ten most read of a day. */
function planOf(channel: Channel): DigestPlan {
  if (channel.digest !== null) return channel.digest;
  const schedule = parseSchedule('@daily');
  if (schedule === null) throw new Error('@daily is a schedule');
  return { schedule, top: 10, by: 'views', periodMs: 86_400_000, isPinned: false };
}
