import { html } from 'hono/html';
import { generalWords } from '../../../words/general.ts';
import { peopleWords } from '../../../words/people.ts';
import { webWords } from '../../../words/web/web.ts';
import { pageFor, type Html } from '../layout.ts';
import type { Visit } from '../site-parts.ts';
import { entryRow } from './article.ts';

const perPage = 50;

/** What editors changed, at the desk and here, newest first. `before`: only entries with a smaller number. */
export async function logPage(visit: Visit, before: number | null): Promise<Html> {
  const { language } = visit.editor;
  const words = webWords[language];
  const entries = await visit.bot.store.audit.read(before, perPage + 1);
  const shown = entries.slice(0, perPage);
  const last = shown.at(-1);
  const body = html`<h1>${peopleWords[language].logTitle}</h1>
    <section id="log" ${before === null ? 'data-live' : ''}>
      ${
        shown.length === 0
          ? html`<p class="quiet">${peopleWords[language].logEmpty}</p>`
          : html`<ol class="rows">
              ${shown.map((entry) => entryRow(visit, entry))}
            </ol>`
      }
      <p class="turn">
        ${before === null ? '' : html`<a href="/log">${generalWords[language].newer}</a>`}
        ${
          entries.length > perPage && last !== undefined
            ? html`<a href="/log?before=${last.id}">${generalWords[language].older}</a>`
            : ''
        }
      </p>
    </section>`;
  return pageFor(visit, { section: 'log', title: words.sections.log, body });
}
