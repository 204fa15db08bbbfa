import type { Api } from 'grammy/web';
import { spokenLanguages, type SpokenLanguage } from '../../news/language.ts';
import type { Role } from './context.ts';
import { editorCommands, generalWords, ownerCommands, type CommandName } from '../../words/general.ts';

/** Telegram's own: what stands where no language is named. */
const languageCodes = [undefined, ...spokenLanguages];

/**
 * The list of commands that Telegram shows beside the field for messages: `/start` for everybody, all of them in
 * the chats of owners and editors. Kept up to date in the background; a menu that cannot be set is no trouble.
 * Source: https://core.telegram.org/bots/api#determining-list-of-commands
 */
export class Menu {
  readonly #api: Pick<Api, 'setMyCommands' | 'deleteMyCommands'>;
  readonly #onFailure: (error: unknown) => void;
  #setting: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(api: Pick<Api, 'setMyCommands' | 'deleteMyCommands'>, onFailure: (error: unknown) => void) {
    this.#api = api;
    this.#onFailure = onFailure;
  }

  showEverybody(): void {
    this.#later(async () => {
      for (const code of languageCodes) {
        const commands = named(['start'], code ?? 'en');
        await this.#api.setMyCommands(commands, code === undefined ? {} : { language_code: code });
      }
    });
  }

  /** The language that a person chose counts for whatever their app speaks; null: the app's. */
  show(userId: number, role: Role, language: SpokenLanguage | null): void {
    const names = role === 'owner' ? [...editorCommands, ...ownerCommands] : editorCommands;
    const scope = { type: 'chat', chat_id: userId } as const;
    this.#later(async () => {
      for (const code of languageCodes) {
        const commands = named(names, language ?? code ?? 'en');
        await this.#api.setMyCommands(commands, {
          scope,
          ...(code === undefined ? {} : { language_code: code }),
        });
      }
    });
  }

  hide(userId: number): void {
    const scope = { type: 'chat', chat_id: userId } as const;
    this.#later(async () => {
      for (const code of languageCodes) {
        await this.#api.deleteMyCommands({ scope, ...(code === undefined ? {} : { language_code: code }) });
      }
    });
  }

  /** What is not set yet is set at the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#setting;
  }

  #later(task: () => Promise<void>): void {
    const before = this.#setting;
    this.#setting = (async () => {
      await before;
      if (!this.#isStopped) await task().catch(this.#onFailure);
    })();
  }
}

function named(names: readonly CommandName[], language: SpokenLanguage) {
  return names.map((command) => ({ command, description: generalWords[language].descriptions[command] }));
}
