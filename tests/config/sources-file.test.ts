import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { describeSourceKeys } from '../../src/config/config.ts';
import type { Mistake } from '../../src/config/settings-mistakes.ts';
import { namesOfUrls } from '../../src/config/sources/source-addresses.ts';
import { readSourcesFile, type SourcesRead } from '../../src/config/sources/sources-file.ts';
import { source } from '../stage/builders.ts';
import { makeFolder } from '../stage/folder.ts';

let folder = '';
beforeEach(() => {
  folder = makeFolder();
});

async function read(text: string, settings: Record<string, string> = {}): Promise<SourcesRead> {
  writeFileSync(join(folder, 's.yaml'), text);
  const given = new Map(Object.entries(settings).map(([name, value]) => [name, { text: value, where: '' }]));
  const place = { path: join(folder, 's.yaml'), shownAs: 's.yaml', isNamed: true, cwd: folder };
  const found = await readSourcesFile({ ...place, timeZone: 'Asia/Almaty', given });
  if (found === null) throw new Error('the file was just written');
  return found;
}

/** A source with more lines. */
function withLine(line: string): string {
  return `sources:\n  - url: https://steppe.example/rss.xml\n    name: a\n    ${line}\n`;
}

async function onlyMistake(text: string, settings: Record<string, string> = {}): Promise<Mistake> {
  const { mistakes, sources } = await read(text, settings);
  expect(mistakes).toHaveLength(1);
  expect(sources).toEqual([]);
  const [mistake] = mistakes;
  if (mistake === undefined) throw new Error('there is one');
  return mistake;
}

describe('a source', () => {
  test('needs an address and a name only', async () => {
    const { mistakes, sources } = await read(
      'sources: [{ url: "https://steppe.example/rss.xml", name: steppe }]',
    );
    expect(mistakes).toEqual([]);
    expect(sources).toEqual([source({ firstRun: { kind: 'none' }, fullText: 'auto' })]);
  });

  const good: [string, object][] = [
    ['kind: page', { kind: 'page' }],
    ['section: " Economy "', { section: 'Economy' }],
    ['language: ru', { language: 'ru' }],
    ['own: true', { isOwn: true, minMs: 10_000, maxMs: 900_000, everyMs: null }],
    ['own: true\n    every: 1s', { everyMs: 1000 }],
    ['every: auto', { everyMs: null }],
    ['every: 5m', { everyMs: 300_000 }],
    ['min: 20m', { minMs: 1_200_000, maxMs: 1_200_000 }],
    ['max: 1m', { minMs: 60_000, maxMs: 60_000 }],
    ['own: true\n    max: 5s', { minMs: 5000, maxMs: 5000 }],
    ['first_run: none', { firstRun: { kind: 'none' } }],
    ['first_run: { last: 3 }', { firstRun: { kind: 'last', count: 3 } }],
    ['first_run: { since: 2h }', { firstRun: { kind: 'since', ms: 7_200_000 } }],
    ['full_text: never', { fullText: 'never' }],
    ['updates: headline', { updates: 'headline' }],
    ['gone: cancel', { gone: 'cancel' }],
    ['site: Steppe.Example', { site: 'steppe.example' }],
    ['time_zone: Europe/Moscow', { timeZone: 'Europe/Moscow' }],
    ['private: true', { isPrivate: true }],
    ['headers: { X-Key: "1" }', { headers: { 'X-Key': '1' } }],
    ['keep_params: ref', { keptParameters: ['ref'] }],
    ['keep_params: [ref, from]', { keptParameters: ['ref', 'from'] }],
  ];
  test.each(good)('%s', async (line, expected) => {
    const { mistakes, sources } = await read(withLine(line));
    expect(mistakes).toEqual([]);
    expect(sources).toMatchObject([expected]);
  });

  test.each(describeSourceKeys().map((each) => [each.key, each.example]))(
    '%s: %s, its example',
    async (key, example) => {
      const rest = [...othersOf(key), 'name: other'].filter((line) => !line.startsWith(`${key}:`));
      writeFileSync(join(folder, 'office.pem'), '-----BEGIN CERTIFICATE-----');
      const line = `${key}: ${example.replace('certificates/', '')}`;
      const { mistakes } = await read(`sources:\n  - ${[line, ...rest].join('\n    ')}\n`, {
        CMS_TOKEN: 'x',
        CMS_DATABASE_URL: 'mysql://me:pw@cms.example/site',
      });
      expect(mistakes).toEqual([]);
    },
  );

  test('may have no entries at all', async () => {
    expect(await read('sources:\n')).toMatchObject({ sources: [], mistakes: [] });
    expect(await read('sources: []\n')).toMatchObject({ sources: [], mistakes: [] });
  });

  test('may share keys with others', async () => {
    const { sources } = await read(
      'sources:\n  - &own { url: "https://a.example/1", name: a, own: true }\n  - { <<: *own, url: "https://a.example/2", name: b }\n',
    );
    expect(sources.map(({ isOwn }) => isOwn)).toEqual([true, true]);
  });

  test('may write its language in another way, with a notice', async () => {
    const { renamed, sources } = await read(withLine('language: kz'));
    expect(sources).toMatchObject([{ language: 'kk' }]);
    expect(renamed).toEqual(['s.yaml:4 sources[0].language: kz is read as kk']);
  });
});

