import { html } from 'hono/html';
import { changeText } from '../../../desk/commands/audit-log.ts';
import { possibleChanges, type PossibleChanges } from '../../../editing/article-status.ts';
import { previewedChannels, previewsOf } from '../../../editing/previews.ts';
import { canBePosted } from '../../../editing/targets.ts';
import { dueAt, type Article } from '../../../news/article.ts';
import type { ShownPost } from '../../../store/posts/shown-posts.ts';
import { postSubject, type AuditEntry } from '../../../store/records/audit.ts';
import { articleWords } from '../../../words/articles.ts';
import { showMoment } from '../../../words/moments.ts';
import { webWords } from '../../../words/web/web.ts';
import { button, hidden, pageFor, type Html } from '../layout.ts';
import { bubble } from '../post-view.ts';
import type { Visit } from '../site-parts.ts';
import { channelPath, moment, reason, stateOf } from './shown.ts';

const mostEntries = 30;
const mostPreviews = 6;

/** One article: what it says, what became of it in each channel, how it looks, and what editors did. */
export async function articlePage(visit: Visit, article: Article): Promise<Html> {
  const { store } = visit.bot;
  const words = webWords[visit.editor.language];
  const own = new Set(visit.bot.config.channels.map(({ name }) => name));
  const posts = (await store.shownPosts.ofArticle(article.id)).filter(({ channel }) => own.has(channel));
  const subjects = [article.id, ...[...own].map((name) => postSubject(article.id, name))];
  const entries = await store.audit.about(subjects, mostEntries);
  const possible = await possibleChanges(visit.editor, visit.editing, article, posts);
  const buttons = actions(visit, article, posts, possible);
  const body = html`<h1>${article.headline}</h1>
    <section id="facts" data-live>${facts(visit, article)} ${buttons}</section>
    <section id="posts" data-live>
      <h2>${words.posts}</h2>
      ${postRows(visit, posts)}
    </section>
    <section id="previews">
      <h2>${words.previews}</h2>
      ${previews(visit, article)}
    </section>
    <section id="history" data-live>
      <h2>${words.history}</h2>
      ${
        entries.length === 0
          ? html`<p class="quiet">${words.nothingDone}</p>`
          : html`<ol class="rows">
              ${entries.map((entry) => entryRow(visit, entry))}
            </ol>`
      }
    </section>`;
  return pageFor(visit, { section: 'articles', title: article.headline, body });
}

function facts(visit: Visit, article: Article): Html {
  const { language } = visit.editor;
  const [words, articles] = [webWords[language], articleWords[language]];
  const { embargoedUntil, id, publishedAt, section, status, summary, url } = article;
  const until = embargoedUntil === null || dueAt(article) <= visit.now ? null : embargoedUntil;
  const shownUntil = until === null ? '' : showMoment(until, visit.now, language, visit.bot.config.timeZone);
  return html`<p class="facts">
      <code>${id}</code> <span>${article.language}</span>
      ${section === null ? '' : html`<span>${section}</span>`} ${moment(visit, publishedAt)}
      ${status === 'usable' ? '' : html`<span class="state asks">${articles.statuses[status]}</span>`}
      ${until === null ? '' : html`<span class="state asks">${articles.embargo(shownUntil)}</span>`}
      ${
        url !== null && /^https?:\/\//i.test(url)
          ? html`<a href="${url}" rel="noreferrer noopener" target="_blank">${words.source}</a>`
          : ''
      }
    </p>
    ${summary === null ? '' : html`<p class="summary">${summary}</p>`}`;
}

/** A change that this editor cannot make has no button. */
function actions(
  visit: Visit,
  article: Article,
  posts: readonly ShownPost[],
  possible: PossibleChanges,
): Html {
  const { language } = visit.editor;
  const [words, articles] = [webWords[language], articleWords[language]];
  const { id } = article;
  const { channels } = visit.bot.config;
  const canPost = canBePosted(article, posts, channels) || channels.length > 1;
  return html`<div class="actions wide">
    ${
      canPost
        ? html`<form class="actions" method="post" action="/do/post">
            ${hidden(visit, { article: id })}
            <label
              >${words.postTo}
              <select name="channel">
                <option value="">${words.allThatTake}</option>
                ${channels.map(({ name }) => html`<option>${name}</option>`)}
              </select></label
            >
            <button class="first">${articles.post}</button>
          </form>`
        : ''
    }
    ${possible.hold ? button(visit, 'hold', articles.hold, { article: id }) : ''}
    ${possible.release ? button(visit, 'release', articles.release, { article: id }) : ''}
    ${possible.kill ? button(visit, 'kill', articles.kill, { article: id }, 'danger') : ''}
  </div>`;
}

function postRows(visit: Visit, posts: readonly ShownPost[]): Html {
  const { language } = visit.editor;
  const articles = articleWords[language];
  if (posts.length === 0) return html`<p class="quiet">${articles.notPosted}</p>`;
  return html`<ol class="rows">
    ${posts.map(({ channel, dueChange, endedAt, link, reason: why, sentAt, state }) => {
      const isBeingKilled = dueChange === 'kill' && state === 'sent';
      const at = moment(visit, state === 'sent' ? sentAt : (endedAt ?? sentAt));
      return html`<li>
        <span class="what"
          ><a href="${channelPath(channel)}">${channel}</a>
          <span class="quiet">${state === 'sent' ? '' : reason(visit, why)}</span></span
        >
        <span class="became">
          ${
            isBeingKilled
              ? html`<span class="state asks">${articles.beingKilled}</span>`
              : stateOf(visit, state)
          }
          ${link === null ? at : html`<a href="${link}" rel="noreferrer noopener" target="_blank">${at}</a>`}
        </span>
      </li>`;
    })}
  </ol>`;
}

/** Exactly the posts that would be sent. */
function previews(visit: Visit, article: Article): Html {
  const { language } = visit.editor;
  const [words, articles] = [webWords[language], articleWords[language]];
  const takers = previewedChannels(visit.bot.config.channels, article);
  const shown = previewsOf(article, takers.length === 0 ? visit.bot.config.channels.slice(0, 1) : takers);
  if (typeof shown === 'string') return html`<p class="quiet">${articles.previewImpossible(shown)}</p>`;
  return html`<div class="posts">
    ${shown.slice(0, mostPreviews).map(
      ({ channels, message }) =>
        html`<article class="post">
          ${bubble(message, null, words.picture)}
          <footer>${channels.join(', ')}</footer>
        </article>`,
    )}
  </div>`;
}

/** What an editor did, as `/log` shows it. */
export function entryRow(visit: Visit, entry: AuditEntry): Html {
  const { language } = visit.editor;
  const show = (at: Date) => showMoment(at, visit.now, language, visit.bot.config.timeZone);
  const verb = visit.changes[entry.action]?.verb(language) ?? entry.action;
  return html`<li>
    <span class="what"
      ><b>${entry.name}</b>: ${verb} <span class="subject">${entry.subject}</span>
      <span class="quiet">${changeText(entry, visit.changes, language, show)}</span></span
    >
    <span class="quiet">${moment(visit, entry.at)}</span>
  </li>`;
}
