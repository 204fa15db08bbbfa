import { App } from './app.ts';
import type { AccessOf } from './bots/bots.ts';
import type { Config } from './config/config.ts';
import { compareSettings } from './config/reloading.ts';
import { changedSince, howToReload } from './config/settings-prints.ts';
import type { Logger } from './log.ts';
import { Measures } from './measures.ts';
import type { Article, NewArticle } from './news/article.ts';
import { KhabarshyError } from './news/errors.ts';
import { systemClock } from './time/clock.ts';

/** What a program is started with. */
export interface ProgramParts {
  config: Config;
  /** Reads all settings anew. @throws KhabarshyError SETTINGS_INVALID */
  load: () => Promise<Config>;
  /** The Telegram to speak to with these settings. */
  accessFor: (config: Config) => AccessOf;
  log: Logger;
}

/** What became of reading the settings anew. */
export type Reload = 'read' | 'nothing changed' | 'refused' | 'ending';

/** How often we look whether a settings file was changed and not read. */
const lookMs = 5_000;

/**
 * The app together with its settings, which can be read anew while it runs. For that the app is stopped and another one
 * started within this process: it finishes what is in flight and records it, as at every end, and the next one goes on
 * from the ledger. So nothing is lost or doubled, whatever was changed, and a lane begins and ends in one way only.
 */
export class Program {
  readonly #parts: ProgramParts;
  readonly #ending = Promise.withResolvers<KhabarshyError>();
  readonly #looking: NodeJS.Timeout;
  readonly #measures = new Measures();
  #config: Config;
  /** null: it was stopped, and no other one could be started. */
  #app: App | null = null;
  /** One thing at a time. */
  #work: Promise<unknown> = Promise.resolve();
  #isEnding = false;
  /** The changed files that were told of. */
  #told = '';

  static async start(parts: ProgramParts): Promise<Program> {
    const program = new Program(parts);
    try {
      await program.#begin(parts.config);
    } catch (error) {
      clearInterval(program.#looking);
      throw error;
    }
    return program;
  }

  private constructor(parts: ProgramParts) {
    this.#parts = parts;
    this.#config = parts.config;
    this.#looking = setInterval(() => this.#lookForChanges(), lookMs);
    this.#looking.unref();
  }

  /** Resolves with the reason when the program has to end by itself. */
  get ended(): Promise<KhabarshyError> {
    return this.#ending.promise;
  }

  /** Where people of this machine find the page; null: it is off. */
  get pageUrl(): string | null {
    return this.#app?.pageUrl ?? null;
  }

  async publish(article: NewArticle): Promise<void> {
    await this.#next(async () => this.#app?.publish(article));
  }

  article(id: string): Promise<Article | null> {
    return this.#next(async () => (await this.#app?.article(id)) ?? null);
  }

  async stop(): Promise<void> {
    this.#isEnding = true;
    clearInterval(this.#looking);
    await this.#next(() => this.#end());
  }

  /** Reads the settings anew. With mistakes, or if nothing can run with the new ones, the old ones stay. */
  reload(): Promise<Reload> {
    return this.#next(() => this.#reload());
  }

  async #reload(): Promise<Reload> {
    if (this.#isEnding) return 'ending';
    const { load, log } = this.#parts;
    try {
      return await this.#take(await load());
    } catch (error) {
      // The files are read, whatever stands in them.
      this.#told = changedSince(this.#config.files).join(', ');
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ reason }, 'the settings were not taken; the old ones stay');
      await this.#app?.noteSettings(reason, null).catch(() => undefined);
      return 'refused';
    }
  }

  async #take(loaded: Config): Promise<Reload> {
    const { log } = this.#parts;
    const { changes, config, gone, needRestart } = compareSettings(this.#config, loaded);
    if (needRestart.length > 0)
      log.warn({ settings: needRestart }, 'settings were changed that need a restart; the old ones stay');
    for (const hint of config.hints) log.warn({}, `perhaps a setting is misspelt: ${hint}`);
    for (const { name: channel } of gone) {
      const queued = (await this.#app?.queuedIn(channel)) ?? 0;
      log.warn({ channel, queued }, 'a channel is not in the settings any more; its queued posts are kept');
    }
    if (changes.length === 0) {
      this.#config = config;
      await this.#app?.noteSettings(null, config.files);
      log.info({}, 'the settings were read anew, and nothing changed');
      return 'nothing changed';
    }
    await this.#replace(config);
    log.info({ changes }, 'the settings were read anew');
    return 'read';
  }

  /** Goes on with these settings, or with the old ones. @throws what keeps an app with the new ones from starting. */
  async #replace(config: Config): Promise<void> {
    await this.#end();
    try {
      await this.#begin(config);
    } catch (error) {
      await this.#begin(this.#config, true).catch((worse: unknown) => this.#giveUp(worse));
      throw error;
    }
  }

  /** `hasRun`: with these settings it ran until a moment ago. */
  async #begin(config: Config, hasRun = false): Promise<void> {
    const { accessFor, log } = this.#parts;
    const app = await App.start(config, accessFor(config), log, systemClock, {
      hasRun,
      measures: this.#measures,
    });
    this.#app = app;
    this.#config = config;
    this.#told = '';
    void this.#endWith(app);
  }

  /** An app that is replaced ends nothing. */
  async #endWith(app: App): Promise<void> {
    const reason = await app.ended;
    if (this.#app === app) this.#ending.resolve(reason);
  }

  async #end(): Promise<void> {
    const app = this.#app;
    this.#app = null;
    await app?.stop();
  }

  #giveUp(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const reason = new KhabarshyError('DATABASE_UNUSABLE', message, { cause: error });
    this.#ending.resolve(error instanceof KhabarshyError ? error : reason);
  }

  /** A person who changed a file may wait for an effect that never comes. Each change is mentioned once. */
  #lookForChanges(): void {
    const changed = changedSince(this.#config.files).join(', ');
    if (changed === this.#told) return;
    this.#told = changed;
    if (changed === '') return;
    this.#parts.log.warn({ files: changed }, `settings were changed, and are not read yet: ${howToReload}`);
  }

  #next<T>(task: () => Promise<T>): Promise<T> {
    const work = this.#work.then(task, task);
    this.#work = work.catch(() => undefined);
    return work;
  }
}
