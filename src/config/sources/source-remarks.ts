import { veilUrl } from '../../secrets.ts';
import type { Remark } from '../entry-mistakes.ts';
import { likelyValue } from '../likely-values.ts';
import { show } from '../yaml-file.ts';
import { likelyUrl } from './source-addresses.ts';
import { sourceShape } from './source-schema.ts';

/** What was probably meant. Headers are never shown, and of an address no password. */
export function remarkOn(key: string, value: unknown): Remark {
  if (key === 'headers' || key === 'database')
    return { advice: '', shown: value == null ? null : 'something else (it is not shown)' };
  if (typeof value !== 'string' && typeof value !== 'number') return { advice: '', shown: show(value) };
  const text = String(value);
  if (key === 'url') {
    const likely = likelyUrl(text);
    const hasSecret = text.includes('@') || text.includes('${');
    return { advice: likely === null || hasSecret ? '' : meant(likely), shown: show(veilUrl(text)) };
  }
  const shape = Object.entries(sourceShape.shape).find(([name]) => name === key)?.[1];
  const likely =
    shape === undefined ? null : likelyValue(text, (other) => shape.safeParse(typed(other)).success);
  return { advice: likely === null ? '' : meant(likely), shown: show(value) };
}

function meant(likely: string): string {
  return `\nyou probably mean ${likely}`;
}

/** A value as YAML would read it. */
function typed(text: string): string | boolean {
  return text === 'true' || text === 'false' ? text === 'true' : text;
}
