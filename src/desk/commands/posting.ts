import { Composer } from 'grammy/web';
import { dueAt, type Article } from '../../news/article.ts';
import type { Channel } from '../../news/channel.ts';
import type { Ordered, Placed } from '../../store/posts/editor-orders.ts';
import type { DeskContext } from '../chat/context.ts';
import { conclude, conclusionOf, escapeHtml, fitLines, say, shortened, toast } from '../chat/answer.ts';
import { askedArticle } from '../chat/arguments.ts';
import { keyText } from '../chat/cards.ts';
import { onArticleButton } from '../chat/article-buttons.ts';
import { showMoment } from '../../words/moments.ts';
import { postSubject } from '../../store/records/audit.ts';
import { nameOf, note, type DeskPorts } from '../chat/ports.ts';
import { articleWords } from '../../words/articles.ts';
import { generalWords } from '../../words/general.ts';

interface Wish {
  article: Article;
  key: number;
  /** null: every channel that takes the article. */
  channel: Channel | null;
}

/** `/post <id> [channel]`: now, whatever its age, the filters and the hours; asks when it was taken back before. */
export function postingDesk(ports: DeskPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.command('post', async (context) => {
    const asked = await askedArticle(context, ports, 'post');
    if (asked !== null) await wish(context, ports, asked);
  });
  onArticleButton(desk, ports, 'post', async (context, listed, channel) => {
    await context.answerCallbackQuery();
    await wish(context, ports, { ...listed, channel });
  });
  onArticleButton(desk, ports, 'postyes', async (context, listed, channel) => {
    // What was answered once is no yes to whatever has become of the article since.
    const concluded = conclusionOf(context);
    if (concluded !== null) return toast(context, concluded);
    const lines = await post(context, ports, { ...listed, channel });
    const verdict = `${lines.join('\n')}\n— ${nameOf(context)}`;
    await toast(context, verdict);
    await conclude(context, verdict);
  });
  desk.callbackQuery('no', async (context) => {
    const concluded = conclusionOf(context);
    if (concluded !== null) return toast(context, concluded);
    await context.answerCallbackQuery();
    await conclude(context, generalWords[context.language].leftAsIs(nameOf(context)));
  });
  return desk;
}

/** Posts at once, or asks first: which channel, or whether really. */
async function wish(context: DeskContext, ports: DeskPorts, wanted: Wish): Promise<void> {
  const words = articleWords[context.language];
  const targets = targetsOf(ports, wanted);
  const key = keyText(wanted.key);
  if (targets.length === 0) {
    const buttons = ports.channels
      .slice(0, 20)
      .map(({ name }) => [{ text: name, data: `post:${key}:${name}` }]);
    return say(context, { html: words.noChannelTakes, buttons });
  }
  const posts = await ports.store.orders.postsOf([wanted.article.id]);
  const names = new Set(targets.map(({ name }) => name));
  const killed = posts.filter(({ state, channel }) => state === 'killed' && names.has(channel));
  const question =
    wanted.article.status !== 'usable' && !standsEverywhere(posts, targets)
      ? words.askStatus(wanted.article.status)
      : killed.length > 0
        ? words.askAgain(escapeHtml(killed.map(({ channel }) => channel).join(', ')))
        : null;
  if (question === null) return say(context, fitLines((await post(context, ports, wanted)).map(escapeHtml)));
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

function titleOf({ headline }: Article): string {
  return `<b>${shortened(headline, 200)}</b>`;
}

/** The only channel is meant whatever its filters say. */
function targetsOf(ports: DeskPorts, { article, channel }: Wish): readonly Channel[] {
  if (channel !== null) return [channel];
  if (ports.channels.length === 1) return ports.channels;
  return ports.channels.filter((each) => !each.isDigestOnly && ports.isTaken(article, each));
}

function standsEverywhere(posts: readonly Placed[], targets: readonly Channel[]): boolean {
  return targets.every(({ name }) =>
    posts.some(({ channel, state }) => channel === name && state === 'sent'),
  );
}

/** @returns a line of plain text for each channel. */
async function post(context: DeskContext, ports: DeskPorts, wanted: Wish): Promise<string[]> {
  const { article } = wanted;
  const { orders } = ports.store;
  const targets = targetsOf(ports, wanted);
  const before = await orders.postsOf([article.id]);
  if (
    !standsEverywhere(before, targets) &&
    (await orders.setStatus(article.id, ['withheld', 'canceled'], 'usable'))
  ) {
    await note(ports, context, {
      action: 'release',
      subject: article.id,
      before: article.status,
      after: 'usable',
    });
    ports.onArticleChange();
  }
  const lines: string[] = [];
  for (const channel of targets) {
    const ordered = await orders.order(article.id, channel.name, dueAt(article), ports.now());
    const known = before.find((each) => each.channel === channel.name) ?? null;
    if (ordered === 'ordered' || ordered === 'hastened') {
      const subject = postSubject(article.id, channel.name);
      await note(ports, context, {
        action: 'post',
        subject,
        before: known?.state ?? null,
        after: 'promised',
      });
    }
    lines.push(`${channel.name}: ${await verdictOf(context, ports, { article, channel, ordered, known })}`);
  }
  ports.onChange();
  return lines;
}

interface Ordering {
  article: Article;
  channel: Channel;
  ordered: Ordered;
  known: Placed | null;
}

async function verdictOf(context: DeskContext, ports: DeskPorts, ordering: Ordering): Promise<string> {
  const words = articleWords[context.language];
  const { article, channel, ordered, known } = ordering;
  switch (ordered) {
    case 'ordered':
      return (await delayOf(context, ports, article, channel)) ?? words.ordered;
    case 'hastened':
      return (await delayOf(context, ports, article, channel)) ?? words.hastened;
    case 'promised':
    case 'ready': {
      const by = await ports.store.audit.last(postSubject(article.id, channel.name), ['post', 'now']);
      return (await delayOf(context, ports, article, channel)) ?? words.firstAlready(by?.name ?? null);
    }
    case 'sent':
      return known?.dueChange === 'kill' ? words.beingKilled : words.standsAlready(known?.link ?? '✓');
    case 'sending':
    case 'unsure':
      return words.isUnderWay;
    case 'uncertain':
      return words.isUncertain;
    case 'waiting':
      return words.isAsked;
    case 'refused':
    case 'dropped':
    case 'killed':
      return words.states[ordered];
  }
}

/** Why it does not leave at once, although it goes first; null: it does. */
async function delayOf(
  context: DeskContext,
  ports: DeskPorts,
  article: Article,
  channel: Channel,
): Promise<string | null> {
  const words = articleWords[context.language];
  const now = ports.now();
  const show = (at: Date) => showMoment(at, now, context.language, ports.timeZone);
  if (dueAt(article) > now) return words.notBefore(show(dueAt(article)));
  const until = await ports.store.channels.pausedUntil(channel.name, now);
  if (until === null) return null;
  return until === 'open' ? words.isPaused : words.isPausedUntil(show(until));
}
