import type { BotService } from '../bots/bot.ts';
import type { Config } from '../config/config.ts';
import { Notices } from '../deliver/notices.ts';
import type { Events } from '../events.ts';
import type { Logger } from '../log.ts';
import type { Measures } from '../measures.ts';
import type { KhabarshyError } from '../news/errors.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';
import type { Timetable } from '../timetable.ts';
import type { SiteBot } from '../web/site/site-parts.ts';
import type { BackgroundTasks } from './background-tasks.ts';
import type { Undo } from './undo.ts';

/** Everything that the app is built from, in the order in which it is built. */
export interface Rooms {
  config: Config;
  log: Logger;
  clock: Clock;
  store: Store;
  events: Events;
  /** For what concerns the people of all bots. */
  notices: Notices;
  timetable: Timetable;
  pipeline: Pipeline;
  measures: Measures;
  /** In a cluster they come and go. */
  bots: BotService[];
  tasks: BackgroundTasks;
  /** Resolved when the program has to end by itself. */
  ending: PromiseWithResolvers<KhabarshyError>;
  stopping: AbortController;
  /** The bots of whose editors the page may be used. */
  onPage: SiteBot[];
  /** Where the page is; null: it is off, or not served yet. */
  pageAt: { url: string | null };
  /** Undone at the end, the newest first. */
  undo: Undo;
}

export function namesOf({ channels }: Pick<Config, 'channels'>): string[] {
  return channels.map(({ name }) => name);
}

/** For the people of these bots; if none of them is served, for those of all bots. */
export function noticesOf(
  { clock, config, events, notices, store }: Pick<Rooms, 'clock' | 'config' | 'events' | 'notices' | 'store'>,
  names: readonly string[],
): Notices {
  const books = config.bots.filter(({ name }) => names.includes(name)).map(({ name }) => store.ofBot(name));
  const [first, ...others] = books;
  return first === undefined ? notices : new Notices([first, ...others], events, clock);
}
