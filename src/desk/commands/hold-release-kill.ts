import { Composer } from 'grammy/web';
import type { AuditAction } from '../../news/decisions.ts';
import { dueAt, isBreaking, type Article } from '../../news/article.ts';
import type { Listed } from '../../store/articles/search.ts';
import type { DeskContext } from '../chat/context.ts';
import { conclude, conclusionOf, escapeHtml, say, shortened, toast } from '../chat/answer.ts';
import { askedArticle } from '../chat/arguments.ts';
import { keyText } from '../chat/cards.ts';
import { onArticleButton } from '../chat/article-buttons.ts';
import { nameOf, note, type DeskPorts } from '../chat/ports.ts';
import { articleWords } from '../../words/articles.ts';
import { counts } from '../../words/counts.ts';
import { generalWords } from '../../words/general.ts';

/** States in which something stands in a channel, or may. */
const standing = new Set(['sent', 'sending', 'unsure', 'uncertain']);

/** `/hold`, `/release` and `/kill`: they change the article, and the usual path does the rest everywhere. */
export function holdReleaseKillDesk(ports: DeskPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  for (const [command, act] of [
    ['hold', hold],
    ['release', release],
    ['kill', askKill],
  ] as const) {
    desk.command(command, async (context) => {
      const asked = await askedArticle(context, ports, command);
      if (asked !== null) await act(context, ports, asked);
    });
    onArticleButton(desk, ports, command, async (context, listed) => {
      await context.answerCallbackQuery();
      await act(context, ports, listed);
    });
  }
  onArticleButton(desk, ports, 'killyes', async (context, { article }) => {
    const concluded = conclusionOf(context);
    if (concluded !== null) return toast(context, concluded);
    const verdict = await kill(context, ports, article);
    await toast(context, verdict);
    await conclude(context, verdict);
  });
  return desk;
}

async function hold(context: DeskContext, ports: DeskPorts, { key, article }: Listed): Promise<void> {
  const words = articleWords[context.language];
  if (!(await ports.store.orders.setStatus(article.id, ['usable'], 'withheld'))) {
    return say(context, await already(context, ports, article, ['hold', 'kill']));
  }
  await changed(context, ports, article, 'hold', 'withheld');
  const posts = await ports.store.orders.postsOf([article.id]);
  const lines = [titleOf(article), words.held(escapeHtml(nameOf(context)))];
  if (posts.some(({ state }) => standing.has(state))) lines.push(words.heldButStands);
  await say(context, {
    html: lines.join('\n'),
    buttons: [[{ text: words.release, data: `release:${keyText(key)}` }]],
  });
}

/** What became too old meanwhile goes out all the same: an editor kept it, and not the news. */
async function release(context: DeskContext, ports: DeskPorts, { key, article }: Listed): Promise<void> {
  const words = articleWords[context.language];
  const takers = ports.channels.filter((channel) => !channel.isDigestOnly && ports.isTaken(article, channel));
  const promise = {
    channels: takers.map(({ name }) => name),
    priority: isBreaking(article) ? (1 as const) : (2 as const),
    sortAt: dueAt(article),
  };
  if (!(await ports.store.orders.release(article.id, promise, ports.now()))) {
    const by = article.status === 'usable' ? await ports.store.audit.last(article.id, ['release']) : null;
    const verdict = words.isNot((await ports.store.articles.find(article.id))?.status ?? article.status);
    return say(context, by === null ? verdict : `${verdict}\n${doneBy(context, by.name)}`);
  }
  await changed(context, ports, article, 'release', 'usable');
  await say(context, {
    html: `${titleOf(article)}\n${words.released(escapeHtml(nameOf(context)))}`,
    buttons: [[{ text: words.hold, data: `hold:${keyText(key)}` }]],
  });
}

async function askKill(context: DeskContext, ports: DeskPorts, { key, article }: Listed): Promise<void> {
  const words = articleWords[context.language];
  if (article.status === 'canceled') return say(context, await already(context, ports, article, ['kill']));
  const posts = await ports.store.orders.postsOf([article.id]);
  const count = posts.filter(({ state }) => standing.has(state)).length;
  const question =
    count === 0 ? words.standsNowhere : words.askKill(counts[context.language].inChannels(count));
  const { yes, no } = generalWords[context.language];
  const buttons = [
    [
      { text: yes, data: `killyes:${keyText(key)}` },
      { text: no, data: 'no' },
    ],
  ];
  await say(context, { html: `${question}\n\n${titleOf(article)}`, buttons });
}

/** @returns plain text. */
async function kill(context: DeskContext, ports: DeskPorts, article: Article): Promise<string> {
  if (!(await ports.store.orders.setStatus(article.id, ['usable', 'withheld'], 'canceled'))) {
    const by = await ports.store.audit.last(article.id, ['kill']);
    const words = generalWords[context.language];
    return by === null ? articleWords[context.language].isAlready('canceled') : words.doneAlready(by.name);
  }
  await changed(context, ports, article, 'kill', 'canceled');
  return articleWords[context.language].killed(nameOf(context));
}

async function changed(
  context: DeskContext,
  ports: DeskPorts,
  article: Article,
  action: AuditAction,
  after: Article['status'],
): Promise<void> {
  await note(ports, context, { action, subject: article.id, before: article.status, after });
  ports.onArticleChange();
}

/** Nothing was to do, because somebody did it: who. */
async function already(
  context: DeskContext,
  ports: DeskPorts,
  article: Article,
  actions: readonly AuditAction[],
): Promise<string> {
  const status = (await ports.store.articles.find(article.id))?.status ?? article.status;
  const by = await ports.store.audit.last(article.id, actions);
  const verdict = articleWords[context.language].isAlready(status);
  return by === null ? verdict : `${verdict}\n${doneBy(context, by.name)}`;
}

function doneBy({ language }: DeskContext, name: string): string {
  return generalWords[language].doneAlready(escapeHtml(name));
}

function titleOf({ headline }: Article): string {
  return `<b>${shortened(headline, 200)}</b>`;
}
