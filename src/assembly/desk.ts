import { composeArticle } from '../compose/composer.ts';
import { grammyFetch } from '../deliver/telegram/telegram.ts';
import type { ApprovalPorts } from '../watch/approval.ts';
import { BackupDesk } from '../desk/commands/backup.ts';
import { DeskBot } from '../desk/chat/bot.ts';
import { buildDesk, showMenus } from '../desk/desk.ts';
import type { DigestPorts } from '../desk/commands/digest.ts';
import type { HoursPorts } from '../desk/commands/hours.ts';
import { Menu } from '../desk/chat/menu.ts';
import type { DeskPorts } from '../desk/chat/ports.ts';
import type { StatisticsPorts } from '../desk/statistics/statistics.ts';
import type { Digests } from '../digests.ts';
import { isTaken } from '../plan/filter.ts';
import { audit } from './audit.ts';
import type { Parts } from './parts.ts';

/** The desk at work: the bot that listens to editors, and what it has in hand. */
export class EditorsDesk {
  readonly #parts: Parts;
  readonly #bot: DeskBot;
  readonly #menu: Menu;
  readonly #backup: BackupDesk;

  /** `approval`: null where there is nobody to ask. */
  constructor(parts: Parts, approval: ApprovalPorts | null, digests: Digests) {
    const { access, log, telegram } = parts;
    const ports = deskPorts(parts);
    this.#parts = parts;
    this.#menu = new Menu(telegram.api, (error) => log.debug({ error }, 'a menu was not set'));
    this.#backup = new BackupDesk(ports);
    const desk = buildDesk(ports, {
      menu: this.#menu,
      backup: this.#backup,
      statistics: statisticsPorts(parts),
      approval,
      hours: hoursPorts(parts),
      digests: digestPorts(parts, digests),
    });
    this.#bot = new DeskBot({ ...access, fetch: grammyFetch }, desk, log);
  }

  /** See `DeskBot.isListening`. */
  get isListening(): boolean {
    return this.#bot.isListening;
  }

  start(): void {
    const { access, log, store } = this.#parts;
    this.#bot.start();
    showMenus({ store, ownerIds: access.ownerIds }, this.#menu).catch((error: unknown) =>
      log.warn({ error }, 'the menus were not set'),
    );
  }

  /** Finishes what it has in hand. */
  async stop(): Promise<void> {
    await Promise.all([this.#bot.stop(), this.#menu.stop(), this.#backup.stop()]);
  }
}

/** What each subject of the desk needs of the other rooms. */
function statisticsPorts(parts: Parts): StatisticsPorts {
  return {
    statistics: parts.store.statistics,
    channels: parts.config.channels.map(({ name }) => name),
    timeZone: parts.config.timeZone,
    languageOf: ({ language }) => language,
    now: () => new Date(),
    onFailure: (error) => parts.log.warn({ error }, 'the statistics could not be drawn'),
  };
}

function deskPorts(parts: Parts): DeskPorts {
  const { ownerIds } = parts.access;
  return {
    store: parts.store,
    channels: parts.config.channels,
    ownerIds,
    logChatId: () => parts.telegram.logChatId,
    findLogChat: () => parts.telegram.findLogChat(),
    language: parts.config.deskLanguage,
    timeZone: parts.config.timeZone,
    compose: composeArticle,
    isTaken,
    lastPollAt: () => parts.lastPollAt(),
    nextDigestAt: ({ digest }, now) =>
      digest === null ? null : parts.timetable.nextOf(digest.schedule.text, now),
    now: () => parts.clock.now(),
    onChange: () => parts.wake(),
    onArticleChange: () => parts.pollNow(),
    onFailure: (error) => parts.log.warn({ error }, 'an editor could not be answered'),
  };
}

function hoursPorts(parts: Parts): HoursPorts {
  const { channels, pollSchedule, timeZone } = parts.config;
  return {
    channels,
    timeZone,
    pollSchedule,
    timetable: parts.timetable,
    pausedUntil: (channel) => parts.store.channels.pausedUntil(channel, parts.clock.now()),
    changed: async ({ id, name }, subject, before, after) => {
      await audit(parts, { userId: id, name, action: 'quiet', subject, before, after });
      parts.wake();
    },
    now: () => parts.clock.now(),
  };
}

function digestPorts(parts: Parts, digests: Digests): DigestPorts {
  return {
    channels: parts.config.channels,
    digests,
    posted: ({ id, name }, subject) =>
      audit(parts, { userId: id, name, action: 'digest', subject, before: null, after: 'posted' }),
    onChange: () => parts.wake(),
    now: () => parts.clock.now(),
  };
}
