import type { Api } from 'grammy/web';
import { spokenLanguages, type SpokenLanguage } from '../../news/language.ts';
import type { Role } from '../../editing/rights.ts';

/** The part of a command that a menu shows. */
interface MenuCommand {
  name: string;
  who: Role;
  isHidden?: boolean;
  description(language: SpokenLanguage): string;
}

type MenuApi = Pick<Api, 'setMyCommands' | 'deleteMyCommands'>;

/** undefined: the menu for all languages that have none of their own. */
const languageCodes = [undefined, ...spokenLanguages];

/**
 * The list of commands that Telegram shows beside the field for messages: `/start` for everybody, and in the chats
 * of owners and editors the commands that they may use. It is set in the background, and a failure is harmless.
 * Source: https://core.telegram.org/bots/api#determining-list-of-commands
 */
export class Menu {
  readonly #api: MenuApi;
  readonly #commands: readonly MenuCommand[];
  readonly #onFailure: (error: unknown) => void;
  #setting: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(api: MenuApi, commands: readonly MenuCommand[], onFailure: (error: unknown) => void) {
    this.#api = api;
    this.#commands = commands;
    this.#onFailure = onFailure;
  }

  showEverybody(): void {
    this.#later(async () => {
      for (const code of languageCodes) {
        const commands = described(
          this.#commands.filter(({ name }) => name === 'start'),
          code ?? 'en',
        );
        await this.#api.setMyCommands(commands, code === undefined ? {} : { language_code: code });
      }
    });
  }

  /** `language`: the one that the person chose, whatever their app speaks; null: that of the app. */
  show(userId: number, role: Role, language: SpokenLanguage | null): void {
    const shown = this.#commands.filter(
      ({ isHidden, who }) => isHidden !== true && (who === 'editor' || role === 'owner'),
    );
    const scope = { type: 'chat', chat_id: userId } as const;
    this.#later(async () => {
      for (const code of languageCodes) {
        const commands = described(shown, language ?? code ?? 'en');
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

  /** Menus that are not set yet are set at the next start. */
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

function described(commands: readonly MenuCommand[], language: SpokenLanguage) {
  return commands.map((command) => ({
    command: command.name,
    description: command.description(language),
  }));
}
