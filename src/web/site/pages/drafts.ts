import { html } from 'hono/html';
import { cutAtLetter } from '../../../compose/text/cutting.ts';
import { isOfOthersToo } from '../../../editing/rights.ts';
import { draftDecisions } from '../../../news/decisions.ts';
import { draftWords } from '../../../words/drafts.ts';
import { button, type Html } from '../layout.ts';
import type { Visit } from '../site-parts.ts';
import { articlePath } from './shown.ts';

/** More are shown when these are decided. */
const mostShown = 20;

/** Limit of letters of a text in the list. */
const mostText = 300;

/** What was pushed as a draft and waits for this editor, with Post and Drop. */
export async function draftsPart(visit: Visit): Promise<Html> {
  const { articles, drafts } = visit.bot.store;
  const words = draftWords[visit.editor.language];
  const rows: Html[] = [];
  for (const { articleId, number, pushedBy } of await drafts.undecided(mostShown)) {
    const article = await articles.find(articleId);
    if (article === null) continue;
    if (await isOfOthersToo(visit.editor, visit.editing, article, true)) continue;
    const { body, headline, revision, summary } = article;
    rows.push(
      html`<li>
        <span class="what">
          <a href="${articlePath(articleId)}">${headline}</a>
          <span class="quiet">${cutAtLetter(summary ?? body ?? '', mostText)}</span>
          <span class="quiet">${words.asks(pushedBy)}</span>
        </span>
        <span class="actions">
          ${draftDecisions.map((decision) =>
            button(
              visit,
              'draft',
              words.buttons[decision],
              { draft: number, revision, decision },
              decision === 'post' ? 'first' : '',
            ),
          )}
        </span>
      </li>`,
    );
  }
  const list = html`<h2>${words.title}</h2>
    <ol class="rows">
      ${rows}
    </ol>`;
  return html`<section id="drafts" data-live>${rows.length === 0 ? '' : list}</section>`;
}
