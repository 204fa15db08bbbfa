import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { startSandbox, type SandboxOptions, type Sandbox } from '../../src/sandbox/http/server.ts';
import { systemClock, type Clock } from '../../src/time/clock.ts';
import { AppStage } from './app-stage.ts';
import { putMigratedFile } from './migrated-file.ts';
import { Newsroom } from './newsroom.ts';
import { startProgram, type Program } from './program.ts';

export const botToken = '4242424242:story-token-that-must-never-show';
export const storyBot = {
  token: botToken,
  id: 4_242_424_242,
  username: 'story_bot',
  firstName: 'Story',
} as const;
export const channelId = -1_001_000_000_001;
export const ownerId = 777;

/** A stage for a story: our Telegram with one channel and one owner, the program, and the newsroom's own program. */
export class Stage extends AppStage {
  #newsroom: Newsroom | null = null;

  static async set(
    settings: Record<string, string> = {},
    options: Partial<SandboxOptions> = {},
    clock: Clock = systemClock,
  ): Promise<Stage> {
    const sandbox = await startSandbox({ bots: [storyBot], ...options });
    sandbox.addChat({ id: channelId, type: 'channel', title: 'Story', username: 'story_channel' });
    sandbox.addUser({ id: ownerId, firstName: 'Owner', languageCode: 'en' });
    // A bot may write only to people who wrote to it first.
    sandbox.addChat({ id: ownerId, type: 'private', title: 'Owner' });
    const stage = new Stage(sandbox, settings, clock);
    if (stage.settings['DATABASE_URL'] === `sqlite:${stage.database}`) await putMigratedFile(stage.database);
    return stage;
  }

  private constructor(sandbox: Sandbox, settings: Record<string, string>, clock: Clock) {
    const fixed = {
      BOT_TOKEN: botToken,
      ADMIN_IDS: String(ownerId),
      SETTLE_TIME: '300ms',
      CORRECTION_DELAY: '200ms',
      ...(settings['CHANNELS_FILE'] === undefined ? { CHANNEL_ID: '@story_channel' } : {}),
    };
    super(sandbox, { ...fixed, ...settings }, clock);
    this.settings['DATABASE_URL'] ??= `sqlite:${this.database}`;
    onTestFinished(() => this.closeNewsroom());
  }

  get database(): string {
    return join(this.folder, 'story.db');
  }

  /** Starts the program, or another of its commands, in a process of its own, and does not wait. */
  launch(
    settings: Record<string, string> = {},
    args: string[] = ['run'],
    identity?: { uid: number; gid: number },
  ): Program {
    const program = startProgram({ ...this.settings, ...settings }, this.folder, args, identity);
    onTestFinished(async () => void (await program.stop('SIGKILL')));
    return program;
  }

  /** Starts the program in a process of its own and waits until it runs. For signals, kills and exit codes. */
  async spawn(settings: Record<string, string> = {}): Promise<Program> {
    const program = this.launch(settings);
    await program.waitForLine(({ msg }) => msg === 'running');
    return program;
  }

  /** The newsroom's connection; the tables are there once the program ran. */
  get newsroom(): Newsroom {
    this.#newsroom ??= new Newsroom(this.database);
    return this.#newsroom;
  }

  /** Before the file is replaced by another one; the next look opens it anew. */
  closeNewsroom(): void {
    this.#newsroom?.close();
    this.#newsroom = null;
  }

  stateOf(articleId: string): string | undefined {
    return this.newsroom.posts().find((post) => post.article_id === articleId)?.state;
  }

  /** What a subscriber sees, oldest first. */
  texts(chatId = channelId): string[] {
    return this.sandbox.messages(chatId).map(({ text }) => text);
  }

  /** What the log chat was told. */
  told(): string[] {
    return this.texts(ownerId);
  }

  /** Waits until what a subscriber sees satisfies `check`, which throws until then. */
  override async until(check: (texts: string[]) => void | Promise<void>, timeoutMs = 20_000): Promise<void> {
    await vi.waitFor(() => check(this.texts()), { timeout: timeoutMs, interval: 15 });
  }
}
