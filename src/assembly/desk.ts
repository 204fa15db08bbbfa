import { composeArticle } from '../compose/composer.ts';
import type { ApprovalPorts } from '../desk/approval.ts';
import type { DigestPorts } from '../desk/digest.ts';
import type { HoursPorts } from '../desk/hours.ts';
import { TelegramLogChat } from '../desk/log-chat.ts';
import type { DeskPorts } from '../desk/ports.ts';
import type { StatisticsPorts } from '../desk/statistics.ts';
import type { Digests } from '../digests.ts';
import { isTaken } from '../plan/filter.ts';
import type { Store } from '../store/store.ts';
import type { Parts } from './parts.ts';

/** What each subject of the desk needs of the other rooms. */
export function statisticsPorts(parts: Parts): StatisticsPorts {
  return {
    statistics: parts.store.statistics,
    channels: parts.config.channels.map(({ name }) => name),
    timeZone: parts.config.timeZone,
    languageOf: ({ language }) => language,
    now: () => new Date(),
    onFailure: (error) => parts.log.warn({ error }, 'the statistics could not be drawn'),
  };
}

export function deskPorts(parts: Parts): DeskPorts {
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

/** null: there is nobody to ask. */
export function approvalPorts(parts: Parts): ApprovalPorts | null {
  const { logChatId } = parts.access;
  if (logChatId === null) return null;
  const { channels, deskLanguage: language, timeZone } = parts.config;
  return {
    approvals: parts.store.approvals,
    channels,
    language,
    timeZone,
    logChat: new TelegramLogChat(parts.telegram.api, logChatId),
    isListening: () => parts.isListening(),
    now: () => parts.clock.now(),
    decided: ({ id, name }, subject, decision) =>
      audit(parts, { userId: id, name, action: 'approval', subject, before: 'waiting', after: decision }),
    onChange: () => parts.wake(),
    onFailure: (error) => parts.log.warn({ error }, 'editors could not be asked; it is tried again'),
  };
}

export function hoursPorts(parts: Parts): HoursPorts {
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

export function digestPorts(parts: Parts, digests: Digests): DigestPorts {
  return {
    channels: parts.config.channels,
    digests,
    posted: ({ id, name }, subject) =>
      audit(parts, { userId: id, name, action: 'digest', subject, before: null, after: 'posted' }),
    onChange: () => parts.wake(),
    now: () => parts.clock.now(),
  };
}

async function audit(parts: Parts, entry: Omit<Parameters<Store['audit']['write']>[0], 'at'>): Promise<void> {
  await parts.store.audit.write({ ...entry, at: parts.clock.now() });
}
