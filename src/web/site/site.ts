import type { IncomingMessage, ServerResponse } from 'node:http';
import { html } from 'hono/html';
import { generalWords } from '../../words/general.ts';
import { webWords } from '../../words/web/web.ts';
import { isOwnHost, isOwnOrigin } from '../access/own-host.ts';
import { RateLimit } from '../access/rate-limit.ts';
import { actions, backOf } from './actions.ts';
import { assetNamed } from './assets.ts';
import { clientOf, languageOf } from './client.ts';
import { Exchange, Refusal, Routes } from './exchange.ts';
import { hidden, pageFor, plainPage, type Html } from './layout.ts';
import { Live } from './live.ts';
import { addLogin, loginPage } from './login.ts';
import { articlePage } from './pages/article.ts';
import { articlesPage } from './pages/articles.ts';
import { channelPage } from './pages/channel.ts';
import { channelsPage } from './pages/channels.ts';
import { Charts } from './pages/charts.ts';
import { logPage } from './pages/log.ts';
import { settingsPage } from './pages/settings.ts';
import { sourcesPage } from './pages/sources.ts';
import type { Fields, Pressed } from './pressed.ts';
import type { SiteParts, Visit } from './site-parts.ts';
import { isFormToken, Visits } from './visits.ts';

/** Far more than the people of one address do, who may be a whole newsroom. */
const addressRate = { burst: 600, perMinute: 6_000 };

/** A form of ours has a few hundred bytes. */
const mostFormBytes = 16_384;

/** No script and no style but ours, and nobody puts the page into a frame. Pictures of posts come from where they are. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' https: http:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers = {
  'cache-control': 'no-store',
  'content-security-policy': policy,
  // A form names its origin only if its page may: with no-referrer it would be null.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The page for administrators. `programName` stands in every answer. */
export function openSite(parts: SiteParts, programName: string) {
  const visits = new Visits(parts);
  const live = new Live(parts);
  const limit = new RateLimit(addressRate);
  const routes = new Routes();
  routes.add('GET', '/assets/:print/:name', asset);
  addLogin(routes, parts, visits);
  addPages(routes, parts, visits);
  addActions(routes, parts, visits);
  routes.add('GET', '/live', async (exchange) => {
    if ((await visits.visitOf(exchange)) === null) return exchange.text('', 401);
    if (live.isFull) return exchange.text('', 503);
    const end = live.watch((isChange) => send(isChange ? 'changed' : 'alive'));
    const send = exchange.events(end);
    send('alive', 2_000);
  });
  const answer = async (exchange: Exchange): Promise<void> => {
    const words = webWords[languageOf(exchange, parts)];
    for (const [name, value] of Object.entries({ ...headers, server: programName }))
      exchange.setHeader(name, value);
    if (!isOwnHost(exchange.header('host'), parts.address)) return exchange.text(words.unknownHost, 421);
    if (!limit.take(clientOf(exchange, parts.address), parts.clock.steadyMs())) throw new Refusal('tooMany');
    if (exchange.method !== 'GET') {
      const { formBytes } = exchange;
      if (formBytes === null) return exchange.text('', 411);
      if (formBytes > mostFormBytes) throw new Refusal('tooLarge');
      if (!isOwnForm(exchange, parts)) return exchange.text(words.foreignForm, 403);
    }
    const found = routes.find(exchange);
    await (found === null ? notFound(exchange, parts, visits) : found(exchange));
  };
  return {
    answer: async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const exchange = new Exchange(request, response);
      await answer(exchange).catch((error: unknown) => fail(exchange, parts, error));
    },
    close: () => live.close(),
  };
}

function isOwnForm(exchange: Exchange, { address }: SiteParts): boolean {
  return isOwnOrigin(exchange.header('origin'), exchange.header('host') ?? '', address.publicUrl);
}

async function notFound(exchange: Exchange, parts: SiteParts, visits: Visits): Promise<void> {
  const visit = await visits.visitOf(exchange);
  if (visit === null) return exchange.html(loginPage(languageOf(exchange, parts), null), 401);
  return exchange.html(message(visit, webWords[visit.editor.language].notFound), 404);
}

/** Throws what came too late to be answered. */
async function fail(exchange: Exchange, parts: SiteParts, error: unknown): Promise<void> {
  if (exchange.isAnswered) throw error;
  const language = languageOf(exchange, parts);
  const words = webWords[language];
  if (error instanceof Refusal) {
    exchange.setHeader('retry-after', '10');
    return exchange.text(words[error.why], error.why === 'tooMany' ? 429 : 413);
  }
  parts.log.warn({ error }, 'a page could not be shown');
  return exchange.html(plainPage(language, 'khabarshy', html`<p>${words.failed}</p>`), 503);
}

