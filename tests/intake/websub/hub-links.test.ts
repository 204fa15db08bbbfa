import { expect, test } from 'vitest';
import { hubLinksOf } from '../../../src/intake/websub/hub-links.ts';

const facts = { title: null, ttlMinutes: null, self: null, hub: null, next: null };
const url = 'https://wire.example/feed';

test.each([
  ['', facts, null],
  ['<https://hub.example/>; rel="hub"', facts, { hub: 'https://hub.example/', topic: url }],
  [
    '<https://hub.example/>; rel=hub, <https://wire.example/self>; title="a"; rel="self alternate"',
    facts,
    { hub: 'https://hub.example/', topic: 'https://wire.example/self' },
  ],
  [
    '</feed>; rel="next"',
    { ...facts, hub: 'https://hub.example/a', self: 'https://wire.example/b' },
    { hub: 'https://hub.example/a', topic: 'https://wire.example/b' },
  ],
  ['<javascript:1>; rel="hub", <https://hub.example/>', facts, null],
  [
    '<https://a.example/>; rel="hub", <https://b.example/>; rel="hub"',
    { ...facts, hub: 'https://c.example/' },
    { hub: 'https://a.example/', topic: url },
  ],
])('%s', (link, given, expected) => {
  expect(hubLinksOf({ link }, given, url)).toEqual(expected);
});
