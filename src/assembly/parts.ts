import type { Config } from '../config/config.ts';
import type { Clock } from '../time/clock.ts';
import type { Pacer } from '../deliver/pacer.ts';
import type { Telegram } from '../deliver/telegram/telegram.ts';
import type { Alerts } from '../watch/alerts.ts';
import type { Outage } from '../watch/outage.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { Timetable } from '../timetable.ts';

/** Which Telegram to speak to; in the sandbox it is not the one of the settings. */
export interface TelegramAccess {
  token: string;
  apiRoot: string | null;
  logChatId: string | null;
  ownerIds: readonly number[];
}

/** What the rooms are put together from. */
export interface Parts {
  config: Config;
  access: TelegramAccess;
  store: Store;
  log: Logger;
  clock: Clock;
  timetable: Timetable;
  telegram: Telegram;
  pacer: Pacer;
  alerts: Alerts;
  outage: Outage;
  /** Aborted when the program is asked to end. */
  stopping: AbortSignal;
  /** Something changed: every lane looks again. */
  wake(): void;
  pollNow(): void;
  lastPollAt(): Date | null;
  /** Whether the desk has heard all that editors said until a moment ago. */
  isListening(): boolean;
}
