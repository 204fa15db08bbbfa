import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { onTestFinished, vi } from 'vitest';
import type { NewArticle } from '../../src/news/article.ts';
import { startSandbox, type Sandbox, type SeenMessage } from '../../src/sandbox/http/server.ts';
import { AppStage } from './app-stage.ts';
import { putMigratedFile } from './migrated-file.ts';
import { MovableClock } from './movable-clock.ts';

const token = '4242424242:desk-token-that-must-never-show';
export const channelId = -1_001_000_000_001;
export const channels = { kk: -1_001_000_000_011, en: -1_001_000_000_012 };
export const logChatId = -1_001_000_000_002;
export const strangeGroupId = -1_001_000_000_009;
export const ownerId = 777;
export const editorId = 778;
export const outsiderId = 888;

interface Button {
  text: string;
  callback_data?: string;
}

/** The program in this process with an owner, an editor and an outsider, all English. The newsroom is in Almaty, UTC+5. */
export class DeskStage extends AppStage {
  override readonly clock: MovableClock;
  /** One connection for all that a test asks: to open one takes longer than most questions. */
  #connection: SqliteDatabase.Database | null = null;

  /** Two channels, and the program runs. @param options how the settings name the log chat and the English channel. */
  static async set({ logChat = logChatId, en = '@desk_en' } = {}): Promise<DeskStage> {
    const stage = await DeskStage.#open('2026-11-24T07:00:00Z', logChat);
    stage.sandbox.addChat({ id: channels.kk, type: 'channel', title: 'Kazakh', username: 'desk_kk' });
    stage.sandbox.addChat({ id: channels.en, type: 'channel', title: 'English', username: 'desk_en' });
    const entry = (name: string, id: string) =>
      `  - id: "${id}"\n    name: ${name}\n    language: ${name}\n    images: none\n    max_age: 6h\n`;
    stage.writeChannels(entry('kk', '@desk_kk') + entry('en', en));
    await stage.start();
    return stage;
  }

  /** Two channels, the Kazakh and the English one, with these lines of YAML each; the program does not run yet. */
  static async withTwo(kk: readonly string[], en: readonly string[]): Promise<DeskStage> {
    const stage = await DeskStage.#open('2026-11-24T07:00:00Z', logChatId);
    stage.sandbox.addChat({ id: channels.kk, type: 'channel', title: 'Kazakh', username: 'desk_kk' });
    stage.sandbox.addChat({ id: channels.en, type: 'channel', title: 'English', username: 'desk_en' });
    const entry = (lines: readonly string[]) => `  - ${lines.join('\n    ')}\n`;
    stage.writeChannels(entry(['id: "@desk_kk"', ...kk]) + entry(['id: "@desk_en"', ...en]));
    return stage;
  }

  /** One channel, `main`, with these lines of YAML, at this moment; the program does not run yet. */
  static async withRules(rules: string[], start: string): Promise<DeskStage> {
    const stage = await DeskStage.#open(start, logChatId);
    stage.sandbox.addChat({ id: channelId, type: 'channel', title: 'Main', username: 'desk_main' });
    stage.settings['SETTLE_TIME'] = '0';
    stage.rule(rules);
    return stage;
  }

