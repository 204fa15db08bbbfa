import { Writable } from 'node:stream';
import { onTestFinished, vi } from 'vitest';
import { App } from '../../src/app.ts';
import { faultOfTemplate } from '../../src/compose/template-check.ts';
import { loadConfig, secretsOf, type BotSettings } from '../../src/config/config.ts';
import { createLog } from '../../src/log.ts';
import type { NewArticle } from '../../src/news/article.ts';
import type { Sandbox } from '../../src/sandbox/http/server.ts';
import type { Clock } from '../../src/time/clock.ts';
import { runHere } from './command.ts';
import { makeFolder } from './folder.ts';
import { LogLines, type LogLine } from './log-lines.ts';
import type { Ending } from './program.ts';

/** One run of the program in this process, and its log. */
export interface Run {
  readonly app: App;
  readonly lines: readonly LogLine[];
  /** Everything that it wrote to the log, to look for what must not be there. */
  readonly output: () => string;
  /** The first line, from the beginning on, that fits. */
  waitForLine(isWanted: (line: LogLine) => boolean, timeoutMs?: number): Promise<LogLine>;
  stop(): Promise<void>;
}

/**
 * The program in this process before a Telegram of our own, in a folder of its own. Everything ends with the test.
 * A story that needs a signal, a kill or an exit code starts the program in a process of its own: see story-stage.ts.
 */
export class AppStage {
  readonly sandbox: Sandbox;
  readonly folder: string;
  /** Settings of every start, by their names in `.env`. */
  readonly settings: Record<string, string>;
  readonly clock: Clock;
  readonly #runs = new Set<Run>();

  constructor(sandbox: Sandbox, settings: Record<string, string>, clock: Clock) {
    this.sandbox = sandbox;
    this.folder = makeFolder();
    this.settings = {
      TELEGRAM_API_ROOT: sandbox.url,
      POSTS_PER_MINUTE: '0',
      POSTS_PER_SECOND: '0',
      // Stories write their articles without dates, and sometimes many at once.
      BURST_ARTICLES: '0',
      HTTP_PORT: '0',
      ...settings,
    };
    this.clock = clock;
    onTestFinished(() => this.sandbox.stop());
    onTestFinished(() => this.stop());
  }

  /** Starts the program in this process, with these settings besides its own, and waits until it runs. */
  async start(settings: Record<string, string> = {}): Promise<Run> {
    const env = { ...this.settings, ...settings };
    const config = await loadConfig(
      { env, cwd: this.folder, isTerminal: false },
      { checkTemplate: faultOfTemplate },
    );
    const log = new LogLines();
    const options = { level: 'info', format: 'json', secrets: secretsOf(config) } as const;
    const logger = await createLog({ ...options, destination: streamInto(log) });
    const { telegramApiRoot: apiRoot } = config;
    const accessOf = ({ logChatId, logTopic, ownerIds, token }: BotSettings) => {
      return { token: token ?? '', apiRoot, logChatId, logTopic, ownerIds };
    };
    const app = await App.start(config, accessOf, logger, this.clock);
    const run: Run = {
      app,
      lines: log.lines,
      output: () => log.text,
      waitForLine: (isWanted, timeoutMs) => log.waitFor(isWanted, app.ended, timeoutMs),
      stop: async () => {
        if (this.#runs.delete(run)) await app.stop();
      },
    };
    this.#runs.add(run);
    return run;
  }

  /** Runs another command of the program to its end, with these settings besides its own. */
  command(args: readonly string[], settings: Record<string, string> = {}): Promise<Ending> {
    return runHere(args, { folder: this.folder, env: { ...this.settings, ...settings } });
  }

  /** Stops every run in this process. */
  async stop(): Promise<void> {
    await Promise.all([...this.#runs].map((run) => run.stop()));
  }

  /** Saves an article through the program, as a source does; nothing happens while it is off. */
  async save(article: NewArticle): Promise<void> {
    for (const { app } of this.#runs) await app.publish(article);
  }

  /** The first lines of what stands in a chat; a pin is no line. */
  lines(chatId: number): string[] {
    const messages = this.sandbox.messages(chatId).filter(({ kind }) => kind !== 'pin');
    return headlines(messages.map(({ text }) => text));
  }

  /** Waits until `check` throws no more. Each look that fails costs a third of a millisecond. */
  async until(check: () => void | Promise<void>, timeoutMs = 10_000): Promise<void> {
    await vi.waitFor(check, { timeout: timeoutMs, interval: 15 });
  }
}

function streamInto(log: LogLines): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString().split('\n')) if (line !== '') log.take(line);
      done();
    },
  });
}

/** The first line of a post, after the sign of breaking news: the headline. */
export function headlines(texts: readonly string[]): string[] {
  return texts.map((text) => text.split('\n').find((line) => !line.startsWith('⚡')) ?? '');
}
