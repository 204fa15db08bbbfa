import { html } from 'hono/html';
import { approvalDecisions, uncertainDecisions } from '../../../news/decisions.ts';
import type { Channel } from '../../../news/channel.ts';
import type { Queued } from '../../../store/posts/orders/queue-orders.ts';
import type { ShownPost } from '../../../store/posts/shown-posts.ts';
import { approvalWords } from '../../../words/approvals.ts';
import { channelWords } from '../../../words/channels.ts';
import { words as logChatWords } from '../../../words/log-chat.ts';
import { webWords } from '../../../words/web/web.ts';
import { button, pageFor, type Html } from '../layout.ts';
import { bubble } from '../post-view.ts';
import type { Visit } from '../site-parts.ts';
import { brakes, condition, numbers } from './channels.ts';
import { articlePath, channelPath, moment, reason, standing } from './shown.ts';
import { lastDays } from '../../../time/local-clock.ts';

const mostQueued = 50;
const mostAsked = 20;
const mostRefused = 30;
const postsPerPage = 12;

/** One channel: what needs a decision, what comes next, what was refused, and what was posted. */
export async function channelPage(visit: Visit, channel: Channel, before: Date | null): Promise<Html> {
  const { store } = visit.bot;
  const { name } = channel;
  const words = webWords[visit.editor.language];
  const state = (await store.channels.read()).get(name);
  const since = lastDays(visit.bot.config.timeZone, 1, visit.now).bounds[0] ?? visit.now;
  const standingNow = await store.standings.read(name, since);
  const body = html`<header class="head">
      <h1>${name}</h1>
      <span class="quiet">${channel.id}</span>
      ${condition(visit, state)}
    </header>
    <section id="numbers" data-live>
      ${numbers(visit, name, standingNow)} ${brakes(visit, name, state)}
    </section>
    <section id="asked" data-live>${await asked(visit, name)}</section>
    <section id="queue" data-live>
      <h2>${words.queue}</h2>
      ${queue(visit, await store.queues.queue(name, { offset: 0, limit: mostQueued }))}
    </section>
    <section id="refused" data-live>
      ${refused(visit, name, await store.shownPosts.refused(name, mostRefused))}
    </section>
    <section id="posts" ${before === null ? 'data-live' : ''}>
      <h2>${words.lastPosts}</h2>
      ${posts(visit, name, await store.shownPosts.sent(name, postsPerPage + 1, before))}
    </section>`;
  return pageFor(visit, { section: 'channels', title: name, body });
}

/** Posts that wait for approval, and those of which nobody knows whether they arrived. */
async function asked(visit: Visit, name: string): Promise<Html> {
  const { approvals, shownPosts } = visit.bot.store;
  const { language } = visit.editor;
  const [approval, doubt] = [approvalWords[language], logChatWords[language]];
  const waiting = await approvals.list(name, mostAsked);
  const uncertain = await shownPosts.open(name, 'uncertain', mostAsked);
  if (waiting.length === 0 && uncertain.length === 0) return html``;
  return html`<h2>${webWords[language].states.waiting} · ${webWords[language].states.uncertain}</h2>
    <div class="posts">
      ${waiting.map(
        ({ message, postId, revision }) =>
          html`<article class="post asks">
            ${bubble(message, null, webWords[language].picture)}
            <p>${approval.question(name)}</p>
            <div class="actions">
              ${approvalDecisions.map((decision) =>
                button(
                  visit,
                  'approve',
                  approval.buttons[decision],
                  { post: postId, revision, decision },
                  decision === 'post' ? 'first' : '',
                ),
              )}
            </div>
          </article>`,
      )}
      ${uncertain.map(
        (post) =>
          html`<article class="post asks">
            ${post.message === null ? '' : bubble(post.message, post.form, webWords[language].picture)}
            <p>${channelWords[language].uncertainTitle}</p>
            <p class="quiet">${reason(visit, post.reason)}</p>
            <div class="actions">
              ${uncertainDecisions.map((decision) =>
                button(visit, 'uncertain', doubt.uncertainButtons[decision], { post: post.id, decision }),
              )}
            </div>
          </article>`,
      )}
    </div>`;
}

function queue(visit: Visit, queued: readonly Queued[]): Html {
  const { language } = visit.editor;
  const [words, channel] = [webWords[language], channelWords[language]];
  if (queued.length === 0) return html`<p class="quiet">${words.nothingQueued}</p>`;
  return html`<ol class="rows">
    ${queued.map(
      ({ articleId, headline, id, priority, wakeAt }) =>
        html`<li>
          <span class="what"
            >${
              articleId === null
                ? words.digest
                : html`<a href="${articlePath(articleId)}">${headline ?? articleId}</a>`
            }
            ${wakeAt === null || wakeAt <= visit.now ? '' : html`<span class="quiet">${moment(visit, wakeAt)}</span>`}</span
          >
          <span class="actions">
            ${priority === 0 ? '' : button(visit, 'now', channel.now, { post: id })}
            ${button(visit, 'drop', channel.drop, { post: id })}
          </span>
        </li>`,
    )}
  </ol>`;
}

function refused(visit: Visit, name: string, rows: readonly ShownPost[]): Html {
  const words = webWords[visit.editor.language];
  if (rows.length === 0) return html``;
  return html`<h2>${words.states.refused}</h2>
    <ol class="rows">
      ${rows.map(
        ({ articleId, endedAt, headline, reason: why }) =>
          html`<li>
            <span class="what"
              >${
                articleId === null
                  ? words.digest
                  : html`<a href="${articlePath(articleId)}">${headline ?? articleId}</a>`
              } <span class="quiet">${reason(visit, why)}</span></span
            >
            <span class="quiet">${moment(visit, endedAt)}</span>
          </li>`,
      )}
    </ol>
    <div class="actions">${button(visit, 'retry', words.retry, { channel: name })}</div>`;
}

function posts(visit: Visit, name: string, sent: readonly ShownPost[]): Html {
  const words = webWords[visit.editor.language];
  if (sent.length === 0) return html`<p class="quiet">${words.nothingPosted}</p>`;
  const shown = sent.slice(0, postsPerPage);
  const last = shown.at(-1)?.sentAt ?? null;
  return html`<div class="posts">${shown.map((post) => standing(visit, post))}</div>
    ${
      sent.length > postsPerPage && last !== null
        ? html`<p class="turn">
            <a href="${channelPath(name)}?before=${last.getTime()}">${words.more} ›</a>
          </p>`
        : ''
    }`;
}
