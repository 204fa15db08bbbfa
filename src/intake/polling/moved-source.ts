import type { Source } from '../../news/source.ts';
import type { SourceState } from '../../store/sources/source-states.ts';

/** Where a source redirects for good is asked directly after so many looks and so long, milliseconds. */
const movedLooks = 10;
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
  return looks >= movedLooks && isLongAgo(movedSince, movedMs, now);
}

function hasSecrets({ headers, url }: Source): boolean {
  return Object.keys(headers).length > 0 || (URL.parse(url)?.username ?? '') !== '';
}

function isSameHostOverTls(address: string, movedTo: string): boolean {
  const [old, found] = [URL.parse(address), URL.parse(movedTo)];
  return old?.protocol === 'http:' && found?.protocol === 'https:' && old.hostname === found.hostname;
}

type Moved = Pick<SourceState, 'movedTo' | 'movedSince' | 'movedLooks'>;

/** What is remembered of redirects after a document was read at an address. */
export function movedState(state: SourceState, found: string | null, address: string, now: Date): Moved {
  const { movedLooks: looks, movedSince, movedTo } = state;
  // It was asked at its new address already, and may have moved on from there.
  const isDirect = address !== state.url && found === null;
  if (isDirect || (found !== null && found === movedTo)) {
    return { movedTo, movedSince, movedLooks: looks + 1 };
  }
  if (found === null) return { movedTo: null, movedSince: null, movedLooks: 0 };
  return { movedTo: found, movedSince: now, movedLooks: 1 };
}
