import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { onTestFinished, vi } from 'vitest';
import { App } from '../../src/app.ts';
import { loadConfig } from '../../src/config/config.ts';
import type { Clock } from '../../src/time/clock.ts';
import { createLog } from '../../src/log.ts';
import type { NewArticle } from '../../src/news/article.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/http/server.ts';

const token = '4242424242:hours-token-that-must-never-show';
const botId = 4_242_424_242;
export const channelId = -1_001_000_000_001;
export const deskId = -1_001_000_000_002;
export const editorId = 777;
export const outsiderId = 888;

/** A clock that stands where a test puts it and goes on from there; who waits on it notices a jump at once. */
export class MovableClock implements Clock {
  #shiftMs: number;
  readonly #waiting = new Set<() => void>();

  constructor(start: string) {
    this.#shiftMs = new Date(start).getTime() - Date.now();
  }

  now(): Date {
    return new Date(Date.now() + this.#shiftMs);
  }

  steadyMs(): number {
    return performance.timeOrigin + performance.now() + this.#shiftMs;
  }

  wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.#waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
      this.#waiting.add(end);
      if (signal.aborted) end();
    });
  }

  jumpTo(moment: string): void {
    this.#shiftMs = new Date(moment).getTime() - Date.now();
    for (const end of this.#waiting) end();
  }
}

/** The program in this process, before our Telegram, with one channel. The newsroom is in Almaty, UTC+5. */
export class HoursStage {
  readonly clock: MovableClock;
  readonly sandbox: Sandbox;
  readonly #folder: string;
  #app: App | null = null;

  /** @param rules lines of YAML for the channel. */
  static async set(rules: string[], start: string): Promise<HoursStage> {
    const bot = { token, id: botId, username: 'hours_bot', firstName: 'Hours' };
    const sandbox = await startSandbox({ bots: [bot] });
    sandbox.addChat({ id: channelId, type: 'channel', title: 'Main', username: 'hours_channel' });
    sandbox.addChat({ id: deskId, type: 'supergroup', title: 'Desk' });
    for (const [id, firstName] of [
      [editorId, 'Aigul'],
      [outsiderId, 'Stranger'],
    ] as const) {
      sandbox.addUser({ id, firstName, languageCode: 'en' });
      sandbox.addChat({ id, type: 'private', title: firstName });
    }
    const stage = new HoursStage(sandbox, new MovableClock(start), rules);
    onTestFinished(() => stage.#strike());
    return stage;
  }

  private constructor(sandbox: Sandbox, clock: MovableClock, rules: string[]) {
    this.sandbox = sandbox;
    this.clock = clock;
    this.#folder = mkdtempSync(join(tmpdir(), 'khabarshy-hours-'));
    this.rule(rules);
  }

  /** What the channels file says from the next start on. */
  rule(rules: string[]): void {
    const lines = ['id: "@hours_channel"', 'name: main', 'images: none', 'max_age: 0', ...rules];
    writeFileSync(join(this.#folder, 'channels.yaml'), `channels:\n  - ${lines.join('\n    ')}\n`);
  }

  async start(): Promise<void> {
    const env = {
      BOT_TOKEN: token,
      TELEGRAM_API_ROOT: this.sandbox.url,
      ADMIN_IDS: String(editorId),
      LOG_CHAT_ID: String(deskId),
      DATABASE_URL: `sqlite:${join(this.#folder, 'hours.db')}`,
      POLL_SCHEDULE: '* * * * * *',
      POSTS_PER_MINUTE: '0',
      POSTS_PER_SECOND: '0',
      CORRECTION_DELAY: '0',
      SETTLE_TIME: '0',
      HTTP_PORT: '0',
    };
    const config = await loadConfig({ env, cwd: this.#folder, isTerminal: false });
    const log = await createLog({ level: 'silent', format: 'json', secrets: [] });
    const { logChatId, ownerIds } = config;
    const access = { token, apiRoot: this.sandbox.url, logChatId, ownerIds };
    this.#app = await App.start(config, access, log, this.clock);
  }

  async stop(): Promise<void> {
    await this.#app?.stop();
    this.#app = null;
  }

  /** The newsroom publishes, by the clock of the stage. */
  async publish(...articles: (Partial<NewArticle> & { id: string })[]): Promise<void> {
    for (const [index, article] of articles.entries()) {
      // A millisecond apart, so that their order is certain.
      const publishedAt = new Date(this.clock.now().getTime() - articles.length + index);
      const { id } = article;
      const usual = { url: `https://news.kz/${id}`, language: 'en', headline: `Headline ${id}`, publishedAt };
      await this.#app?.publish({ ...usual, ...article });
    }
  }

  /** Publishes behind the program's back, also while it is off. */
  insert(id: string, publishedAt: string, views = 0): void {
    const database = new SqliteDatabase(join(this.#folder, 'hours.db'), { timeout: 5_000 });
    database
      .prepare(
        "insert into articles (id, url, language, headline, published_at, views) values (?, ?, 'en', ?, ?, ?)",
      )
      .run(id, `https://news.kz/${id}`, `Headline ${id}`, new Date(publishedAt).toISOString(), views);
    database.close();
  }

  /** The first lines of what stands in a chat. */
  lines(chatId = channelId): string[] {
    return this.sandbox
      .messages(chatId)
      .filter(({ kind }) => kind !== 'pin')
      .map(({ text }) => text.split('\n', 1)[0] ?? '');
  }

  async until(check: () => void | Promise<void>): Promise<void> {
    await vi.waitFor(check, { timeout: 10_000, interval: 20 });
  }

  /** The newest message of a chat that has buttons, once there are `count` of them. */
  async question(count = 1, chatId = deskId) {
    await this.until(() => {
      if (this.#questions(chatId).length !== count)
        throw new Error(`${this.#questions(chatId).length} questions`);
    });
    const newest = this.#questions(chatId).at(-1);
    if (newest === undefined) throw new Error('no question');
    return newest;
  }

  #questions(chatId: number) {
    return this.sandbox.messages(chatId).filter(({ keyboard }) => keyboard !== null);
  }

  /** Presses a button by its words. @returns what the person was told. */
  async press(message: { id: number; keyboard: unknown }, words: string, userId = editorId, chatId = deskId) {
    const buttons = (message.keyboard as { text: string; callback_data?: string }[][]).flat(); // as it was sent
    const data = buttons.find(({ text }) => text === words)?.callback_data;
    if (data === undefined) throw new Error(`no button ${words}`);
    return this.pressData(message.id, data, userId, chatId);
  }

  async pressData(messageId: number, data: string, userId: number, chatId = deskId): Promise<string | null> {
    const id = this.sandbox.userPresses(userId, chatId, messageId, data);
    await this.until(() => {
      if (!this.sandbox.answers.some((answer) => answer.queryId === id)) throw new Error('not answered');
    });
    return this.sandbox.answers.find((answer) => answer.queryId === id)?.text ?? null;
  }

  /** Says something to the bot in private. @returns its answers, at least `count`. */
  async say(text: string, userId = editorId, count = 1): Promise<string[]> {
    const { id } = this.sandbox.userSends(userId, userId, text);
    const answers = () => this.sandbox.messages(userId).filter((message) => message.id > id);
    await this.until(() => {
      if (answers().length < count) throw new Error('no answer');
    });
    return answers().map((message) => message.text);
  }

  async #strike(): Promise<void> {
    await this.stop();
    await this.sandbox.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