function asset(exchange: Exchange): void {
  const { name = '', print } = exchange.params;
  const found = assetNamed(name);
  if (found === null) return exchange.text('', 404);
  const isNow = found.print === print;
  exchange.setHeader('cache-control', isNow ? 'public, max-age=31536000, immutable' : 'no-cache');
  exchange.file(found.body, found.type);
}

type Show = (visit: Visit, exchange: Exchange) => Html | null | Promise<Html | null>;

function addPages(routes: Routes, parts: SiteParts, visits: Visits): void {
  const charts = new Charts();
  const pages: Readonly<Record<string, Show>> = {
    '/': channelsPage,
    '/articles': (visit, { query }) =>
      articlesPage(visit, (query.get('q') ?? '').trim(), numberOf(query.get('page')) ?? 0),
    '/article': async (visit, { query }) => {
      const article = await visit.bot.store.articles.find(query.get('id') ?? '');
      return article === null ? null : articlePage(visit, article);
    },
    '/channels/:name': (visit, { params, query }) => {
      const channel = visit.bot.config.channels.find(({ name }) => name === params['name']);
      const before = numberOf(query.get('before'));
      return channel === undefined
        ? null
        : channelPage(visit, channel, before === null ? null : new Date(before));
    },
    '/sources': sourcesPage,
    '/log': (visit, { query }) => logPage(visit, numberOf(query.get('before'))),
    '/charts': (visit) => charts.page(visit),
    '/settings': (visit) => (visit.role === 'owner' ? settingsPage(visit, parts.settings) : null),
  };
  for (const [path, show] of Object.entries(pages)) {
    routes.add('GET', path, async (exchange) => {
      const visit = await visits.visitOf(exchange);
      if (visit === null) return exchange.html(loginPage(languageOf(exchange, parts), null), 401);
      const said = exchange.header('x-live') === undefined ? visits.takeSaid(visit.session) : [];
      const shown = await show({ ...visit, said }, exchange);
      if (shown !== null) return exchange.html(shown);
      return exchange.html(message(visit, webWords[visit.editor.language].notFound), 404);
    });
  }
}

/** A whole number that is a moment or an id; null: it is none. */
function numberOf(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function addActions(routes: Routes, parts: SiteParts, visits: Visits): void {
  routes.add('POST', '/logout', async (exchange) => {
    const visit = await visits.visitOf(exchange);
    const fields = await exchange.fields();
    if (visit !== null && isFormToken(visit, fields['token'] ?? '')) await visits.close(exchange, visit);
    exchange.redirect('/');
  });
  routes.add('POST', '/do/:action', async (exchange) => {
    const visit = await visits.visitOf(exchange);
    if (visit === null) return exchange.html(loginPage(languageOf(exchange, parts), null), 401);
    const fields = await exchange.fields();
    const words = webWords[visit.editor.language];
    if (!isFormToken(visit, fields['token'] ?? '')) return exchange.html(message(visit, words.expired), 403);
    const { action: name = '' } = exchange.params;
    const act = Object.hasOwn(actions, name) ? actions[name] : undefined;
    const pressed: Pressed =
      act === undefined ? { kind: 'unknown' } : await act(visit, fields, fields['confirmed'] === 'yes');
    const back = backOf(fields);
    if (pressed.kind === 'unknown')
      return exchange.html(message({ ...visit, path: back }, words.notFound), 404);
    if (pressed.kind === 'asks')
      return exchange.html(question({ ...visit, path: back }, name, fields, pressed));
    visits.say(visit.session, pressed.lines);
    exchange.redirect(back);
  });
}

function message(visit: Visit, text: string): Html {
  const words = webWords[visit.editor.language];
  const body = html`<p>${text}</p>
    <p><a href="/">${words.sections.channels}</a></p>`;
  return pageFor(visit, { section: 'channels', title: words.sections.channels, body });
}

/** Asks before it is done. The yes carries what the first press carried. */
function question(
  visit: Visit,
  action: string,
  fields: Fields,
  asked: Extract<Pressed, { kind: 'asks' }>,
): Html {
  const { no, yes } = generalWords[visit.editor.language];
  const { token: _, back: __, ...rest } = fields;
  const body = html`<section class="question">
    <h1>${asked.about}</h1>
    <p>${asked.question}</p>
    <div class="actions">
      <form method="post" action="/do/${action}">
        ${hidden(visit, { ...rest, confirmed: 'yes' })}<button class="first" autofocus>${yes}</button>
      </form>
      <a class="button" href="${visit.path}">${no}</a>
    </div>
  </section>`;
  return pageFor(visit, { section: 'articles', title: asked.about, body });
}
