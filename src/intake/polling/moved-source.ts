import { veilFoundUrl } from '../../secrets.ts';
import type { Source } from '../../news/source.ts';
import type { SourceState } from '../../store/sources/source-state.ts';

/** Where a source redirects for good is asked directly after so many looks and so long, milliseconds. */
const provenLooks = 10;
const movedMs = 7 * 86_400_000;

/** Also in the future: then the clock was set back. */
export function isLongAgo(moment: Date | null, ms: number, now: Date): boolean {
  const agoMs = moment === null ? Infinity : now.getTime() - moment.getTime();
  return agoMs >= ms || agoMs < 0;
}

/**
 * A source that redirects for good is asked at its new address after a while. Its secrets go to the host of the settings
 * only, so one that has any is asked at the old address for ever.
 */
export function addressOf(source: Source, state: SourceState, now: Date): string {
  return isProven(source, state, now) ? (state.movedTo ?? source.url) : source.url;
}

/** Whether a source is asked at another address than that of the settings. */
export function isProven(
  source: Source,
  { movedLooks: looks, movedSince, movedTo }: SourceState,
  now: Date,
): boolean {
  if (movedTo === null || hasSecrets(source)) return false;
  if (isSameHostOverTls(source.url, movedTo)) return true;
  return looks >= provenLooks && isLongAgo(movedSince, movedMs, now);
}

function hasSecrets({ headers, url }: Source): boolean {
  return Object.keys(headers).length > 0 || (URL.parse(url)?.username ?? '') !== '';
}

function isSameHostOverTls(address: string, movedTo: string): boolean {
  const [old, found] = [URL.parse(address), URL.parse(movedTo)];
  return old?.protocol === 'http:' && found?.protocol === 'https:' && old.hostname === found.hostname;
}

function hasSecret(address: string): boolean {
  return veilFoundUrl(address) !== address;
}

type Moved = Pick<SourceState, 'movedTo' | 'movedSince' | 'movedLooks'>;

/** What is remembered of redirects after a document was read at an address. */
export function movedState(
  source: Pick<Source, 'url'>,
  state: SourceState,
  redirect: string | null,
  address: string,
  now: Date,
): Moved {
  // It is kept as it is, so none with a secret is.
  const found = redirect === null || hasSecret(redirect) ? null : redirect;
  const { movedLooks: looks, movedSince, movedTo } = state;
  // It was asked at its new address already, and may have moved on from there.
  const isDirect = address !== source.url && found === null;
  if (isDirect || (found !== null && found === movedTo)) {
    // More looks prove nothing more, and each would have to be written.
    return { movedTo, movedSince, movedLooks: Math.min(looks + 1, provenLooks) };
  }
  if (found === null) return { movedTo: null, movedSince: null, movedLooks: 0 };
  return { movedTo: found, movedSince: now, movedLooks: 1 };
}
