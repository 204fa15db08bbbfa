import type { Channel } from '../../news/channel.ts';
import type { RefusedScope } from '../../store/posts/refused-posts.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { nameOf, type DeskContext } from '../chat/context.ts';
import { conclude, conclusionOf, say, toast } from '../chat/answer.ts';
import { fitLines } from '../chat/fitting.ts';
import { askedChannels } from '../chat/arguments.ts';
import { channelNamed, note, type Desk, type Subject } from '../chat/desk.ts';
import { channelWords } from '../../words/channels.ts';
import { counts, readPostCount } from '../../words/counts.ts';
import { dashes } from '../../words/moments.ts';
import { generalWords } from '../../words/general.ts';

/** More posts than this are promised again only after a confirmation. */
const mostWithoutQuestion = 5;

/** `/retry <channel|all>` promises again what Telegram refused. */
export const retrySubject: Subject = {
  commands: [
    {
      name: 'retry',
      who: 'editor',
      description: (language) => channelWords[language].commands.retry,
      examples: ['/retry CHANNEL', '/retry all'],
      changes: {
        retry: {
          verb: (language) => channelWords[language].changes.retry,
          shows: 'after',
          read: readPostCount,
        },
      },
      async handle(context, desk, { text, example }) {
        if (text === '') return say(context, generalWords[context.language].wrong(example));
        const isAll = text.toLowerCase() === 'all' && channelNamed(desk.config.channels, text) === null;
        const channels = await askedChannels(context, desk, isAll ? '' : text);
        if (channels !== null) await retryOrAsk(context, desk, channels);
      },
    },
  ],
  buttons: [
    {
      // Until when the posts were refused that the editor was asked about, in seconds.
      data: /^retry:([0-9a-z]{1,9}):(.+)$/,
      async handle(context, desk, [seconds = '', name = '']) {
        const concluded = conclusionOf(context);
        if (concluded !== null) return toast(context, concluded);
        const channel = channelNamed(desk.config.channels, name);
        const channels = name === '*' ? desk.config.channels : channel === null ? [] : [channel];
        const until = new Date(Number.parseInt(seconds, 36) * 1_000);
        const lines = await retryEach(context, desk, channels, until);
        const verdict = `${lines.join('\n')}\n${dashes[context.language]} ${nameOf(context)}`;
        await toast(context, verdict);
        await conclude(context, verdict);
      },
    },
  ],
};

async function retryOrAsk(context: DeskContext, desk: Desk, channels: readonly Channel[]): Promise<void> {
  const words = channelWords[context.language];
  const until = nextSecond(desk.clock.now());
  let due = 0;
  for (const channel of channels) {
    due += (await desk.store.refusedPosts.count(scopeOf(channel, until, desk.clock.now()))).due;
  }
  if (due <= mostWithoutQuestion) {
    const lines = await retryEach(context, desk, channels, until);
    return say(context, fitLines(lines.map(escapeHtml)));
  }
  const [only] = channels;
  const name = channels.length === 1 && only !== undefined ? only.name : '*';
  const names = channels.map((channel) => channel.name).join(', ');
  const { yes, no } = generalWords[context.language];
  await say(context, {
    html: words.askRetry(counts[context.language].posts(due), escapeHtml(names)),
    buttons: [
      [
        { text: yes, data: `retry:${(until.getTime() / 1_000).toString(36)}:${name}` },
        { text: no, data: 'no' },
      ],
    ],
  });
}

/** @returns a line of plain text for each channel. */
async function retryEach(
  context: DeskContext,
  desk: Desk,
  channels: readonly Channel[],
  until: Date,
): Promise<string[]> {
  const words = channelWords[context.language];
  const { posts } = counts[context.language];
  const { clock, events, store } = desk;
  const lines: string[] = [];
  for (const channel of channels) {
    const scope = scopeOf(channel, until, clock.now());
    const { tooOld } = await store.refusedPosts.count(scope);
    const count = await store.refusedPosts.retry(scope);
    if (count > 0) {
      await note(context, desk, {
        action: 'retry',
        subject: channel.name,
        before: null,
        after: String(count),
      });
    }
    lines.push(count > 0 ? words.retried(channel.name, posts(count)) : words.retryNone(channel.name));
    if (tooOld > 0) lines.push(words.retryTooOld(channel.name, posts(tooOld)));
  }
  events.announce({ kind: 'posts changed' });
  return lines;
}

function scopeOf({ maxAgeMs, name }: Channel, until: Date, now: Date): RefusedScope {
  const since = maxAgeMs === null ? null : new Date(now.getTime() - maxAgeMs);
  return { channel: name, reason: null, since, until };
}

/** What was refused a moment ago counts too. */
function nextSecond(moment: Date): Date {
  return new Date(Math.ceil(moment.getTime() / 1_000) * 1_000);
}