/** What an entry with this key has besides. */
function othersOf(key: string): string[] {
  if (['database', 'query', 'missing'].includes(key))
    return ['kind: sql', 'database: "sqlite:cms.db"', 'query: SELECT 1'];
  const url = 'url: https://x.example/rss';
  return ['preset', 'items', 'fields', 'next', 'link_template'].includes(key) ? ['kind: json', url] : [url];
}

describe('a query of the database of a CMS', () => {
  const entry = (...lines: string[]) =>
    `sources:\n  - ${['name: cms', 'kind: sql', ...lines].join('\n    ')}\n`;

  test('is a source, every three seconds, and its password is a secret', async () => {
    const { mistakes, secrets, sources } = await read(
      entry(
        'database: ${CMS_DATABASE_URL}',
        'query: |\n      -- news\n      SELECT id FROM posts WHERE changed >= :since LIMIT 5',
      ),
      { CMS_DATABASE_URL: 'mysql://me:secret-of-cms@cms.example/site' },
    );
    expect(mistakes).toEqual([]);
    expect(sources).toMatchObject([
      {
        kind: 'sql',
        url: 'mysql://me:secret-of-cms@cms.example/site',
        everyMs: 3_000,
        query: { missing: 'ignore' },
      },
    ]);
    expect(secrets).toContain('mysql://me:secret-of-cms@cms.example/site');
  });

  test.each([
    [entry('query: SELECT 1'), 'url', /http or https/u],
    [entry('database: "sqlite:a.db"'), 'query', /a SELECT/u],
    [entry('database: "sqlite:a.db"', 'query: DELETE FROM posts'), 'query', /begins with SELECT/u],
    [entry('database: "redis://h/1"', 'query: SELECT 1'), 'database', /postgres:/u],
    [
      entry('database: "sqlite:a.db"', 'query: SELECT 1 LIMIT 5', 'missing: cancel'),
      'missing',
      /without :since/u,
    ],
    [entry('database: "sqlite:a.db"', 'query: SELECT 1', 'preset: wordpress'), 'preset', /kind: json/u],
    ['sources:\n  - name: a\n    url: "sqlite:a.db"\n', 'url', /kind: sql/u],
    [
      'sources:\n  - name: a\n    url: https://a.example/\n    kind: json\n    fields: { title: x }\n',
      'fields',
      /headline/u,
    ],
  ])('%s', async (text, key, expected) => {
    const { mistakes } = await read(text);
    const mistake = mistakes.find(({ name }) => name.includes(key));
    expect(mistake?.expected).toMatch(expected);
    expect(JSON.stringify(mistakes)).not.toMatch(/secret-of/u);
  });
});

