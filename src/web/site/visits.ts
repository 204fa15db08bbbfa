import { createHmac, timingSafeEqual } from 'node:crypto';
import { deskChanges } from '../../desk/editors-desk.ts';
import { rightsOf, within } from '../../editing/rights.ts';
import type { WebPerson, WebSession } from '../../store/records/web-sessions.ts';
import { RateLimit } from '../access/rate-limit.ts';
import { Refusal, type Exchange } from './exchange.ts';
import type { SiteBot, SiteParts, Visit } from './site-parts.ts';

/** The browser deletes the cookie a little before the session ends at the latest. */
const cookieSeconds = 30 * 86_400;

/** Far more than one person does, with several windows that are live. */
const personRate = { burst: 120, perMinute: 600 };

/** How many answers wait to be shown. */
const mostSaid = 500;

/** Who is logged in, by the cookie of the session. Rights are looked up anew for each request. */
export class Visits {
  readonly #parts: SiteParts;
  readonly #limit = new RateLimit(personRate);
  /** What the last press of a session did, shown once. */
  readonly #said = new Map<string, readonly string[]>();

  constructor(parts: SiteParts) {
    this.#parts = parts;
  }

  /** @returns null: nobody is logged in, or not any more. */
  async visitOf(exchange: Exchange): Promise<Visit | null> {
    const secret =
      exchange.cookie(cookieName(exchange, true)) ?? exchange.cookie(cookieName(exchange, false));
    if (secret === undefined) return null;
    const { clock } = this.#parts;
    const now = clock.now();
    const session = await this.#sessions.find(secret, now);
    if (session === null) return null;
    if (!this.#limit.take(session.id, clock.steadyMs())) throw new Refusal('tooMany');
    const whole = this.botNamed(session.bot);
    const rights = whole === null ? null : await rightsOf(session.userId, whole);
    if (whole === null || rights === null) {
      await this.#sessions.end(session.bot, session.id);
      return null;
    }
    const { channels, role } = rights;
    const bot = within(whole, rights);
    const language = (await bot.store.editors.languageOf(session.userId)) ?? session.language;
    return {
      session,
      secret,
      editor: { userId: session.userId, name: session.name, language, channels },
      role,
      bot,
      editing: { ...bot, changes: deskChanges },
      changes: deskChanges,
      now,
      path: exchange.address,
      said: [],
    };
  }

  botNamed(name: string): SiteBot | null {
    return this.#parts.bots.find((bot) => bot.name === name) ?? null;
  }

  /** Opens a session, if this person may command the bot. @returns whether it was opened. */
  async open(exchange: Exchange, person: WebPerson): Promise<boolean> {
    const bot = this.botNamed(person.bot);
    if (bot === null || (await rightsOf(person.userId, bot)) === null) return false;
    const now = this.#parts.clock.now();
    const secret = await this.#sessions.open(person, now);
    const { name, userId } = person;
    const entry = { action: 'web-login', subject: String(userId), before: null, after: null };
    await bot.store.audit.write({ ...entry, at: now, userId, name });
    const isSecure = isHttps(exchange);
    exchange.setCookie(cookieName(exchange, isSecure), {
      value: secret,
      maxAgeSeconds: cookieSeconds,
      isSecure,
    });
    return true;
  }

  async close(exchange: Exchange, visit: Visit): Promise<void> {
    await this.#sessions.end(visit.bot.name, visit.session.id);
    for (const isSecure of [true, false]) {
      exchange.setCookie(cookieName(exchange, isSecure), { value: '', maxAgeSeconds: 0, isSecure });
    }
  }

  /** The next page of the session says these lines. */
  say({ id }: Pick<WebSession, 'id'>, lines: readonly string[]): void {
    const [oldest] = this.#said.keys();
    if (this.#said.size >= mostSaid && oldest !== undefined) this.#said.delete(oldest);
    this.#said.set(id, lines);
  }

  /** What the last press did. A page that only looks whether something changed takes nothing away. */
  takeSaid({ id }: Pick<WebSession, 'id'>): readonly string[] {
    const said = this.#said.get(id) ?? [];
    this.#said.delete(id);
    return said;
  }

  /** All bots share one table. */
  get #sessions() {
    const [bot] = this.#parts.bots;
    if (bot === undefined) throw new Error('there is no bot');
    return bot.store.webSessions;
  }
}

/** The token that every form of a session carries. Another page cannot know it. */
export function formToken({ secret }: Pick<Visit, 'secret'>): string {
  return createHmac('sha256', secret).update('form').digest('base64url');
}

export function isFormToken(visit: Visit, given: string): boolean {
  const [wanted, sent] = [Buffer.from(formToken(visit)), Buffer.from(given)];
  return wanted.length === sent.length && timingSafeEqual(wanted, sent);
}

/** A form that logs in names its origin, so we know how the page is reached, whatever stands before us. */
function isHttps(exchange: Exchange): boolean {
  return exchange.header('origin')?.startsWith('https:') === true;
}

/**
 * Browsers share cookies between the ports of a machine, so the name has the port. Behind https the browser itself makes
 * sure that nobody else set it.
 */
function cookieName(exchange: Exchange, isSecure: boolean): string {
  if (isSecure) return '__Host-khabarshy';
  return `khabarshy-${URL.parse(`http://${exchange.header('host') ?? ''}`)?.port || '80'}`;
}
