import { dueAt, type Article } from '../news/article.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { Listed, Placed } from '../store/store.ts';
import { escapeHtml, fitLines, shortened, type Answer } from './answer.ts';
import type { DeskContext } from './access.ts';
import type { Button } from './held.ts';
import { showMoment } from './moments.ts';
import type { DeskPorts } from './ports.ts';
import { articleWords } from './words/articles.ts';

/** A key as buttons carry it; 11 letters at most. */
export function keyText(key: number): string {
  return key.toString(36);
}

/** One article with all that is known of its posts, and its buttons. */
export async function cardOf(
  context: Pick<DeskContext, 'language'>,
  ports: DeskPorts,
  { key, article }: Listed,
): Promise<Answer> {
  const say = articleWords[context.language];
  const posts = await ports.store.orders.postsOf([article.id]);
  const lines = [...describe(article, ports, context.language), ...postLines(posts, ports, context.language)];
  const data = keyText(key);
  const first: Button[] = [
    { text: say.preview, data: `preview:${data}` },
    { text: say.post, data: `post:${data}:*` },
  ];
  const second: Button[] = [];
  if (article.status === 'usable') second.push({ text: say.hold, data: `hold:${data}` });
  if (article.status === 'withheld') second.push({ text: say.release, data: `release:${data}` });
  if (article.status !== 'canceled') second.push({ text: say.kill, data: `kill:${data}` });
  return { html: fitLines(lines), buttons: [first, second] };
}

/** Several articles, numbered, each with its three buttons. */
export async function listOf(
  context: Pick<DeskContext, 'language'>,
  ports: DeskPorts,
  title: string,
  listed: readonly Listed[],
): Promise<{ html: string; buttons: Button[][] }> {
  const say = articleWords[context.language];
  const all = await ports.store.orders.postsOf(listed.map(({ article }) => article.id));
  const posts = Map.groupBy(all, (post) => post.articleId ?? '');
  const lines = [title];
  const buttons: Button[][] = [];
  for (const [index, { key, article }] of listed.entries()) {
    const number = index + 1;
    const [headline = '', ...facts] = describe(article, ports, context.language);
    lines.push(
      '',
      `${number}. ${headline}`,
      ...facts,
      ...postLines(posts.get(article.id) ?? [], ports, context.language),
    );
    buttons.push([
      { text: `${number} · ${say.preview}`, data: `preview:${keyText(key)}` },
      { text: say.post, data: `post:${keyText(key)}:*` },
      { text: say.kill, data: `kill:${keyText(key)}` },
    ]);
  }
  return { html: fitLines(lines), buttons };
}

function describe(article: Article, ports: DeskPorts, language: SpokenLanguage): string[] {
  const say = articleWords[language];
  const show = (at: Date) => showMoment(at, ports.now(), language, ports.timeZone);
  const facts = [`<code>${shortened(article.id, 80)}</code>`, article.language];
  if (article.section !== null) facts.push(shortened(article.section, 40));
  facts.push(show(article.publishedAt));
  if (article.status !== 'usable') facts.push(`<b>${say.statuses[article.status]}</b>`);
  if (article.embargoedUntil !== null && dueAt(article) > ports.now()) {
    facts.push(say.embargo(show(article.embargoedUntil)));
  }
  return [`<b>${shortened(article.headline, 200)}</b>`, facts.join(' · ')];
}

/** So many channels are told of one by one. */
const mostPosts = 8;

function postLines(posts: readonly Placed[], ports: DeskPorts, language: SpokenLanguage): string[] {
  const say = articleWords[language];
  if (posts.length === 0) return [`— ${say.notPosted}`];
  return posts.slice(0, mostPosts).map((post) => {
    const state = post.amend === 'kill' && post.state === 'sent' ? say.takingBack : say.states[post.state];
    const at =
      post.state === 'sent' && post.sentAt !== null
        ? ` ${showMoment(post.sentAt, ports.now(), language, ports.timeZone)}`
        : '';
    const words = `${state}${at}`;
    const linked =
      post.link === null || post.state !== 'sent' ? words : `<a href="${escapeHtml(post.link)}">${words}</a>`;
    return `— ${escapeHtml(post.channel)}: ${linked}`;
  });
}
