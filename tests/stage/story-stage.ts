import { join } from 'node:path';
import { vi } from 'vitest';
import type { StoredMessage } from '../../src/sandbox/state.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/http/server.ts';
import { botId, botToken, makeFolder, Newsroom, ownerId, startProgram, type Program } from './program.ts';

export const channelId = -1_001_000_000_001;

/** A stage for a story: our Telegram, a folder, the program, and the newsroom's own program. */
export class Stage {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly #remove: () => void;
  readonly settings: Readonly<Record<string, string>>;
  readonly #programs: Program[] = [];
  #newsroom: Newsroom | null = null;

  static async set(
    settings: Record<string, string> = {},
    options: Partial<SandboxOptions> = {},
  ): Promise<Stage> {
    const bot = { token: botToken, id: botId, username: 'story_bot', firstName: 'Story' };
    const sandbox = await startSandbox({ bots: [bot], ...options });
    sandbox.addChat({ id: channelId, type: 'channel', title: 'Story', username: 'story_channel' });
    sandbox.addUser({ id: ownerId, firstName: 'Owner', languageCode: 'en' });
    // A bot may write only to who wrote to it first.
    sandbox.addChat({ id: ownerId, type: 'private', title: 'Owner' });
    return new Stage(sandbox, settings);
  }

  private constructor(sandbox: Sandbox, settings: Record<string, string>) {
    this.sandbox = sandbox;
    const { folder, remove } = makeFolder();
    this.folder = folder;
    this.#remove = remove;
    this.settings = {
      BOT_TOKEN: botToken,
      TELEGRAM_API_ROOT: sandbox.url,
      ADMIN_IDS: String(ownerId),
      DATABASE_URL: `sqlite:${this.database}`,
      POSTS_PER_MINUTE: '0',
      POSTS_PER_SECOND: '0',
      SETTLE_TIME: '1s',
      CORRECTION_DELAY: '200ms',
      ...(settings['CHANNELS_FILE'] === undefined ? { CHANNEL_ID: '@story_channel' } : {}),
      ...settings,
    };
  }

  get database(): string {
    return join(this.folder, 'story.db');
  }

  /** Starts the program and waits until it runs. */
  async start(settings: Record<string, string> = {}): Promise<Program> {
    const program = this.launch(settings);
    await program.waitForLine(({ msg }) => msg === 'running');
    return program;
  }

  /** Starts the program, or another of its commands, and waits for nothing. */
  launch(settings: Record<string, string> = {}, args: string[] = ['run']): Program {
    const program = startProgram({ ...this.settings, ...settings }, this.folder, args);
    this.#programs.push(program);
    return program;
  }

  /** The newsroom's connection; the tables are there once the program ran. */
  get newsroom(): Newsroom {
    this.#newsroom ??= new Newsroom(this.database);
    return this.#newsroom;
  }

  /** Before the file is exchanged for another one; the next look opens it anew. */
  closeNewsroom(): void {
    this.#newsroom?.close();
    this.#newsroom = null;
  }

  get lastProgram(): Program {
    const program = this.#programs.at(-1);
    if (program === undefined) throw new Error('no program was started');
    return program;
  }

  /** What a subscriber sees, oldest first. */
  texts(chatId = channelId): string[] {
    return this.sandbox.messages(chatId).map(textOf);
  }

  /** What the log chat was told. */
  told(): string[] {
    return this.texts(ownerId);
  }

  /** Waits until what a subscriber sees satisfies `check`, which throws until then. */
  async until(check: (texts: string[]) => void, timeoutMs = 20_000): Promise<void> {
    await vi.waitFor(() => check(this.texts()), { timeout: timeoutMs, interval: 20 });
  }

  async strike(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.stop('SIGKILL')));
    this.#newsroom?.close();
    await this.sandbox.stop();
    this.#remove();
  }
}

export function textOf(message: Pick<StoredMessage, 'text'>): string {
  return message.text;
}

/** The first line of a post: the headline. */
export function headlines(texts: readonly string[]): string[] {
  return texts.map((text) => text.split('\n', 1)[0] ?? '');
}
