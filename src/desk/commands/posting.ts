import { dueAt, type Article } from '../../news/article.ts';
import type { Channel } from '../../news/channel.ts';
import type { Ordered, Placed } from '../../store/posts/editor-orders.ts';
import { nameOf, type DeskContext } from '../chat/context.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { acknowledge, conclude, conclusionOf, say, toast } from '../chat/answer.ts';
import { fitLines, shortened } from '../chat/fitting.ts';
import { askedArticle } from '../chat/arguments.ts';
import { keyText } from '../chat/cards.ts';
import { isForChannel, standsEverywhere, targetsOf } from '../chat/targets.ts';
import { dashes, showMoment } from '../../words/moments.ts';
import { postSubject } from '../../store/records/audit.ts';
import { note, type Desk, type Subject } from '../chat/desk.ts';
import { readState } from './audit-log.ts';
import { articleWords } from '../../words/articles.ts';
import { generalWords } from '../../words/general.ts';

interface PostRequest {
  article: Article;
  key: number;
  /** null: every channel that takes the article. */
  channel: Channel | null;
}

/**
 * `/post <id> [channel]` posts now, whatever the age, the filters and the quiet hours. It asks before it posts an article
 * that was killed, or that the channel's filters refuse.
 */
export const postingSubject: Subject = {
  commands: [
    {
      name: 'post',
      who: 'editor',
      description: (language) => articleWords[language].commands.post,
      examples: ['/post 12345', '/post 12345 CHANNEL', '/post https://news.example.kz/12345'],
      changes: {
        post: { verb: (language) => articleWords[language].changes.post, shows: 'both', read: readState },
      },
      async handle(context, desk, asked) {
        const wanted = await askedArticle(context, desk, asked);
        if (wanted !== null) await postOrAsk(context, desk, wanted, false);
      },
    },
  ],
  buttons: [
    {
      data: /^no$/,
      async handle(context) {
        const concluded = conclusionOf(context);
        if (concluded !== null) return toast(context, concluded);
        await acknowledge(context);
        await conclude(context, generalWords[context.language].leftAsIs(nameOf(context)));
      },
    },
  ],
  articleButtons: [
    {
      action: 'post',
      async handle(context, desk, listed, channel) {
        await acknowledge(context);
        // A button with a channel stands under the question which channel, that no filter of theirs lets it through.
        await postOrAsk(context, desk, { ...listed, channel }, channel !== null);
      },
    },
    {
      action: 'postyes',
      async handle(context, desk, listed, channel) {
        // A yes counts once. It is no answer to what happened to the article since.
        const concluded = conclusionOf(context);
        if (concluded !== null) return toast(context, concluded);
        const lines = await post(context, desk, { ...listed, channel });
        const verdict = `${lines.join('\n')}\n${dashes[context.language]} ${nameOf(context)}`;
        await toast(context, verdict);
        await conclude(context, verdict);
      },
    },
  ],
};

/** Posts at once, or asks first for the channel or for a confirmation. */
async function postOrAsk(
  context: DeskContext,
  desk: Desk,
  wanted: PostRequest,
  isFilterKnown: boolean,
): Promise<void> {
  const words = articleWords[context.language];
  const targets = wantedTargets(desk, wanted);
  const key = keyText(wanted.key);
  if (targets.length === 0) {
    const buttons = desk.config.channels
      .slice(0, 20)
      .map(({ name }) => [{ text: name, data: `post:${key}:${name}` }]);
    return say(context, { html: words.noChannelTakes, buttons });
  }
  const question = await questionOf(context, desk, { article: wanted.article, targets, isFilterKnown });
  if (question === null) return say(context, fitLines((await post(context, desk, wanted)).map(escapeHtml)));
  const { yes, no } = generalWords[context.language];
  const data = `postyes:${key}:${wanted.channel?.name ?? '*'}`;
  await say(context, {
    html: `${question}\n\n${titleOf(wanted.article)}`,
    buttons: [
      [
        { text: yes, data },
        { text: no, data: 'no' },
      ],
    ],
  });
}

interface Doubt {
  article: Article;
  targets: readonly Channel[];
  isFilterKnown: boolean;
}

