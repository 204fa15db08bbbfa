import { describe, expect, test } from 'vitest';
import { scrub, veilFoundUrl, veilUrl } from '../src/secrets.ts';

describe('parameters of addresses that hold secrets', () => {
  test.each([
    'key',
    'api_key',
    'apikey',
    'feed-key',
    'token',
    'access_token',
    'auth',
    'x-auth',
    'sig',
    'signature',
    'pwd',
    'password',
  ])('%s', (name) => {
    const address = `https://a.example/rss?page=2&${name}=hidden-1&more=yes`;
    expect(scrub(`GET ${address} failed`)).toBe(
      `GET https://a.example/rss?page=2&${name}=***&more=yes failed`,
    );
    expect(veilUrl(address)).not.toContain('hidden');
  });

  test.each([
    'https://a.example/?monkeys=3',
    'https://a.example/?author=ann',
    'https://a.example/?design=new',
  ])('%s has none', (address) => expect(scrub(address)).toBe(address));
});

describe('an address that a site named', () => {
  test.each([
    ['https://a.example/feeds/a1b2c3d4e5f6a7b8/rss.xml', 'https://a.example/feeds/***/rss.xml'],
    ['https://a.example/u/3f2504e0-4f89-41d3-9a0c-0305e82c3301', 'https://a.example/u/***'],
    ['https://a.example/rss?u=a1b2c3d4e5f6a7b8&page=2', 'https://a.example/rss?u=***&page=2'],
    ['https://me:word@a.example/rss', 'https://***@a.example/rss'],
  ])('%s has a secret', (address, shown) => expect(veilFoundUrl(address)).toBe(shown));

  test.each([
    'https://a.example/rss/economy.xml',
    'https://a.example/2026/11/29/president-opens-a-bridge-in-astana-2026/',
    'https://a.example/kazakhstanskaya_pravda_novosti/rss',
    'https://a.example/?feed=rss2&paged=2',
    'https://a.example/news/1234567890123456789',
  ])('%s has none', (address) => expect(veilFoundUrl(address)).toBe(address));
});
