import { changedSince, howToReload, type SettingsPrint } from '../config/settings-prints.ts';
import type { Store } from '../store/store.ts';

/** Says that a running khabarshy has not read the settings of now; null: it has, or none runs. */
export async function unreadSettings(store: Store, isRunning: boolean): Promise<string | null> {
  const known = isRunning ? await store.facts.get('settings_read') : null;
  if (known === null) return null;
  const changed = changedSince(JSON.parse(known) as SettingsPrint[]); // written by App.noteSettings
  if (changed.length === 0) return null;
  return `changed since khabarshy read it: ${changed.join(', ')}; ${howToReload}`;
}
