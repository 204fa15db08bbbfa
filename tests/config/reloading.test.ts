import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { compareSettings } from '../../src/config/reloading.ts';
import { makeFolder } from '../stage/folder.ts';

test('sources come, go and change, and their secrets need no restart', async () => {
  const cwd = makeFolder();
  const load = (lines: string[], env = {}) => {
    writeFileSync(
      join(cwd, 'sources.yaml'),
      `sources:\n${lines.map((line) => `  - { ${line} }\n`).join('')}`,
    );
    return loadConfig({ env, cwd, isTerminal: false });
  };
  const [a, b] = ['url: "https://a.example/rss", name: a', 'url: "https://b.example/rss", name: b'];
  const old = await load([a, b]);
  const c = 'url: "https://c.example/rss", name: c, headers: { X-Key: "${KEY}" }';
  const loaded = await load([`${a}, own: true`, c], { KEY: 'key-of-c' });
  expect(compareSettings(old, loaded)).toMatchObject({
    changes: ['source a changes', 'source c comes', 'source b goes'],
    needRestart: [],
    config: {
      sources: [
        { name: 'a', isOwn: true },
        { name: 'c', headers: { 'X-Key': 'key-of-c' } },
      ],
    },
  });
  expect(compareSettings(old, await load([a, b])).changes).toEqual([]);
});
