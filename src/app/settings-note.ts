import type { Config } from '../config/config.ts';
import { isDatabaseAway } from '../store/engines/failures.ts';
import { settingsKey } from '../watch/alerts/trouble-text.ts';
import type { Rooms } from './rooms.ts';

/** How soon a note is tried again that the database could not take, milliseconds. */
const noteAgainMs = 1_000;

/**
 * Notes what became of reading the settings, for the log chat and for `status`.
 * @param mistake null: they were taken.
 * @param files what was read; null: what was read before is still in use.
 */
export async function noteSettings(
  { notices, store }: Pick<Rooms, 'notices' | 'store'>,
  mistake: string | null,
  files: Config['files'] | null,
): Promise<void> {
  if (files !== null) await store.facts.set('settings_read', JSON.stringify(files));
  if (mistake === null) await notices.end(settingsKey);
  else await notices.begin(settingsKey, mistake);
}

/**
 * Notes at the start that the settings were taken. Bots work by then, so that the database is away in this moment ends
 * nothing: the note is tried again until it is made.
 */
export async function noteStart(rooms: Rooms): Promise<void> {
  const { clock, config, stopping, tasks } = rooms;
  const note = async () => {
    try {
      await noteSettings(rooms, null, config.files);
      return true;
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      return stopping.signal.aborted;
    }
  };
  if (await note()) return;
  const noteLater = async () => {
    do await clock.wait(noteAgainMs, stopping.signal);
    while (!(await note()));
  };
  tasks.try(noteLater, 'the settings that were taken could not be noted');
}
