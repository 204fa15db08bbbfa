import { beforeEach, expect } from 'vitest';
import { loadConfig, type Config } from '../../src/config/config.ts';
import { KhabarshyError } from '../../src/news/errors.ts';
import { makeFolder } from './folder.ts';

export const token = '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ1';
/** Whoever has it can command the bot. */
export const secretPart = token.slice(token.indexOf(':') + 1);

type Env = Record<string, string | undefined>;

/** Where the settings of a test are read. Each test has a folder of its own. */
export class SettingsStage {
  folder = '';

  constructor() {
    beforeEach(() => {
      this.folder = makeFolder();
    });
  }

  readonly load = (env: Env = {}, isTerminal = false): Promise<Config> =>
    loadConfig({ env, cwd: this.folder, isTerminal });

  /** The message of the error, which must be there. */
  readonly mistakesOf = async (env: Env): Promise<string> => {
    const error = await this.load(env).then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof KhabarshyError)) throw new Error('the settings were taken', { cause: error });
    expect(error.code).toBe('SETTINGS_INVALID');
    return error.message;
  };
}
