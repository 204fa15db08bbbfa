import { expect, test } from 'vitest';
import { isOwnHost, isOwnOrigin } from '../../../src/web/access/own-host.ts';

const publicUrl = 'https://desk.news.kz';

test.each([
  ['127.0.0.1:8080', true],
  ['localhost', true],
  ['khabarshy.localhost:1', true],
  ['[::1]:8080', true],
  ['192.168.1.7:8080', true],
  ['desk.news.kz', true],
  ['news.evil.example', false],
  ['desk.news.kz.evil.example', false],
  ['localhost.evil.example', false],
  ['a b', false],
  [undefined, false],
])('the Host %s is ours: %s', (host, isOwn) => {
  expect(isOwnHost(host, { host: '127.0.0.1', publicUrl })).toBe(isOwn);
});

test.each([
  ['http://127.0.0.1:8080', true],
  [publicUrl, true],
  ['http://desk.news.kz', false],
  ['https://evil.example', false],
  ['null', false],
  [undefined, false],
])('the Origin %s is ours: %s', (origin, isOwn) => {
  expect(isOwnOrigin(origin, '127.0.0.1:8080', publicUrl)).toBe(isOwn);
});