describe('a mistake', () => {
  const bad: [string, string, string][] = [
    ['kind: rss', 'kind', 'you probably mean feed'],
    ['kind: database', 'kind', 'one of the kinds feed, page'],
    ['every: 15 s\n    own: true', 'every', 'you probably mean 15s'],
    ['every: 5 min', 'every', 'you probably mean 5m'],
    ['every: 15s', 'every', 'at least 1m for a site that is not own: true'],
    ['min: 10s', 'min', 'at least 1m'],
    ['every: 2d', 'every', 'to 24h'],
    ['min: 30m\n    max: 20m', 'max', 'at least as long as min'],
    ['own: yes', 'own', 'you probably mean true'],
    ['first_run: all', 'first_run', 'none, { last: 1 to 500 }'],
    ['first_run: { last: 0 }', 'first_run', 'none, { last'],
    ['full_text: yes', 'full_text', 'auto, never, always'],
    ['time_zone: Almaty', 'time_zone', 'you probably mean Asia/Almaty'],
    ['site: https://steppe.example/', 'site', 'you probably mean steppe.example'],
    ['headers: { Host: x }', 'headers.Host', 'without Host'],
    ['headers: { Range: x }', 'headers.Range', 'without Host, Range'],
    ['headers: { A: "x\\ny" }', 'headers.A', 'names with texts'],
    ['ca_file: missing.pem', 'ca_file', 'the path of a file with certificates'],
    ['ca_file: s.yaml', 'ca_file', 'BEGIN CERTIFICATE'],
    ['sektion: Economy', 'sektion', 'perhaps section'],
    ['tags: [a]', 'tags', 'one of url, name, kind'],
  ];
  test.each(bad)('%s', async (line, key, expected) => {
    const { expected: told, name } = await onlyMistake(withLine(line));
    expect(name).toMatch(new RegExp(`^s\\.yaml:\\d sources\\[0\\]\\.${key}$`));
    expect(told).toContain(expected);
  });

  test.each([
    ['steppe.example/rss.xml', 'you probably mean https://steppe.example/rss.xml'],
    ['feed://steppe.example/rss.xml', 'you probably mean https://steppe.example/rss.xml'],
    ['feed:https://steppe.example/rss.xml', 'you probably mean https://steppe.example/rss.xml'],
    ['"«https://steppe.example/»"', 'you probably mean https://steppe.example/'],
    ['rss', ''],
  ])('url: %s', async (url, expected) => {
    const mistake = await onlyMistake(`sources:\n  - url: ${url}\n    name: a\n`);
    expect(mistake.expected.split('\n').slice(1).join()).toBe(expected);
  });

  test('all of them are told, each with its line', async () => {
    const { mistakes } = await read(
      'sources:\n  - url: x\n  - name: A\n    url: https://a.example/\n    own: 5\n',
    );
    expect(mistakes.map(({ name }) => name)).toEqual([
      's.yaml:2 sources[0].url',
      's.yaml:2 sources[0].name',
      's.yaml:3 sources[1].name',
      's.yaml:5 sources[1].own',
    ]);
  });

  test('is a name or an address that stands there twice, however it is written', async () => {
    const { mistakes } = await read(
      'sources:\n  - { url: "https://a.example/rss", name: a }\n  - { url: "http://www.a.example/rss/?utm_source=x", name: a }\n',
    );
    expect(mistakes.map(({ name, seen }) => [name, seen])).toEqual([
      ['s.yaml:3 sources[1].name', 'a, as in line 2'],
      ['s.yaml:3 sources[1].url', 'the address of line 2'],
    ]);
  });

  test('is a tab, and what is no YAML', async () => {
    expect(await onlyMistake('sources:\n\t- url: x\n')).toMatchObject({
      name: 's.yaml:2',
      expected: 'spaces at the beginning of a line, not tabs',
    });
    expect((await onlyMistake('sources: [\n')).example).toContain('name: steppe');
    const { mistakes } = await read('feeds:\n  - url: x\n');
    expect(mistakes.map(({ seen }) => seen)).toEqual([null, 'an unknown key']);
  });

  test('is a setting that is named and not set', async () => {
    const line = withLine('headers: { Authorization: "Bearer ${CMS_TOKEN}" }');
    expect(await onlyMistake(line)).toEqual({
      name: 's.yaml:4 sources[0].headers.Authorization',
      seen: '${CMS_TOKEN}, which is not set',
      expected: 'CMS_TOKEN in .env or in the environment',
      example: 'CMS_TOKEN=…',
    });
    expect(await read(line, { CMS_TOKEN: 'abc' })).toMatchObject({
      sources: [{ headers: { Authorization: 'Bearer abc' } }],
      secrets: ['abc'],
    });
  });

  test('never shows a secret', async () => {
    const { mistakes } = await read(
      'sources:\n  - url: ftp://me:hunter2@a.example/\n    name: a\n    headers: { X: [hunter2] }\n  - url: "${URL}"\n    name: b\n  - { url: "b c:hunter2@x.example", name: c }\n',
      { URL: 'ftp://x.example/hunter2' },
    );
    expect(mistakes).toHaveLength(4);
    expect(JSON.stringify(mistakes)).not.toContain('hunter2');
  });
});

test('an address is named after its host, and keeps its name when another one comes behind it', () => {
  const urls = [
    'https://www.a.example/feed/',
    'https://a.example/rss/sport.xml',
    'https://a.example/sport/rss',
  ];
  expect(namesOfUrls(urls.slice(0, 1), [])).toEqual(['a-example']);
  expect(namesOfUrls(urls, [])).toEqual(['a-example', 'a-example-sport', 'a-example-2']);
  expect(namesOfUrls(['https://x.example:8080/'], ['x-example'])).toEqual(['x-example-2']);
  expect(namesOfUrls([`https://${'long-'.repeat(20)}.example/`], [])[0]).toMatch(/^[a-z0-9][a-z0-9-]{0,31}$/);
});
