import { expect, test } from 'vitest';
import { prepareQuery } from '../../../src/sources/sql/query-parameters.ts';

test.each([
  ['select 1', 'select 1', 0],
  ['select a from b where c >= :since order by c;\n', 'select a from b where c >= $1 order by c', 1],
  ['where a > :since or b > :SINCE', 'where a > $1 or b > $1', 2],
  [
    'select \':since\', a::since_type, ":since" -- :since\n from b where c > :since',
    'select \':since\', a::since_type, ":since" -- :since\n from b where c > $1',
    1,
  ],
  ['select /* :since */ `:since`, $$:since$$ from b', 'select /* :since */ `:since`, $$:since$$ from b', 0],
  ['where a > :sinceever', 'where a > :sinceever', 0],
  ["where a = 'it''s' and b > :since::timestamptz", "where a = 'it''s' and b > $1::timestamptz", 1],
])('%s', (query, text, moments) => {
  expect(prepareQuery(query, '$1')).toEqual({ text, moments });
});
