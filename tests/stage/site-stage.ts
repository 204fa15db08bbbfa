import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { configOfBot, loadConfig } from '../../src/config/config.ts';
import { Events } from '../../src/events.ts';
import { Measures } from '../../src/measures.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { Timetable } from '../../src/timetable.ts';
import { Readiness } from '../../src/web/readiness.ts';
import { startWeb } from '../../src/web/server.ts';
import { makeFolder } from './folder.ts';
import { putMigratedFile } from './migrated-file.ts';
import { ModelClock, ModelTelegram } from './model-telegram.ts';
import { MovableClock } from './movable-clock.ts';
import { quietLog } from './quiet-log.ts';

export const ownerId = 777;
export const editorId = 778;
export const token = '4242424242:the-token-that-must-never-show-it';

const channelsFile = `channels:
  - { id: "@news_kk", name: kk, language: kk, images: none }
  - { id: "@news_en", name: en, language: en, images: none }
`;

/** Forms and cookies as a browser keeps them, without a browser. */
export class Visitor {
  readonly #stage: SiteStage;
  cookie = '';

  constructor(stage: SiteStage) {
    this.#stage = stage;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(new URL(path, this.#stage.url), {
      redirect: 'manual',
      headers: { cookie: this.cookie, 'accept-language': 'en', ...headers },
    });
  }

  async text(path: string): Promise<string> {
    return (await this.get(path)).text();
  }

  /** Sends a form as the page itself would. */
  async send(
    path: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const answer = await fetch(new URL(path, this.#stage.url), {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(fields),
      headers: {
        cookie: this.cookie,
        'accept-language': 'en',
        origin: new URL(this.#stage.url).origin,
        ...headers,
      },
    });
    const set = answer.headers.get('set-cookie');
    if (set !== null) this.cookie = set.split(';', 1)[0] ?? '';
    return answer;
  }

  /** Does something on the page: with the token of its forms, and with a yes if it asks. @returns what the page says then. */
  async press(action: string, fields: Record<string, string>, back = '/'): Promise<string> {
    const token = await this.formToken();
    const answer = await this.send(`/do/${action}`, { token, back, ...fields });
    if (answer.status === 303) return saidIn(await this.text(answer.headers.get('location') ?? ''));
    return answer.text();
  }

  async formToken(): Promise<string> {
    return /name="token" value="([\w-]+)"/.exec(await this.text('/'))?.[1] ?? '';
  }

  /** Logs in by a link as the bot sends it. */
  async logIn(userId = ownerId, name = 'Aigul'): Promise<this> {
    const { clock, store } = this.#stage;
    const person = { bot: 'main', userId, name, language: 'en' } as const;
    const secret = await store.webSessions.makeLogin(person, clock.now());
    await this.send(`/login/${secret}`);
    return this;
  }
}

/** The lines that a page says about the last press. */
export function saidIn(page: string): string {
  const [, said = ''] = /<div class="said"[^>]*>([\s\S]*?)<\/div>/.exec(page) ?? [];
  return said
    .replaceAll(/<[^>]+>/g, '\n')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** The page for administrators before a database of its own, without the rest of the program. */
export class SiteStage {
  readonly url: string;
  readonly store: Store;
  readonly clock: MovableClock;
  readonly events: Events;
  readonly measures: Measures;
  readonly #database: string;

  static async set(settings: Record<string, string> = {}): Promise<SiteStage> {
    const folder = makeFolder();
    writeFileSync(join(folder, 'channels.yaml'), channelsFile);
    const env = { BOT_TOKEN: token, ADMIN_IDS: String(ownerId), TIMEZONE: 'Asia/Almaty', ...settings };
    const loaded = await loadConfig({ env, cwd: folder, isTerminal: false });
    const [first] = loaded.bots;
    if (first === undefined) throw new Error('there is no bot');
    const config = configOfBot(loaded, first);
    const database = join(folder, 'site.db');
    if (settings['DATABASE_URL'] === undefined) await putMigratedFile(database);
    const store = await openStore(settings['DATABASE_URL'] ?? `sqlite:${database}`);
    const clock = new MovableClock('2026-11-24T07:00:00Z');
    const [events, measures] = [new Events(), new Measures()];
    const timetable = await Timetable.load(store, config.timeZone);
    await store.channels.load(config.channels.map(({ name }) => name));
    const { metricsToken, publicUrl } = config;
    const { ownerIds } = first;
    const bot = { name: 'main', token, ownerIds, config, store, clock, events, timetable };
    const web = await startWeb(
      { host: '127.0.0.1', port: 0, portGiven: true, metricsToken, publicUrl },
      {
        readHealth: () => Promise.reject(new Error('nobody asks for it')),
        readiness: new Readiness(store, () => [new ModelTelegram(new ModelClock(clock.now()))], clock),
        push: null,
        hubs: null,
        metrics: { measures, standings: store.standings, bots: [] },
        site: { bots: [bot], measures, events, clock, log: quietLog, settings: config },
      },
    );
    onTestFinished(async () => {
      await web.close();
      await store.close();
    });
    return new SiteStage(web.url, { store, clock, events, measures }, database);
  }

  private constructor(
    url: string,
    parts: Pick<SiteStage, 'store' | 'clock' | 'events' | 'measures'>,
    database: string,
  ) {
    this.url = url;
    this.#database = database;
    this.store = parts.store;
    this.clock = parts.clock;
    this.events = parts.events;
    this.measures = parts.measures;
  }

  visitor(): Visitor {
    return new Visitor(this);
  }

  /** Asks the SQLite database past the store. */
  rows(query: string): unknown[] {
    const database = new SqliteDatabase(this.#database, { timeout: 5_000 });
    try {
      return database.prepare(query).all();
    } finally {
      database.close();
    }
  }

  async save(id: string, headline = `Headline ${id}`, language = 'en'): Promise<void> {
    const article = { id, url: `https://news.kz/${id}`, language, headline };
    await this.store.articles.save({ ...article, publishedAt: this.clock.now() }, this.clock.now());
  }
}

/** What Telegram gives to a Mini App. */
export function initDataOf(
  user: object,
  { at, key = token, extra = {} }: { at: Date; key?: string; extra?: Record<string, string> },
): string {
  const fields = {
    auth_date: String(Math.floor(at.getTime() / 1_000)),
    query_id: 'AAHdF6IQAAAAAN0XohDhrOrc',
    user: JSON.stringify(user),
    ...extra,
  };
  const checked = Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('\n');
  const secret = createHmac('sha256', 'WebAppData').update(key).digest();
  const hash = createHmac('sha256', secret).update(checked).digest('hex');
  return String(new URLSearchParams({ ...fields, hash }));
}
