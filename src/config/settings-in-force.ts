import { gatherSettings, showGiven, type ProcessEnvironment } from './given-settings.ts';
import { describeSettings, settingsGroups, type SettingsGroup } from './settings-table.ts';

/** A setting as the program uses it. */
export interface SettingInForce {
  name: string;
  /** Without secrets. null: it is not set. */
  value: string | null;
  /** Where the value comes from. */
  from: '.env' | 'environment' | 'default' | 'nowhere';
  /** What the program does without a value; null: it has one. */
  otherwise: string | null;
}

/** Every setting under the headings of .env.example. The settings must be right: see `loadConfig`. */
export function settingsInForce(
  environment: ProcessEnvironment,
): { group: SettingsGroup; heading: string; settings: SettingInForce[] }[] {
  const given = gatherSettings(environment, [], [], []);
  const all = describeSettings().map(({ default: usual, group, name, otherwise }) => {
    const where = given.get(name)?.where;
    const from =
      where === undefined
        ? usual === null
          ? 'nowhere'
          : 'default'
        : where.includes('.env')
          ? '.env'
          : 'environment';
    const shown = showGiven(name, given);
    const value = shown === null ? usual : shown.slice(0, shown.length - (where?.length ?? 0));
    const setting: SettingInForce = {
      name,
      value,
      from,
      otherwise: value === null ? (otherwise ?? '') : null,
    };
    return { group, setting };
  });
  const groups = Object.keys(settingsGroups) as SettingsGroup[]; // it has no others
  return groups.map((key) => ({
    group: key,
    heading: settingsGroups[key],
    settings: all.filter(({ group }) => group === key).map(({ setting }) => setting),
  }));
}
