import type { GivenSettings } from '../given-settings.ts';

const placeholder = /\$\{([A-Za-z_]\w*)\}/gu;

/** A text of the settings in which the values of other settings were put. */
export interface Filled {
  text: string;
  /** The values that were put in. They are secrets, or else they would stand in the file. */
  secrets: string[];
  /** Names that are not set. */
  missing: string[];
}

/** Puts the values of the environment and of `.env` in the place of `${NAME}`. */
export function fillPlaceholders(text: string, given: GivenSettings): Filled {
  const secrets: string[] = [];
  const missing: string[] = [];
  const filled = text.replaceAll(placeholder, (written, name: string) => {
    const found = given.get(name);
    if (found === undefined) missing.push(name);
    else secrets.push(found.text);
    return found?.text ?? written;
  });
  return { text: filled, secrets, missing };
}
