import type { Channel, DigestPlan } from '../../news/channel.ts';
import { parseSchedule } from '../../time/cron.ts';
import { hoursWords } from '../../words/hours.ts';
import { conclude, conclusionOf, say, toast } from '../chat/answer.ts';
import { askedChannels } from '../chat/arguments.ts';
import { nameOf, type DeskContext } from '../chat/context.ts';
import { note, type Asked, type ButtonContext, type Desk, type Subject } from '../chat/desk.ts';

/** A preview is valid for a day: the articles in it grow old. */
const longestPreviewMs = 86_400_000;

/** `/digest`: the preview, and the button under it that posts it. */
export const digestSubject: Subject = {
  commands: [
    {
      name: 'digest',
      who: 'editor',
      description: (language) => hoursWords[language].commands.digest,
      examples: ['/digest', '/digest CHANNEL'],
      handle: preview,
    },
  ],
  buttons: [
    {
      data: /^digest:([a-z0-9][a-z0-9_-]{0,31}):(\d{1,12})$/,
      changes: { digest: { verb: (language) => hoursWords[language].changes.digest, shows: 'nothing' } },
      handle: post,
    },
  ],
};

async function preview(context: DeskContext, desk: Desk, { text }: Asked): Promise<void> {
  const words = hoursWords[context.language];
  const { channels } = desk.config;
  const asked = await askedChannels(context, desk, text);
  if (asked === null) return;
  const wanted = text === '' ? asked.filter(({ digest }) => digest !== null) : asked;
  if (wanted.length === 0) {
    const example = words.digestExample(channels[0]?.name ?? 'main');
    return say(context, `${words.digestNone}\n${example}`);
  }
  // The data of the button has the moment in seconds.
  const at = new Date(Math.floor(desk.clock.now().getTime() / 1000) * 1000);
  for (const channel of wanted) {
    const message = await desk.pipeline.digests.compose(channel, planOf(channel), at);
    if (message === null) {
      await say(context, words.digestEmpty(channel.name));
      continue;
    }
    await say(context, message.text.html);
    const button = { text: words.digestPost, data: `digest:${channel.name}:${at.getTime() / 1000}` };
    await say(context, { html: words.digestQuestion(channel.name), buttons: [[button]] });
  }
}

/** The moment of the preview is the digest's key in the ledger: two presses make one post. */
async function post(context: ButtonContext, desk: Desk, [name, seconds]: readonly string[]): Promise<void> {
  const words = hoursWords[context.language];
  const concluded = conclusionOf(context);
  if (concluded !== null) return toast(context, concluded);
  const at = new Date(Number(seconds) * 1000);
  const now = desk.clock.now();
  const channel = desk.config.channels.find((each) => each.name === name);
  const isOld = at > now || now.getTime() - at.getTime() > longestPreviewMs;
  const message =
    channel === undefined || isOld ? null : await desk.pipeline.digests.compose(channel, planOf(channel), at);
  if (channel === undefined || message === null) return toast(context, words.oldButton);
  if (!(await desk.pipeline.digests.promiseByHand(channel, planOf(channel), at, now)))
    return toast(context, words.digestPostedAlready);
  await note(context, desk, { action: 'digest', subject: channel.name, before: null, after: 'posted' });
  desk.events.announce({ kind: 'posts changed' });
  const verdict = words.digestPosted(nameOf(context));
  await toast(context, verdict);
  await conclude(context, verdict);
}

/** A channel without a digest in the settings gets the default: the ten most read articles of a day. */
function planOf(channel: Channel): DigestPlan {
  if (channel.digest !== null) return channel.digest;
  const schedule = parseSchedule('@daily');
  if (schedule === null) throw new Error('@daily is a schedule');
  return { schedule, top: 10, by: 'views', periodMs: 86_400_000, isPinned: false };
}
