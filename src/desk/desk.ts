import { Composer } from 'grammy';
import type { Store } from '../store/store.ts';
import { editorsOnly, type DeskContext } from './access.ts';
import { approvalDesk, type ApprovalPorts } from './approval.ts';
import { digestDesk, type DigestPorts } from './digest.ts';
import { heldDesk } from './held.ts';
import { hoursDesk, type HoursPorts } from './hours.ts';
import { statisticsDesk, type StatisticsPorts } from './statistics.ts';

export interface DeskPorts {
  isEditor(userId: number): boolean;
  ledger: Store['ledger'];
  statistics: StatisticsPorts;
  /** null: there is no chat in which to ask. */
  approval: ApprovalPorts | null;
  hours: HoursPorts;
  digests: DigestPorts;
  /** An editor changed something: the lanes should look again. */
  onChange(): void;
}

/** Everything that editors can say, behind the one door that lets only them through. */
export function buildDesk(ports: DeskPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.use(heldDesk(ports.ledger, () => ports.onChange()));
  desk.use(statisticsDesk(ports.statistics));
  if (ports.approval !== null) desk.use(approvalDesk(ports.approval));
  desk.use(hoursDesk(ports.hours));
  desk.use(digestDesk(ports.digests));
  return editorsOnly((userId) => ports.isEditor(userId), desk);
}