/** Why an editor may not mean it; null: there is no doubt. */
async function questionOf(
  context: DeskContext,
  desk: Desk,
  { article, targets, isFilterKnown }: Doubt,
): Promise<string | null> {
  const words = articleWords[context.language];
  const posts = await desk.store.orders.postsOf([article.id]);
  if (standsEverywhere(posts, targets)) return null;
  if (article.status !== 'usable') return words.askStatus(article.status);
  const names = new Set(targets.map(({ name }) => name));
  const killed = posts.filter(({ state, channel }) => state === 'killed' && names.has(channel));
  if (killed.length > 0) return words.askAgain(listed(killed.map(({ channel }) => channel)));
  // Posts that are on their way were asked for, or passed the filters when they were planned.
  const isKnown = (channel: Channel) =>
    posts.some((post) => post.channel === channel.name && post.state !== 'dropped');
  const refusing = targets.filter((channel) => !isForChannel(article, channel) && !isKnown(channel));
  if (isFilterKnown || refusing.length === 0) return null;
  return words.askFilters(listed(refusing.map(({ name }) => name)));
}

function listed(names: readonly string[]): string {
  return escapeHtml(names.join(', '));
}

function titleOf({ headline }: Article): string {
  return `<b>${shortened(headline, 200)}</b>`;
}

function wantedTargets(desk: Desk, { article, channel }: PostRequest): readonly Channel[] {
  return channel === null ? targetsOf(desk.config.channels, article) : [channel];
}

/** @returns a line of plain text for each channel. */
async function post(context: DeskContext, desk: Desk, wanted: PostRequest): Promise<string[]> {
  const { article } = wanted;
  const { orders } = desk.store;
  const targets = wantedTargets(desk, wanted);
  const before = await orders.postsOf([article.id]);
  if (
    !standsEverywhere(before, targets) &&
    (await orders.setStatus(article.id, ['withheld', 'canceled'], 'usable'))
  ) {
    await note(context, desk, {
      action: 'release',
      subject: article.id,
      before: article.status,
      after: 'usable',
    });
    desk.events.announce({ kind: 'articles changed' });
  }
  const lines: string[] = [];
  for (const channel of targets) {
    const ordered = await orders.order(article.id, channel.name, dueAt(article), desk.clock.now());
    const known = before.find((each) => each.channel === channel.name) ?? null;
    if (ordered === 'ordered' || ordered === 'hastened') {
      const subject = postSubject(article.id, channel.name);
      await note(context, desk, {
        action: 'post',
        subject,
        before: known?.state ?? null,
        after: 'promised',
      });
    }
    lines.push(`${channel.name}: ${await verdictOf(context, desk, { article, channel, ordered, known })}`);
  }
  desk.events.announce({ kind: 'posts changed' });
  return lines;
}

interface Ordering {
  article: Article;
  channel: Channel;
  ordered: Ordered;
  known: Placed | null;
}

async function verdictOf(context: DeskContext, desk: Desk, ordering: Ordering): Promise<string> {
  const words = articleWords[context.language];
  const { article, channel, ordered, known } = ordering;
  switch (ordered) {
    case 'ordered':
      return (await delayOf(context, desk, article, channel)) ?? words.ordered;
    case 'hastened':
      return (await delayOf(context, desk, article, channel)) ?? words.hastened;
    case 'promised':
    case 'ready': {
      const by = await desk.store.audit.last(postSubject(article.id, channel.name), ['post', 'now']);
      return (await delayOf(context, desk, article, channel)) ?? words.firstAlready(by?.name ?? null);
    }
    case 'sent':
      return known?.dueChange === 'kill' ? words.beingKilled : words.standsAlready(known?.link ?? '✓');
    case 'sending':
    case 'unsure':
      return words.isUnderWay;
    case 'uncertain':
      return words.isUncertain;
    case 'waiting':
      return words.isWaiting;
    case 'refused':
    case 'dropped':
    case 'killed':
      return words.states[ordered];
  }
}

/** Why the post does not leave at once, although it is first in the queue; null: it does. */
async function delayOf(
  context: DeskContext,
  desk: Desk,
  article: Article,
  channel: Channel,
): Promise<string | null> {
  const words = articleWords[context.language];
  const now = desk.clock.now();
  const show = (at: Date) => showMoment(at, now, context.language, desk.config.timeZone);
  if (dueAt(article) > now) return words.notBefore(show(dueAt(article)));
  const until = await desk.store.channels.pausedUntil(channel.name, now);
  if (until === null) return null;
  return until === 'open' ? words.isPaused : words.isPausedUntil(show(until));
}
