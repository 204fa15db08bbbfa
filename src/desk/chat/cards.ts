import { dueAt, type Article } from '../../news/article.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { Listed } from '../../store/articles/search.ts';
import type { Placed } from '../../store/posts/orders/editor-orders.ts';
import type { Button } from '../../deliver/messenger.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import type { Answer } from './answer.ts';
import { countFitting, fitLines, shortened } from './fitting.ts';
import type { DeskContext } from './context.ts';
import { dashes, showMoment } from '../../words/moments.ts';
import type { Desk } from './desk.ts';
import { canBePosted } from '../../editing/targets.ts';
import { articleWords } from '../../words/articles.ts';

/** A key in the data of a button, 11 characters at most. */
export function keyText(key: number): string {
  return key.toString(36);
}

/** One article with the state of each of its posts, and its buttons. */
export async function cardOf(
  context: Pick<DeskContext, 'language'>,
  desk: Desk,
  { key, article }: Listed,
): Promise<Answer> {
  const words = articleWords[context.language];
  const posts = await desk.store.orders.postsOf([article.id]);
  const lines = [
    ...describe(article, desk, context.language, lengths.card),
    ...postLines(posts, desk, context.language, lengths.card),
  ];
  const data = keyText(key);
  const first: Button[] = [{ text: words.preview, data: `preview:${data}` }];
  if (canBePosted(article, posts, desk.config.channels))
    first.push({ text: words.post, data: `post:${data}:*` });
  const second: Button[] = [];
  if (article.status === 'usable') second.push({ text: words.hold, data: `hold:${data}` });
  if (article.status === 'withheld') second.push({ text: words.release, data: `release:${data}` });
  if (article.status !== 'canceled') second.push({ text: words.kill, data: `kill:${data}` });
  return { html: fitLines(lines), buttons: [first, second] };
}

/** Several articles, numbered; every button has the number of its article. */
export async function listOf(
  context: Pick<DeskContext, 'language'>,
  desk: Desk,
  title: string,
  listed: readonly Listed[],
): Promise<{ html: string; buttons: Button[][] }> {
  const words = articleWords[context.language];
  const all = await desk.store.orders.postsOf(listed.map(({ article }) => article.id));
  const posts = Map.groupBy(all, (post) => post.articleId ?? '');
  const blocks = listed.map(({ article }, index) => {
    const [headline = '', ...facts] = describe(article, desk, context.language, lengths.list);
    const states = postLines(posts.get(article.id) ?? [], desk, context.language, lengths.list);
    return ['', `${index + 1}. ${headline}`, ...facts, ...states].join('\n');
  });
  // Only the articles that fit get buttons.
  const shown = Math.max(0, countFitting([title, ...blocks]) - 1);
  const buttons = listed.slice(0, shown).map(({ key, article }, index) => {
    const button = (text: string, data: string) => ({ text: `${index + 1} · ${text}`, data });
    const row = [button(words.preview, `preview:${keyText(key)}`)];
    if (canBePosted(article, posts.get(article.id) ?? [], desk.config.channels))
      row.push(button(words.post, `post:${keyText(key)}:*`));
    if (article.status !== 'canceled') row.push(button(words.kill, `kill:${keyText(key)}`));
    return row;
  });
  return { html: fitLines([title, ...blocks]), buttons };
}

/** Limits: characters per part, and posts that get a line of their own. */
interface Lengths {
  headline: number;
  id: number;
  section: number;
  posts: number;
}

const lengths = {
  card: { headline: 250, id: 200, section: 60, posts: 12 },
  // Ten of these fit into one message.
  list: { headline: 130, id: 40, section: 24, posts: 3 },
} as const satisfies Record<string, Lengths>;

function describe(article: Article, desk: Desk, language: SpokenLanguage, most: Lengths): string[] {
  const words = articleWords[language];
  const show = (at: Date) => showMoment(at, desk.clock.now(), language, desk.config.timeZone);
  const facts = [`<code>${shortened(article.id, most.id)}</code>`, article.language];
  if (article.section !== null) facts.push(shortened(article.section, most.section));
  facts.push(show(article.publishedAt));
  if (article.status !== 'usable') facts.push(`<b>${words.statuses[article.status]}</b>`);
  if (article.embargoedUntil !== null && dueAt(article) > desk.clock.now()) {
    facts.push(words.embargo(show(article.embargoedUntil)));
  }
  return [`<b>${shortened(article.headline, most.headline)}</b>`, facts.join(' · ')];
}

function postLines(posts: readonly Placed[], desk: Desk, language: SpokenLanguage, most: Lengths): string[] {
  const words = articleWords[language];
  if (posts.length === 0) return [`${dashes[language]} ${words.notPosted}`];
  const lines = posts.slice(0, most.posts).map((post) => {
    const state =
      post.dueChange === 'kill' && post.state === 'sent' ? words.beingKilled : words.states[post.state];
    const at =
      post.state === 'sent' && post.sentAt !== null
        ? ` ${showMoment(post.sentAt, desk.clock.now(), language, desk.config.timeZone)}`
        : '';
    const text = `${state}${at}`;
    const linked =
      post.link === null || post.state !== 'sent' ? text : `<a href="${escapeHtml(post.link)}">${text}</a>`;
    return `${dashes[language]} ${escapeHtml(post.channel)}: ${linked}`;
  });
  return posts.length > most.posts ? [...lines, '…'] : lines;
}
