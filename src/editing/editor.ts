import type { BotConfig } from '../config/config.ts';
import type { Events } from '../events.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { AuditEntry } from '../store/records/audit.ts';
import type { Reach } from '../store/records/editors.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';
import type { Timetable } from '../timetable.ts';

/** Somebody who commands a bot, or some of its channels, at the desk or on the page. Their rights were checked before. */
export interface Editor extends Reach {
  userId: number;
  /** For the audit, and for other editors. */
  name: string;
  /** In which they are answered. */
  language: SpokenLanguage;
}

/** What the commands of editors work with. */
export interface Editing {
  /** `channels`: those of the bot that the editor commands. */
  config: Pick<BotConfig, 'bots' | 'channels' | 'everyChannel' | 'timeZone'>;
  /** With the records of the bot, and the posts of these channels. */
  store: Store;
  clock: Clock;
  events: Events;
  timetable: Timetable;
  /** Every action that may be written into the audit, so that `/log` can read it. */
  changes: Readonly<Record<string, unknown>>;
}

/** Writes down what an editor changed. */
export async function noteBy(
  { userId, name }: Editor,
  { store, clock, changes }: Pick<Editing, 'store' | 'clock' | 'changes'>,
  entry: Pick<AuditEntry, 'action' | 'subject' | 'before' | 'after'>,
): Promise<void> {
  if (changes[entry.action] === undefined) throw new Error(`no command declares the change ${entry.action}`);
  await store.audit.write({ ...entry, at: clock.now(), userId, name });
}
