import { urlKey } from '../../news/url-key.ts';
import { scrub } from '../../secrets.ts';
import type { EntryFile } from '../entry-mistakes.ts';
import type { Mistake } from '../settings-mistakes.ts';
import { cut, entriesOf, placeOf, valueAt } from '../yaml-file.ts';

/** Two sources with one name would have one state. */
export function repeatedNames({ file, lineOf, value }: EntryFile): Mistake[] {
  const names = entriesOf(value, 'sources').map((entry) => valueAt(entry, ['name']));
  const firsts = firstPlaces(names);
  return names.flatMap((name, index) => {
    const first = firsts.get(name) ?? index;
    if (typeof name !== 'string' || first === index) return [];
    const seen = `${cut(scrub(name))}, as in line ${lineOf(['sources', first, 'name'])}`;
    const place = placeOf(['sources', index, 'name'], file, lineOf);
    return [{ name: place, seen, expected: 'a different name for each source', example: 'name: sport' }];
  });
}

/** Where each value stands first. There may be thousands. */
function firstPlaces(values: readonly unknown[]): Map<unknown, number> {
  const places = new Map<unknown, number>();
  for (const [index, value] of values.entries()) if (!places.has(value)) places.set(value, index);
  return places;
}

/** Two sources with one address would ask its site twice for the same. */
export function repeatedUrls(value: unknown, { file, lineOf }: EntryFile): Mistake[] {
  const keys = entriesOf(value, 'sources').map((entry) => {
    const url = valueAt(entry, ['url']);
    return typeof url === 'string' ? urlKey(url) : null;
  });
  const firsts = firstPlaces(keys);
  return keys.flatMap((key, index) => {
    const first = firsts.get(key) ?? index;
    if (key === null || first === index) return [];
    const name = placeOf(['sources', index, 'url'], file, lineOf);
    const seen = `the address of line ${lineOf(['sources', first, 'url'])}`;
    return [{ name, seen, ...aboutRepeatedUrls }];
  });
}

export const aboutRepeatedUrls = {
  expected: 'a different address for each source',
  example: 'url: https://steppe.example/sport.xml',
};
