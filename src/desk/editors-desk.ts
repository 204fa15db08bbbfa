import { InlineSearch } from '../readers/inline-search.ts';
import { ReaderCounts } from '../readers/reader-counts.ts';
import { levelOf } from '../store/engines/failures.ts';
import { accessGate, publicLinks } from './chat/access.ts';
import { BackgroundTasks } from './chat/background-tasks.ts';
import { DeskBot } from './chat/bot.ts';
import { composeDesk } from './chat/composer.ts';
import type { Changes, Command, Desk, DeskButton, DeskParts, Subject } from './chat/desk.ts';
import { Hearing } from './chat/hearing.ts';
import { Menu } from './chat/menu.ts';
import { Outsiders } from './chat/outsiders.ts';
import { approvalSubject } from './commands/approval.ts';
import { articlesSubject } from './commands/articles.ts';
import { clusterSubject } from './commands/cluster.ts';
import { auditSubject } from './commands/audit-log.ts';
import { backupSubject } from './commands/backup.ts';
import { burstSubject } from './commands/burst.ts';
import { chatsSubject } from './commands/chats.ts';
import { digestSubject } from './commands/digest.ts';
import { guideSubject } from './commands/guide.ts';
import { holdReleaseKillSubject } from './commands/hold-release-kill.ts';
import { hoursSubject } from './commands/hours.ts';
import { pausingSubject } from './commands/pausing.ts';
import { editorsSubject } from './people/editors.ts';
import { languageSubject } from './people/language.ts';
import { postingSubject } from './commands/posting.ts';
import { previewSubject } from './commands/preview.ts';
import { queueSubject } from './commands/queue.ts';
import { retrySubject } from './commands/retry.ts';
import { draftsSubject } from './sources/drafts.ts';
import { sourcesSubject } from './sources/sources.ts';
import { statusSubject } from './commands/status.ts';
import { postingAnewSubject } from './commands/posting-anew.ts';
import { uncertainSubject } from './commands/uncertain.ts';
import { webSubject } from './people/web.ts';
import { editSubject } from './writing/edit.ts';
import { newPostSubject } from './writing/new-post.ts';
import { pinSubject } from './writing/pin.ts';
import { timedSubject } from './writing/timed.ts';
import { linksSubject } from './readers/links.ts';
import { topSubject } from './readers/top.ts';
import { statisticsSubject } from './statistics/statistics.ts';

/** Everything that editors can say and press. The order is that of the help and of Telegram's menus. */
const subjects: readonly Subject[] = [
  guideSubject,
  statusSubject,
  articlesSubject,
  previewSubject,
  postingSubject,
  newPostSubject,
  editSubject,
  pinSubject,
  timedSubject,
  queueSubject,
  holdReleaseKillSubject,
  pausingSubject,
  retrySubject,
  uncertainSubject,
  postingAnewSubject,
  chatsSubject,
  sourcesSubject,
  approvalSubject,
  draftsSubject,
  burstSubject,
  digestSubject,
  statisticsSubject,
  topSubject,
  linksSubject,
  hoursSubject,
  auditSubject,
  webSubject,
  languageSubject,
  editorsSubject,
  backupSubject,
  clusterSubject,
];

export const deskCommands: readonly Command[] = subjects.flatMap(({ commands = [] }) => commands);

export const deskButtons: readonly DeskButton[] = subjects.flatMap(({ buttons = [] }) => buttons);

/** The actions of the buttons about one article. */
export const articleActions: readonly string[] = subjects.flatMap(({ articleButtons = [] }) =>
  articleButtons.map(({ action }) => action),
);

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
  readonly #inlineSearch: InlineSearch | null;

  constructor(parts: DeskParts) {
    const { access, log, telegram } = parts;
    this.#desk = {
      ...parts,
      commands: deskCommands,
      articleActions: new Set(articleActions),
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
    this.#inlineSearch = parts.config.inlineSearch ? inlineSearchOf(parts) : null;
    const options = {
      ...access,
      clock: parts.clock,
      log,
      fetch: telegram.fetch,
      keepWebhook: parts.config.keepWebhook,
      onRefused: parts.onRefused,
      mayListen: parts.mayListen,
      hearing: new Hearing(parts.notices, parts.clock, log),
      outsiders,
      addresses: parts.addresses,
      inlineSearch: this.#inlineSearch,
      readers: new ReaderCounts({ ...parts, logChat: telegram }),
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
    await this.#inlineSearch?.stop();
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

/** How long Telegram may show the same answer to everybody. */
const cacheSeconds = 60;

function inlineSearchOf(parts: DeskParts): InlineSearch {
  const { log, telegram } = parts;
  return new InlineSearch({
    ...parts,
    answer: async (queryId, { nextOffset, results }) => {
      const shown = { cache_time: cacheSeconds, is_personal: false, next_offset: nextOffset };
      await telegram.api.answerInlineQuery(queryId, results, shown);
    },
    // Most of these came too late: the reader typed on. The error of a request holds what was asked.
    onFailure: (error) =>
      log.debug({ reason: error instanceof Error ? error.name : 'unknown' }, 'a reader got no answer'),
  });
}
