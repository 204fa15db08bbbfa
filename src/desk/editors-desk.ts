import { levelOf } from '../store/engines/failures.ts';
import { accessGate, publicLinks } from './chat/access.ts';
import { BackgroundTasks } from './chat/background-tasks.ts';
import { DeskBot } from './chat/bot.ts';
import { composeDesk } from './chat/composer.ts';
import type { Changes, Command, Desk, DeskParts, Subject } from './chat/desk.ts';
import { Hearing } from './chat/hearing.ts';
import { Menu } from './chat/menu.ts';
import { Outsiders } from './chat/outsiders.ts';
import { approvalSubject } from './commands/approval.ts';
import { articlesSubject } from './commands/articles.ts';
import { auditSubject } from './commands/audit-log.ts';
import { backupSubject } from './commands/backup.ts';
import { burstSubject } from './commands/burst.ts';
import { chatsSubject } from './commands/chats.ts';
import { digestSubject } from './commands/digest.ts';
import { guideSubject } from './commands/guide.ts';
import { holdReleaseKillSubject } from './commands/hold-release-kill.ts';
import { hoursSubject } from './commands/hours.ts';
import { pausingSubject } from './commands/pausing.ts';
import { peopleSubject } from './commands/people.ts';
import { postingSubject } from './commands/posting.ts';
import { previewSubject } from './commands/preview.ts';
import { queueSubject } from './commands/queue.ts';
import { retrySubject } from './commands/retry.ts';
import { sourcesSubject } from './sources/sources.ts';
import { statusSubject } from './commands/status.ts';
import { postingAnewSubject } from './commands/posting-anew.ts';
import { uncertainSubject } from './commands/uncertain.ts';
import { statisticsSubject } from './statistics/statistics.ts';

/** Everything that editors can say and press. The order is that of the help and of Telegram's menus. */
const subjects: readonly Subject[] = [
  guideSubject,
  statusSubject,
  articlesSubject,
  previewSubject,
  postingSubject,
  queueSubject,
  holdReleaseKillSubject,
  pausingSubject,
  retrySubject,
  uncertainSubject,
  postingAnewSubject,
  chatsSubject,
  sourcesSubject,
  approvalSubject,
  burstSubject,
  digestSubject,
  statisticsSubject,
  hoursSubject,
  auditSubject,
  peopleSubject,
  backupSubject,
];

export const deskCommands: readonly Command[] = subjects.flatMap(({ commands = [] }) => commands);

/** Everything that editors can change, by the action in the audit. */
export const deskChanges: Changes = Object.assign(
  {},
  ...subjects.flatMap(({ commands = [], buttons = [], articleButtons = [] }) =>
    [...commands, ...buttons, ...articleButtons].map(({ changes }) => changes),
  ),
);

/** The desk at work: it listens to editors, answers them, and keeps their menus. */
export class EditorsDesk {
  readonly #desk: Desk;
  readonly #bot: DeskBot;

  constructor(parts: DeskParts) {
    const { access, log, telegram } = parts;
    this.#desk = {
      ...parts,
      commands: deskCommands,
      articleActions: new Set(
        subjects.flatMap(({ articleButtons = [] }) => articleButtons.map(({ action }) => action)),
      ),
      changes: deskChanges,
      menu: new Menu(telegram.api, deskCommands, (error) => log.debug({ error }, 'a menu was not set')),
      tasks: new BackgroundTasks(),
    };
    const outsiders = new Outsiders(
      () => publicLinks(parts),
      () => parts.clock.now(),
    );
    parts.events.listen('editors changed', () => outsiders.forget());
    const gate = accessGate(parts, outsiders, composeDesk(subjects, this.#desk));
    const options = {
      ...access,
      log,
      fetch: telegram.fetch,
      keepWebhook: parts.config.keepWebhook,
      hearing: new Hearing(parts.notices, parts.clock, log),
      outsiders,
      addresses: parts.addresses,
    };
    this.#bot = new DeskBot(options, gate);
  }

  /** See `DeskBot.isListening`. */
  get isListening(): boolean {
    return this.#bot.isListening;
  }

  start(): void {
    this.#bot.start();
    this.#showMenus().catch((error: unknown) =>
      this.#desk.log[levelOf(error)]({ error }, 'the menus were not set'),
    );
  }

  /** Finishes the answers that are under way. */
  async stop(): Promise<void> {
    await Promise.all([this.#bot.stop(), this.#desk.menu.stop(), this.#desk.tasks.stop()]);
  }

  /** Everybody sees `/start`, owners and editors see their commands. */
  async #showMenus(): Promise<void> {
    const { access, menu, store } = this.#desk;
    menu.showEverybody();
    for (const id of access.ownerIds) menu.show(id, 'owner', await store.editors.languageOf(id));
    for (const { userId } of await store.editors.list()) {
      menu.show(userId, 'editor', await store.editors.languageOf(userId));
    }
  }
}
