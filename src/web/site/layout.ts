import { html } from 'hono/html';
import { spokenLanguages, type SpokenLanguage } from '../../news/language.ts';
import { webWords } from '../../words/web/web.ts';
import { assetPath } from './assets.ts';
import type { Visit } from './site-parts.ts';
import { formToken } from './visits.ts';

/** A part of a page. Whatever is put into a template is escaped, unless it is one itself. */
export type Html = ReturnType<typeof html>;

/** The parts of the page, by their addresses. */
const sections = {
  channels: '/',
  articles: '/articles',
  sources: '/sources',
  charts: '/charts',
  log: '/log',
  settings: '/settings',
} as const;
export type Section = keyof typeof sections;

const languageNames: Readonly<Record<SpokenLanguage, string>> = {
  kk: 'Қазақша',
  ru: 'Русский',
  en: 'English',
};

interface Shown {
  title: string;
  section: Section;
  body: Html | Html[];
}

/** A page for somebody who is logged in. */
export function pageFor(visit: Visit, { body, section, title }: Shown): Html {
  const words = webWords[visit.editor.language];
  const parts = Object.keys(sections) as Section[]; // it has no others
  const shown = parts.filter((name) => name !== 'settings' || visit.role === 'owner');
  return frame(
    visit.editor.language,
    `${title} · khabarshy`,
    html`<header class="top">
        <a class="brand" href="/">${logo}<span>khabarshy</span></a>
        <nav aria-label="${words.menu}">
          ${shown.map(
            (name) =>
              html`<a href="${sections[name]}" ${name === section ? html`aria-current="page"` : ''}
                >${words.sections[name]}</a
              >`,
          )}
        </nav>
        <span id="live" class="live" data-on="${words.live}" data-off="${words.notLive}" hidden></span>
        ${accountMenu(visit)}
      </header>
      <main id="main" tabindex="-1">
        ${
          visit.said.length === 0
            ? ''
            : html`<div class="said" role="status">${visit.said.map((line) => html`<p>${line}</p>`)}</div>`
        }
        ${body}
      </main>
      <script type="module" src="${assetPath('live.js')}"></script>`,
  );
}

function accountMenu(visit: Visit): Html {
  const { language, name } = visit.editor;
  const words = webWords[language];
  return html`<details class="account">
    <summary><span class="who">${name}</span></summary>
    <div class="menu">
      <form method="post" action="/do/language">
        ${hidden(visit)}
        <fieldset class="languages">
          <legend>${words.language}</legend>
          ${spokenLanguages.map(
            (each) =>
              html`<button name="language" value="${each}" lang="${each}" aria-pressed="${each === language}">
                ${languageNames[each]}
              </button>`,
          )}
        </fieldset>
      </form>
      <form method="post" action="/logout">${hidden(visit)}<button>${words.logout}</button></form>
    </div>
  </details>`;
}

/** What every form of a session sends along. */
export function hidden(visit: Visit, fields: Readonly<Record<string, string | number>> = {}): Html {
  const all = { token: formToken(visit), back: visit.path, ...fields };
  return html`${Object.entries(all).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )}`;
}

/** A form of one button. */
export function button(
  visit: Visit,
  action: string,
  label: string,
  fields: Readonly<Record<string, string | number>>,
  look = '',
): Html {
  return html`<form method="post" action="/do/${action}">
    ${hidden(visit, fields)}<button class="${look}">${label}</button>
  </form>`;
}

/** A page for somebody who is not logged in. */
export function plainPage(
  language: SpokenLanguage,
  title: string,
  body: Html,
  script: string | null = null,
): Html {
  return frame(
    language,
    `${title} · khabarshy`,
    html`<main class="plain" id="main">
        <p class="brand">${logo}<span>khabarshy</span></p>
        ${body}
      </main>
      ${script === null ? '' : html`<script type="module" src="${assetPath(script)}"></script>`}`,
  );
}

function frame(language: SpokenLanguage, title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="icon" href="${assetPath('icon.svg')}" type="image/svg+xml" />
        <link rel="stylesheet" href="${assetPath('site.css')}" />
      </head>
      <body>
        <a class="skip" href="#main">${webWords[language].skip}</a>
        ${body}
      </body>
    </html>`;
}

/** A ram's horns, the oldest motif of Kazakh felt. */
const logo = html`<svg viewBox="0 0 40 40" aria-hidden="true" focusable="false">
  <rect width="40" height="40" rx="12" />
  <path d="M20 32V18c0-6-4-9-7.5-9C9 9 7 11.5 7 14s2 4.2 4 4.2 3.2-1.6 3.2-3.2" />
  <path d="M20 18c0-6 4-9 7.5-9C31 9 33 11.5 33 14s-2 4.2-4 4.2-3.2-1.6-3.2-3.2" />
</svg>`;
