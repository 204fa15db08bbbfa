import { Composer } from 'grammy';
import type { Store } from '../store/store.ts';
import { editorsOnly, type DeskContext } from './access.ts';
import { heldDesk } from './held.ts';
import { statisticsDesk, type StatisticsPorts } from './statistics.ts';

export interface DeskPorts {
  isEditor(userId: number): boolean;
  ledger: Store['ledger'];
  statistics: StatisticsPorts;
  /** An editor changed something: the lanes should look again. */
  onChange(): void;
}

/** Everything that editors can say, behind the one door that lets only them through. */
export function buildDesk(ports: DeskPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.use(heldDesk(ports.ledger, () => ports.onChange()));
  desk.use(statisticsDesk(ports.statistics));
  return editorsOnly((userId) => ports.isEditor(userId), desk);
}
