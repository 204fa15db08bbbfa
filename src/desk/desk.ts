import { Composer } from 'grammy/web';
import type { SpokenLanguage } from '../news/language.ts';
import { accessGate } from './chat/access.ts';
import type { DeskContext } from './chat/context.ts';
import type { ApprovalPorts } from '../watch/approval.ts';
import { approvalDesk } from './commands/approval.ts';
import { articlesDesk } from './commands/articles.ts';
import { auditDesk } from './commands/audit-log.ts';
import type { BackupDesk } from './commands/backup.ts';
import { digestDesk, type DigestPorts } from './commands/digest.ts';
import { guideDesk, leftoverDesk } from './commands/guide.ts';
import { heldDesk } from './commands/held.ts';
import { hoursDesk, type HoursPorts } from './commands/hours.ts';
import type { Menu } from './chat/menu.ts';
import { pausingDesk } from './commands/pausing.ts';
import { peopleDesk } from './commands/people.ts';
import type { DeskPorts } from './chat/ports.ts';
import { postingDesk } from './commands/posting.ts';
import { previewDesk } from './commands/preview.ts';
import { queueDesk } from './commands/queue.ts';
import { statisticsDesk, type StatisticsPorts } from './statistics/statistics.ts';
import { statusDesk } from './commands/status.ts';
import { holdReleaseKillDesk } from './commands/hold-release-kill.ts';

/** What the single subjects need besides what all of them share. */
export interface SubjectPorts {
  menu: Menu;
  backup: BackupDesk;
  statistics: StatisticsPorts;
  /** null: there is no chat in which to ask. */
  approval: ApprovalPorts | null;
  hours: HoursPorts;
  digests: DigestPorts;
}

/** Everything that editors can say, one file per subject, behind the one gate that lets only them through. */
export function buildDesk(ports: DeskPorts, subjects: SubjectPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.use(guideDesk(subjects.menu, ports.channels));
  desk.use(statusDesk(ports));
  desk.use(articlesDesk(ports));
  desk.use(previewDesk(ports));
  desk.use(postingDesk(ports));
  desk.use(holdReleaseKillDesk(ports));
  desk.use(queueDesk(ports));
  desk.use(pausingDesk(ports));
  desk.use(heldDesk(ports));
  desk.use(statisticsDesk(subjects.statistics));
  if (subjects.approval !== null) desk.use(approvalDesk(subjects.approval));
  desk.use(hoursDesk(subjects.hours));
  desk.use(digestDesk(subjects.digests));
  desk.use(peopleDesk(ports, subjects.menu));
  desk.use(auditDesk(ports));
  desk.use(subjects.backup.composer);
  desk.use(leftoverDesk(ports));
  return accessGate(accessOf(ports), desk);
}

function accessOf(ports: DeskPorts) {
  const { editors } = ports.store;
  return {
    roleOf: async (userId: number) => {
      if (ports.ownerIds.includes(userId)) return 'owner';
      return (await editors.has(userId)) ? 'editor' : null;
    },
    languageOf: (userId: number): Promise<SpokenLanguage | null> => editors.languageOf(userId),
    language: ports.language,
    logChatId: () => ports.logChatId(),
    findLogChat: () => ports.findLogChat(),
    channelLinks: ports.channels
      .filter(({ id }) => id.startsWith('@'))
      .map(({ id }) => `https://t.me/${id.slice(1)}`),
    channelIds: ports.channels.map(({ id }) => id),
    now: () => ports.now(),
    onFailure: (error: unknown) => ports.onFailure(error),
  } as const;
}

/** Tells Telegram what each person may say: everybody `/start`, owners and editors their commands. */
export async function showMenus(ports: Pick<DeskPorts, 'store' | 'ownerIds'>, menu: Menu): Promise<void> {
  const { editors } = ports.store;
  menu.showEverybody();
  for (const id of ports.ownerIds) menu.show(id, 'owner', await editors.languageOf(id));
  for (const { userId } of await editors.list()) {
    menu.show(userId, 'editor', await editors.languageOf(userId));
  }
}
