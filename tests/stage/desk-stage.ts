import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { onTestFinished, vi } from 'vitest';
import { App } from '../../src/app.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createLog } from '../../src/log.ts';
import type { NewArticle } from '../../src/news/article.ts';
import { startSandbox, type Sandbox, type SeenMessage } from '../../src/sandbox/http/server.ts';
import { MovableClock } from './hours-stage.ts';

const token = '4242424242:desk-token-that-must-never-show';
export const channels = { kk: -1_001_000_000_011, en: -1_001_000_000_012 };
export const logChatId = -1_001_000_000_002;
export const strangeGroupId = -1_001_000_000_009;
export const ownerId = 777;
export const editorId = 778;
export const outsiderId = 888;
const botId = 4_242_424_242;

interface Keyboard {
  text: string;
  callback_data?: string;
}

/** The program in this process with two channels, an owner, an editor and an outsider, all English. */
export class DeskStage {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly clock = new MovableClock('2026-11-24T07:00:00Z');
  readonly #logChat: number;
  readonly #en: string;
  #app: App | null = null;

  /** How the settings name the log chat and the English channel. */
  static async set({ logChat = logChatId, en = '@desk_en' } = {}): Promise<DeskStage> {
    const bot = { token, id: botId, username: 'desk_bot', firstName: 'Desk' };
    const sandbox = await startSandbox({ bots: [bot] });
    const stage = new DeskStage(sandbox, logChat, en);
    onTestFinished(() => stage.#strike());
    await stage.start();
    return stage;
  }

  private constructor(sandbox: Sandbox, logChat: number, en: string) {
    this.sandbox = sandbox;
    this.#logChat = logChat;
    this.#en = en;
    this.folder = mkdtempSync(join(tmpdir(), 'khabarshy-desk-'));
    sandbox.addChat({ id: channels.kk, type: 'channel', title: 'Kazakh', username: 'desk_kk' });
    sandbox.addChat({ id: channels.en, type: 'channel', title: 'English', username: 'desk_en' });
    if (logChat !== logChatId) sandbox.addChat({ id: logChat, type: 'group', title: 'Old log' });
    else sandbox.addChat({ id: logChatId, type: 'supergroup', title: 'Log' });
    sandbox.addChat({ id: strangeGroupId, type: 'supergroup', title: 'Strangers' });
    for (const [id, firstName] of [
      [ownerId, 'Aigul'],
      [editorId, 'Boris'],
      [outsiderId, 'Stranger'],
    ] as const) {
      sandbox.addUser({ id, firstName, languageCode: 'en' });
      sandbox.addChat({ id, type: 'private', title: firstName });
    }
  }

  get database(): string {
    return join(this.folder, 'desk.db');
  }

  async start(): Promise<void> {
    const entry = (name: string, id: string) =>
      `  - id: "${id}"\n    name: ${name}\n    language: ${name}\n    images: none\n    max_age: 6h\n`;
    writeFileSync(
      join(this.folder, 'channels.yaml'),
      `channels:\n${entry('kk', '@desk_kk')}${entry('en', this.#en)}`,
    );
    const env = {
      BOT_TOKEN: token,
      TELEGRAM_API_ROOT: this.sandbox.url,
      ADMIN_IDS: String(ownerId),
      LOG_CHAT_ID: String(this.#logChat),
      DATABASE_URL: `sqlite:${this.database}`,
      TIMEZONE: 'Asia/Almaty',
      POLL_SCHEDULE: '* * * * * *',
      POSTS_PER_MINUTE: '0',
      POSTS_PER_SECOND: '0',
      CORRECTION_DELAY: '0',
      HTTP_PORT: '0',
    };
    const config = await loadConfig({ env, cwd: this.folder, isTerminal: false });
    const log = await createLog({ level: 'silent', format: 'json', secrets: [] });
    const { ownerIds } = config;
    const access = { token, apiRoot: this.sandbox.url, logChatId: config.logChatId, ownerIds };
    this.#app = await App.start(config, access, log, this.clock);
  }

  async stop(): Promise<void> {
    await this.#app?.stop();
    this.#app = null;
  }

  /** The newsroom publishes; `ageMs` ago by the clock of the stage. */
  async publish(id: string, article: Partial<NewArticle> = {}, ageMs = 1): Promise<void> {
    const publishedAt = new Date(this.clock.now().getTime() - ageMs);
    const usual = { url: `https://news.kz/${id}`, language: 'en', headline: `Headline ${id}`, publishedAt };
    await this.#app?.publish({ id, ...usual, ...article });
  }

  /** Publishes, and waits until it stands in its channel. @returns its message number. */
  async posted(id: string, article: Partial<NewArticle> = {}): Promise<number> {
    await this.publish(id, article);
    const chatId = article.language === 'kk' ? channels.kk : channels.en;
    const headline = article.headline ?? `Headline ${id}`;
    await this.until(() => {
      if (!this.lines(chatId).includes(headline)) throw new Error(`${id} is not posted`);
      if (this.posts(id).some(({ state }) => state !== 'sent')) throw new Error(`${id} is not recorded`);
    });
    return this.sandbox.messages(chatId).find(({ text }) => text.startsWith(headline))?.id ?? 0;
  }

  lines(chatId: number): string[] {
    return this.sandbox.messages(chatId).map(({ text }) => text.split('\n', 1)[0] ?? '');
  }

  posts(articleId: string): { channel: string; state: string }[] {
    return this.rows('select channel, state from posts where article_id = ? order by channel', articleId) as {
      channel: string;
      state: string;
    }[];
  }

  rows(query: string, ...parameters: unknown[]): unknown[] {
    const database = new SqliteDatabase(this.database, { timeout: 5_000 });
    try {
      return database.prepare(query).all(...parameters);
    } finally {
      database.close();
    }
  }

  /** Everything that a stranger must not be able to change. */
  state(): string {
    const tables = ['articles', 'posts', 'editors', 'preferences', 'audit', 'channels'];
    return JSON.stringify(tables.map((table) => this.rows(`select * from ${table} order by 1`)));
  }

  async until(check: () => void, timeoutMs = 10_000): Promise<void> {
    await vi.waitFor(check, { timeout: timeoutMs, interval: 10 });
  }

  /** Says something to the bot. @returns its next answer in that chat. */
  async say(
    text: string,
    userId = ownerId,
    options: { chatId?: number; replyTo?: number; forwardFrom?: { chatId: number; messageId: number } } = {},
  ): Promise<SeenMessage> {
    const { chatId = userId, ...rest } = options;
    const { id } = this.sandbox.userSends(userId, chatId, text, rest);
    return this.answerAfter(id, chatId);
  }

  async answerAfter(id: number, chatId: number): Promise<SeenMessage> {
    const find = () => this.sandbox.messages(chatId).find((message) => message.id > id);
    await this.until(() => {
      if (find() === undefined) throw new Error(`no answer; the last is ${this.lines(chatId).at(-1)}`);
    });
    return find() as SeenMessage; // just seen
  }

  buttons(message: SeenMessage): { text: string; data: string }[] {
    const rows = (message.keyboard ?? []) as Keyboard[][]; // as it was sent
    return rows.flat().map(({ text, callback_data = '' }) => ({ text, data: callback_data }));
  }

  /** Presses a button by its words. @returns what the person was told at once. */
  async press(message: SeenMessage, words: string, userId = ownerId): Promise<string> {
    const button = this.buttons(message).find(({ text }) => text === words);
    if (button === undefined)
      throw new Error(
        `no button ${words} among ${this.buttons(message)
          .map(({ text }) => text)
          .join(', ')}`,
      );
    return this.pressData(message, button.data, userId);
  }

  async pressData(message: { id: number; chatId: number }, data: string, userId: number): Promise<string> {
    const id = this.sandbox.userPresses(userId, message.chatId, message.id, data);
    const answer = () => this.sandbox.answers.find(({ queryId }) => queryId === id);
    await this.until(() => {
      if (answer() === undefined) throw new Error(`${data} was not answered`);
    });
    return answer()?.text ?? '';
  }

  /** Asks again until the answer fits: what is planned is found soon, not at once. */
  async untilAnswer(text: string, pattern: RegExp): Promise<SeenMessage> {
    return vi.waitFor(
      async () => {
        const answer = await this.say(text);
        if (!pattern.test(answer.text)) throw new Error(answer.text);
        return answer;
      },
      { timeout: 10_000, interval: 50 },
    );
  }

  /** What a message says now. */
  textOf({ chatId, id }: { chatId: number; id: number }): string {
    return this.sandbox.message(chatId, id)?.text ?? '';
  }

  /** The commands that Telegram shows to a person, or to everybody; JSON. */
  async menu(userId: number | null, language: string): Promise<string> {
    const scope = userId === null ? {} : { scope: { type: 'chat', chat_id: userId } };
    const answer = await fetch(`${this.sandbox.url}/bot${token}/getMyCommands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ language_code: language, ...scope }),
    });
    const { result } = (await answer.json()) as { result: unknown }; // Telegram's envelope
    return JSON.stringify(result);
  }

  async addEditor(): Promise<void> {
    await this.say(`/editors add ${editorId}`);
    await this.until(() => {
      if (this.lines(editorId).length === 0) throw new Error('not welcomed');
    });
  }

  async #strike(): Promise<void> {
    await this.stop();
    await this.sandbox.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
