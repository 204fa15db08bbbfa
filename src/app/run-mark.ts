import { namesOf, type Rooms } from './rooms.ts';

/** How often the run mark beside the database is written. */
const markMs = 5_000;

/**
 * Keeps the run mark: how far the ledger has come, so that an older copy of it is recognised. After such a copy was
 * put back, this begins when all channels have been read.
 */
export function keepRunMark({ config, events, log, store, tasks, undo }: Rooms, isOlderCopy: boolean): void {
  const unread = new Set(isOlderCopy ? namesOf(config) : []);
  const write = () => (unread.size === 0 ? store.mark.write() : Promise.resolve());
  const accept = () => tasks.try(() => store.mark.accept(), 'the run mark was not written');
  tasks.every(markMs, () => tasks.try(write, 'the run mark was not written'));
  undo.push(() => write().catch(() => undefined));
  if (unread.size === 0) return accept();
  log.warn({}, olderCopy);
  events.listen('caught up', ({ channel }) => {
    if (unread.delete(channel) && unread.size === 0) accept();
  });
}

const olderCopy =
  'this database is an older copy of the one that ran here: the channels are read from the last known post on, ' +
  'before anything is posted';
