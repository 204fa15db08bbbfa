import { html } from 'hono/html';
import type { Article } from '../../../news/article.ts';
import type { Placed } from '../../../store/posts/orders/editor-orders.ts';
import { articleWords } from '../../../words/articles.ts';
import { generalWords } from '../../../words/general.ts';
import { webWords } from '../../../words/web/web.ts';
import { pageFor, type Html } from '../layout.ts';
import type { Visit } from '../site-parts.ts';
import { draftsPart } from './drafts.ts';
import { articlePath, moment, stateOf } from './shown.ts';

const perPage = 30;

/** Nobody needs more pages. */
const lastPage = 100;

/** How many channels of an article are named in a list. */
const mostNamed = 6;

/** The newest articles, or those that are searched for, and what became of each. */
export async function articlesPage(visit: Visit, query: string, page: number): Promise<Html> {
  const { language } = visit.editor;
  const [words, articles] = [webWords[language], articleWords[language]];
  const at = Math.min(page, lastPage);
  const found = await find(visit, query, at);
  const shown = found.slice(0, perPage);
  const none = query === '' ? articles.none : articles.nothingFound;
  const body = html`<h1>${words.sections.articles}</h1>
    <form class="search" action="/articles" role="search">
      <label class="hidden" for="q">${words.searchWhat}</label>
      <input
        id="q"
        name="q"
        type="search"
        value="${query}"
        placeholder="${words.searchWhat}"
        maxlength="200"
      />
      <button>${words.search}</button>
    </form>
    ${query === '' && at === 0 ? await draftsPart(visit) : ''}
    <section id="found" data-live>
      ${shown.length === 0 ? html`<p class="quiet">${at === 0 ? none : articles.noMore}</p>` : await list(visit, shown)}
      ${turn(visit, query, at, found.length > perPage)}
    </section>`;
  return pageFor(visit, { section: 'articles', title: words.sections.articles, body });
}

async function find(visit: Visit, query: string, page: number): Promise<Article[]> {
  const { search } = visit.bot.store;
  const place = { offset: page * perPage, limit: perPage + 1 };
  if (query === '') return search.newest(visit.now, place);
  return (await search.find(query, place)).map(({ article }) => article);
}

async function list(visit: Visit, articles: readonly Article[]): Promise<Html> {
  const all = await visit.bot.store.orders.postsOf(articles.map(({ id }) => id));
  const posts = Map.groupBy(all, ({ articleId }) => articleId ?? '');
  return html`<ol class="rows articles">
    ${articles.map((article) => row(visit, article, posts.get(article.id) ?? []))}
  </ol>`;
}

function row(visit: Visit, article: Article, posts: readonly Placed[]): Html {
  const words = articleWords[visit.editor.language];
  const own = new Set(visit.bot.config.channels.map(({ name }) => name));
  const seen = posts.filter(({ channel }) => own.has(channel));
  return html`<li>
    <span class="what">
      <a href="${articlePath(article.id)}">${article.headline}</a>
      <span class="quiet"
        >${article.language}${article.section === null ? '' : ` · ${article.section}`} ·
        ${moment(visit, article.publishedAt)}</span
      >
    </span>
    <span class="became">
      ${article.status === 'usable' ? '' : html`<span class="state asks">${words.statuses[article.status]}</span>`}
      ${seen.slice(0, mostNamed).map(({ channel, state }) => stateOf(visit, state, `${channel}: `))}
      ${seen.length > mostNamed ? '…' : ''}
      ${
        seen.length === 0 && article.status === 'usable'
          ? html`<span class="state quiet">${words.notPosted}</span>`
          : ''
      }
    </span>
  </li>`;
}

function turn(visit: Visit, query: string, page: number, hasMore: boolean): Html {
  const words = generalWords[visit.editor.language];
  const link = (to: number) =>
    `/articles?${String(new URLSearchParams({ ...(query === '' ? {} : { q: query }), page: String(to) }))}`;
  return html`<p class="turn">
    ${page > 0 ? html`<a href="${link(page - 1)}">${words.newer}</a>` : ''}
    ${hasMore && page < lastPage ? html`<a href="${link(page + 1)}">${words.older}</a>` : ''}
  </p>`;
}
