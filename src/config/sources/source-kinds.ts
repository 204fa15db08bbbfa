import type { Source } from '../../news/source.ts';
import { isSourceUrl } from './source-addresses.ts';
import type { SourceEntry } from './source-schema.ts';

/** Keys that only some kinds have. */
const keysOfKinds: Readonly<Partial<Record<keyof SourceEntry, readonly Source['kind'][]>>> = {
  database: ['sql'],
  query: ['sql'],
  missing: ['sql'],
  fields: ['json', 'sql'],
  items: ['json'],
  next: ['json'],
  preset: ['json'],
  link_template: ['json', 'ninjs', 'sql'],
};

/** Keys that an entry of its kind cannot have, or needs, each with what is expected. */
export function wrongKeysOfKind(
  entry: SourceEntry,
): { key: keyof SourceEntry; expected: string; example: string }[] {
  const kind = entry.kind ?? 'feed';
  const strange = Object.entries(keysOfKinds).flatMap(([name, kinds]) => {
    const key = name as keyof SourceEntry; // a key of the table
    if (entry[key] === undefined || kinds.includes(kind)) return [];
    return [{ key, expected: `nothing, or kind: ${kinds.join(' or ')}`, example: `kind: ${kinds[0]}` }];
  });
  if (kind !== 'sql')
    return isSourceUrl(entry.url)
      ? strange
      : [
          ...strange,
          { key: 'url', expected: 'an http or https address, or kind: sql', example: 'kind: sql' },
        ];
  const { missing, query } = entry;
  if (query === undefined)
    return [
      ...strange,
      { key: 'query', expected: 'a SELECT, because of kind: sql', example: 'query: SELECT …' },
    ];
  if (!/^(?:with|select)\b/iu.test(query.replace(/^(?:\s|--.*\n|\/\*[^]*?\*\/)+/u, '')))
    strange.push({
      key: 'query',
      expected: 'a query that begins with SELECT or WITH',
      example: 'query: SELECT …',
    });
  if (missing === 'cancel' && /:since\b|\blimit\b/iu.test(query))
    strange.push({
      key: 'missing',
      expected: 'ignore, or a query that always shows all rows, without :since and LIMIT',
      example: 'missing: ignore',
    });
  return strange;
}