  static async #open(start: string, logChat: number): Promise<DeskStage> {
    const bot = { token, id: 4_242_424_242, username: 'desk_bot', firstName: 'Desk' };
    const sandbox = await startSandbox({ bots: [bot] });
    if (logChat === logChatId) sandbox.addChat({ id: logChat, type: 'supergroup', title: 'Log' });
    else sandbox.addChat({ id: logChat, type: 'group', title: 'Old log' });
    sandbox.addChat({ id: strangeGroupId, type: 'supergroup', title: 'Strangers' });
    for (const [id, firstName] of [
      [ownerId, 'Aigul'],
      [editorId, 'Boris'],
      [outsiderId, 'Stranger'],
    ] as const) {
      sandbox.addUser({ id, firstName, languageCode: 'en' });
      sandbox.addChat({ id, type: 'private', title: firstName });
    }
    const stage = new DeskStage(sandbox, new MovableClock(start), logChat);
    await putMigratedFile(stage.database);
    return stage;
  }

  private constructor(sandbox: Sandbox, clock: MovableClock, logChat: number) {
    const settings = {
      BOT_TOKEN: token,
      ADMIN_IDS: String(ownerId),
      LOG_CHAT_ID: String(logChat),
      TIMEZONE: 'Asia/Almaty',
      POLL_SCHEDULE: '* * * * * *',
      CORRECTION_DELAY: '0',
    };
    super(sandbox, settings, clock);
    this.clock = clock;
    this.settings['DATABASE_URL'] = `sqlite:${this.database}`;
  }

  get database(): string {
    return join(this.folder, 'desk.db');
  }

  /** The rules of the one channel from the next start on. */
  rule(rules: string[]): void {
    const lines = ['id: "@desk_main"', 'name: main', 'images: none', 'max_age: 0', ...rules];
    this.writeChannels(`  - ${lines.join('\n    ')}\n`);
  }

  /** The entries of channels.yaml from the next start on. */
  writeChannels(entries: string): void {
    writeFileSync(join(this.folder, 'channels.yaml'), `channels:\n${entries}`);
  }

  /** The newsroom publishes; `ageMs` ago by the clock of the stage. */
  async publish(id: string, article: Partial<NewArticle> = {}, ageMs = 1): Promise<void> {
    const publishedAt = new Date(this.clock.now().getTime() - ageMs);
    const usual = { url: `https://news.kz/${id}`, language: 'en', headline: `Headline ${id}`, publishedAt };
    await this.save({ id, ...usual, ...article });
  }

  /** The newsroom publishes without telling the program, also while it is off. */
  insert(id: string, publishedAt: string, views = 0): void {
    const article = [
      id,
      `https://news.kz/${id}`,
      `Headline ${id}`,
      new Date(publishedAt).toISOString(),
      views,
    ];
    const columns = 'id, url, language, headline, published_at, views';
    this.#connect()
      .prepare(`insert into articles (${columns}) values (?, ?, 'en', ?, ?, ?)`)
      .run(...article);
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

  override lines(chatId = channelId): string[] {
    return super.lines(chatId);
  }

  posts(articleId: string): { channel: string; state: string }[] {
    const rows = this.rows(
      'select channel, state from posts where article_id = ? order by channel',
      articleId,
    );
    return rows as { channel: string; state: string }[]; // the columns above
  }

  rows(query: string, ...parameters: unknown[]): unknown[] {
    return this.#connect()
      .prepare(query)
      .all(...parameters);
  }

  #connect(): SqliteDatabase.Database {
    if (this.#connection !== null) return this.#connection;
    const connection = new SqliteDatabase(this.database, { timeout: 5_000 });
    onTestFinished(() => void connection.close());
    this.#connection = connection;
    return connection;
  }

  /** Everything that a stranger must not be able to change. */
  state(): string {
    const tables = ['articles', 'posts', 'editors', 'preferences', 'audit', 'channels'];
    return JSON.stringify(tables.map((table) => this.rows(`select * from ${table} order by 1`)));
  }

  /** Says something to the bot. @returns its next answer in that chat. */
  async say(
    text: string,
    userId = ownerId,
    options: {
      chatId?: number;
      topic?: number;
      replyTo?: number;
      forwardFrom?: { chatId: number; messageId: number };
    } = {},
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

  /** The newest message of a chat that has buttons, once there are `count` of them. */
  async question(count = 1, chatId = logChatId): Promise<SeenMessage> {
    const questions = () => this.sandbox.messages(chatId).filter(({ keyboard }) => keyboard !== null);
    await this.until(() => {
      if (questions().length !== count) throw new Error(`${questions().length} questions`);
    });
    return questions().at(-1) as SeenMessage; // just counted
  }

  buttons(message: SeenMessage): { text: string; data: string }[] {
    const rows = (message.keyboard ?? []) as Button[][]; // as it was sent
    return rows.flat().map(({ text, callback_data = '' }) => ({ text, data: callback_data }));
  }

  /** Presses a button by its words. @returns what the person was told at once. */
  async press(message: SeenMessage, words: string, userId = ownerId): Promise<string> {
    const buttons = this.buttons(message);
    const button = buttons.find(({ text }) => text === words);
    if (button === undefined)
      throw new Error(`no button ${words} among ${buttons.map(({ text }) => text).join(', ')}`);
    return this.pressData(message, button.data, userId);
  }

  async pressData(message: { id: number; chatId: number }, data: string, userId = ownerId): Promise<string> {
    const id = this.sandbox.userPresses(userId, message.chatId, message.id, data);
    const answer = () => this.sandbox.answers.find(({ queryId }) => queryId === id);
    await this.until(() => {
      if (answer() === undefined) throw new Error(`${data} was not answered`);
    });
    return answer()?.text ?? '';
  }

  /** The bot says something with this button, whatever the desk knows of it. */
  async sendsButton(chatId: number, data: string): Promise<SeenMessage> {
    const reply_markup = { inline_keyboard: [[{ text: 'Press', callback_data: data }]] };
    const answer = await fetch(`${this.sandbox.url}/bot${token}/sendMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ chat_id: chatId, text: 'Something', reply_markup }),
    });
    const { result } = (await answer.json()) as { result: { message_id: number } }; // Telegram's envelope
    return this.sandbox.message(chatId, result.message_id) as SeenMessage; // just sent
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
}
