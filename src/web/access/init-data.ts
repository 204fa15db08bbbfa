import { createHmac, timingSafeEqual } from 'node:crypto';

/** The person that Telegram names to a Mini App. */
export interface AppUser {
  id: number;
  name: string;
  /** As Telegram writes it; '': it names none. */
  languageCode: string;
}

/** What was opened longer ago has to be opened again. */
const oldestMs = 10 * 60_000;

/** A clock of Telegram's, or ours, may be a little ahead. */
const aheadMs = 60_000;

/** More is no data of Telegram's. */
const mostCharacters = 4_096;

/**
 * Reads what Telegram gives to a Mini App of the bot with this token, and makes sure that it comes from there.
 * @returns null: it does not, or it is too old.
 * Source: https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
 */
export function readInitData(initData: string, token: string, now: Date): AppUser | null {
  if (initData.length > mostCharacters) return null;
  const fields = new URLSearchParams(initData);
  const names = [...fields.keys()];
  if (new Set(names).size !== names.length) return null;
  const hash = fields.get('hash') ?? '';
  const checked = [...fields]
    .filter(([name]) => name !== 'hash')
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('\n');
  const key = createHmac('sha256', 'WebAppData').update(token).digest();
  const wanted = createHmac('sha256', key).update(checked).digest();
  const given = Buffer.from(/^[0-9a-f]{64}$/i.test(hash) ? hash : '', 'hex');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const ageMs = now.getTime() - Number(fields.get('auth_date')) * 1_000;
  if (!(ageMs >= -aheadMs && ageMs <= oldestMs)) return null;
  return userOf(fields.get('user'));
}

function userOf(json: string | null): AppUser | null {
  const user: unknown = json === null ? null : parse(json);
  if (typeof user !== 'object' || user === null || !('id' in user) || !Number.isSafeInteger(user.id))
    return null;
  const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
  const first = textOf('first_name' in user ? user.first_name : '');
  const last = textOf('last_name' in user ? user.last_name : '');
  const name = `${first} ${last}`.trim().slice(0, 64);
  return {
    id: Number(user.id),
    name: name === '' ? String(user.id) : name,
    languageCode: textOf('language_code' in user ? user.language_code : ''),
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
