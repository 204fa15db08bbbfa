import { html } from 'hono/html';
import { spokenLanguage, type SpokenLanguage } from '../../news/language.ts';
import { webWords } from '../../words/web/web.ts';
import { readInitData } from '../access/init-data.ts';
import { RateLimit } from '../access/rate-limit.ts';
import { clientOf, languageOf } from './client.ts';
import type { Exchange, Routes } from './exchange.ts';
import { plainPage, type Html } from './layout.ts';
import type { SiteParts } from './site-parts.ts';
import type { Visits } from './visits.ts';

/** Nobody mistypes a link that is pressed. Whoever guesses has to guess 256 bits. */
const loginRate = { burst: 10, perMinute: 10 };

/** A secret as `WebSessions` makes it. */
const secretPattern = /^[\w-]{43}$/;

/** Says how to log in, and nothing of the newsroom. `trouble`: why it did not work. */
export function loginPage(language: SpokenLanguage, trouble: string | null): Html {
  const words = webWords[language];
  return plainPage(
    language,
    words.login,
    html`<h1>${words.login}</h1>
      ${trouble === null ? '' : html`<p class="trouble" role="alert">${trouble}</p>`}
      <p>${words.howToLogin('/web')}</p>
      <p class="quiet">${words.howLong}</p>`,
  );
}

/** The ways in: a link that the bot sends, and the Mini App of a bot. */
export function addLogin(routes: Routes, parts: SiteParts, visits: Visits): void {
  const limit = new RateLimit(loginRate);
  const isTooOften = (exchange: Exchange) =>
    !limit.take(clientOf(exchange, parts.address), parts.clock.steadyMs());
  const refuse = (exchange: Exchange, status: 401 | 410 | 429) => {
    const language = languageOf(exchange, parts);
    const words = webWords[language];
    const why = status === 429 ? words.loginTooOften : status === 410 ? words.loginGone : words.openAgain;
    return exchange.html(loginPage(language, why), status);
  };
  const [anyBot] = parts.bots;
  // To look at a link does not use it up: Telegram and others look at links for their previews.
  routes.add('GET', '/login/:secret', async (exchange) => {
    if (isTooOften(exchange)) return refuse(exchange, 429);
    const secret = exchange.params['secret'] ?? '';
    const person = secretPattern.test(secret)
      ? await anyBot?.store.webSessions.personOfLogin(secret, parts.clock.now())
      : null;
    if (person == null) return refuse(exchange, 410);
    const words = webWords[person.language];
    const body = html`<h1>${words.loginAs(person.name)}</h1>
      <form method="post" action="/login/${secret}">
        <button class="first" autofocus>${words.loginNow}</button>
      </form>`;
    return exchange.html(plainPage(person.language, words.login, body));
  });
  routes.add('POST', '/login/:secret', async (exchange) => {
    if (isTooOften(exchange)) return refuse(exchange, 429);
    const secret = exchange.params['secret'] ?? '';
    const person = secretPattern.test(secret)
      ? await anyBot?.store.webSessions.useLogin(secret, parts.clock.now())
      : null;
    if (person == null || !(await visits.open(exchange, person))) return refuse(exchange, 410);
    return exchange.redirect('/');
  });
  routes.add('GET', '/app/:bot', (exchange) => {
    const language = languageOf(exchange, parts);
    const words = webWords[language];
    const body = html`<p id="opening">${words.opening}</p>
      <p id="trouble" class="trouble" hidden>${words.openAgain}</p>
      <noscript><p class="trouble">${words.howToLogin('/web')}</p></noscript>`;
    return exchange.html(plainPage(language, 'khabarshy', body, 'app.js'));
  });
  routes.add('POST', '/app/:bot', async (exchange) => {
    if (isTooOften(exchange)) return refuse(exchange, 429);
    const bot = visits.botNamed(exchange.params['bot'] ?? '');
    const fields = await exchange.fields();
    const user = bot === null ? null : readInitData(fields['initData'] ?? '', bot.token, parts.clock.now());
    if (bot === null || user === null) return refuse(exchange, 401);
    const language = spokenLanguage(user.languageCode);
    const person = { bot: bot.name, userId: user.id, name: user.name, language };
    if (!(await visits.open(exchange, person))) return refuse(exchange, 401);
    return exchange.redirect('/');
  });
}
