import type { AddressBook } from '../../deliver/addresses/address-book.ts';
import type { Api, CallbackQueryContext } from 'grammy/web';
import type { BotConfig } from '../../config/config.ts';
import type { Messenger } from '../../deliver/messenger.ts';
import type { Notices } from '../../deliver/notices.ts';
import type { GrammyFetch } from '../../deliver/telegram/telegram.ts';
import { noteBy } from '../../editing/editor.ts';
import type { Events } from '../../events.ts';
import type { Logger } from '../../log.ts';
import type { Channel } from '../../news/channel.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import type { Listed } from '../../store/articles/search.ts';
import type { AuditEntry } from '../../store/records/audit.ts';
import type { Store } from '../../store/store.ts';
import type { Clock } from '../../time/clock.ts';
import type { Timetable } from '../../timetable.ts';
import type { BackgroundTasks } from './background-tasks.ts';
import type { Role } from '../../editing/rights.ts';
import { editorOf, type DeskContext } from './context.ts';
import type { Menu } from './menu.ts';

/** The objects of the program that the desk of a bot works with. */
export interface DeskParts {
  config: Pick<
    BotConfig,
    | 'bot'
    | 'bots'
    | 'channels'
    | 'everyChannel'
    | 'sections'
    | 'sources'
    | 'deskLanguage'
    | 'timeZone'
    | 'pollSchedule'
    | 'inlineSearch'
    | 'keepWebhook'
    | 'publicUrl'
  >;
  /** `apiRoot`: null is Telegram's own. */
  access: { token: string; apiRoot: string | null; ownerIds: readonly number[] };
  /** `logChatId`: null if there is no log chat. `findLogChat` asks whether it has become a supergroup. */
  telegram: Pick<Messenger, 'send' | 'logChatId'> & {
    api: Api;
    fetch: GrammyFetch;
    findLogChat(): Promise<void>;
  };
  /** A post of somebody else in a channel tells a number of the channel. */
  addresses: Pick<AddressBook, 'groupOf' | 'heard' | 'placeOf'>;
  /** With the records of the bot. */
  store: Store;
  timetable: Timetable;
  clock: Clock;
  log: Logger;
  events: Events;
  notices: Notices;
  /** For what concerns the people of all bots. */
  everyone: Notices;
  pipeline: Pipeline;
  /** Telegram does not know the token of the bot. */
  onRefused: () => void;
  /** Whether the bot certainly is this process's. Otherwise another one may listen to its editors. */
  mayListen: () => boolean;
  /** Where people of this machine find the page; null: it is off, or not served yet. */
  page: { readonly url: string | null };
}

/**
 * What every handler gets: the parts, and what is derived from the declared commands. `config.channels` are those that the
 * person commands, and `store` shows no posts of others.
 */
export interface Desk extends DeskParts {
  /** In the order of the help. */
  commands: readonly Command[];
  /** The actions of the buttons about one article, by which an answered message is recognised. */
  articleActions: ReadonlySet<string>;
  changes: Changes;
  menu: Menu;
  tasks: BackgroundTasks;
}

/** Translates a value of the audit into the language of the reader. */
export type ReadValue = (value: string, language: SpokenLanguage, showMoment: (at: Date) => string) => string;

/** How `/log` shows one kind of change. */
export interface Change {
  /** Stands between the editor's name and the subject. */
  verb(language: SpokenLanguage): string;
  /** Both values, only the new one, or none. */
  shows: 'both' | 'after' | 'nothing';
  /** Absent: the values are shown as they were written. */
  read?: ReadValue;
}

/** By the action that is written into the audit. */
export type Changes = Readonly<Record<string, Change>>;

/** The text after a command, and an example for an answer to a wrong one. */
export interface Asked {
  text: string;
  /** The first example of the command, with the name of a real channel. */
  example: string;
}

/** A command, declared once: help, menus, rights and the audit are derived from it. */
export interface Command {
  name: string;
  /** Names of earlier versions, which still work. */
  aliases?: readonly string[];
  /** Known, but neither in the help nor in the menu. */
  isHidden?: boolean;
  /** Whether nothing follows its name. A text there is refused: the person expects something of it. */
  isBare?: boolean;
  /** Owners may use every command. */
  who: Role;
  /** For the help and for Telegram's menu, which allows 3 to 256 characters. */
  description(language: SpokenLanguage): string;
  /** `/help` shows the first, `/help <command>` all of them. CHANNEL is replaced with the name of a real channel. */
  examples: readonly string[];
  /** The actions that it writes into the audit. Absent: the command only shows something. */
  changes?: Changes;
  handle(context: DeskContext, desk: Desk, asked: Asked): Promise<void>;
}

/** A button, recognised by its data. Buttons stay in chats for years, so a format of data is never changed. */
export interface DeskButton {
  data: RegExp;
  /** Absent: editors. */
  who?: Role;
  changes?: Changes;
  /** `parts`: the groups of the pattern; an absent group is an empty text. */
  handle(context: ButtonContext, desk: Desk, parts: readonly string[]): Promise<void>;
}

/** A button about one article. Its data is `<action>:<key>` or `<action>:<key>:<channel>`; * is all that take it. */
export interface ArticleButton {
  action: string;
  changes?: Changes;
  /** `channel`: null is all that take the article. */
  handle(context: ButtonContext, desk: Desk, listed: Listed, channel: Channel | null): Promise<void>;
}

export type ButtonContext = CallbackQueryContext<DeskContext>;

/** Everything that the desk can do about one subject. */
export interface Subject {
  commands?: readonly Command[];
  buttons?: readonly DeskButton[];
  articleButtons?: readonly ArticleButton[];
  /** Called for a message that replies to another one, before `onMessage`. @returns whether it was meant by the reply. */
  onReply?(context: DeskContext, desk: Desk): Promise<boolean>;
  /** Called for a message that no reply was meant by, before `onMessage`. @returns whether it was taken. */
  onContent?(context: DeskContext, desk: Desk): Promise<boolean>;
  /** Called when an editor edited a message of theirs. */
  onEdit?(context: DeskContext, desk: Desk): Promise<void>;
  /** Called for a message that is not a known command. */
  onMessage?(context: DeskContext, desk: Desk): Promise<void>;
}

/** The examples of a command, ready to be sent. `channel`: the name of a real one. */
export function formsOf({ examples }: Pick<Command, 'examples'>, channel: string): string[] {
  return examples.map((example) => example.replace('CHANNEL', channel));
}

/** Writes down what the person who is answered changed. The action must be declared, so that `/log` can read it. */
export async function note(
  context: DeskContext,
  { store, clock, changes }: Pick<Desk, 'store' | 'clock' | 'changes'>,
  entry: Pick<AuditEntry, 'action' | 'subject' | 'before' | 'after'>,
): Promise<void> {
  await noteBy(editorOf(context), { store, clock, changes }, entry);
}

/** A channel by its name, or by its address in Telegram, in upper or lower case; null: there is none. */
export function channelNamed(channels: readonly Channel[], name: string): Channel | null {
  const wanted = name.toLowerCase();
  return (
    channels.find((channel) => channel.name === wanted || channel.id.toLowerCase() === wanted) ??
    channels.find((channel) => channel.id.toLowerCase() === `@${wanted}`) ??
    null
  );
}
