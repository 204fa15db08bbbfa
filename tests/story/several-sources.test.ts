import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startFeedServer } from '../stage/feed-server.ts';
import type { ScriptedServer } from '../stage/scripted-server.ts';
import { ownerId, Stage } from '../stage/story-stage.ts';

const minuteMs = 60_000;

/** An item of a feed: its name, and how old it is. */
type Shown = readonly [name: string, minutes: number];

function feed(items: readonly Shown[]): string {
  const written = items.map(([name, minutes]) => {
    const at = new Date(Date.now() - minutes * minuteMs).toUTCString();
    return `<item><title>News of ${name} from the steppe</title><link>/${name}</link><pubDate>${at}</pubDate>
<description>The council of Esil opened ${name} for everybody today, and many people came to see it.</description></item>`;
  });
  return `<rss version="2.0"><channel><title>Steppe</title>${written.join('')}</channel></rss>`;
}

const many = (name: string, count: number, minutes: number): Shown[] =>
  Array.from({ length: count }, (_, index) => [`${name}-${index}`, minutes + index]);

/** Sources of one own site, each with its own settings. */
function writeSources(stage: Stage, site: ScriptedServer, sources: Record<string, string>): void {
  const written = Object.entries(sources).map(
    ([name, more]) =>
      `  - { name: ${name}, url: "${site.url(`/${name}.xml`)}", own: true, private: true, every: 1s, min: 1s, full_text: never${more} }\n`,
  );
  writeFileSync(join(stage.folder, 'sources.yaml'), `# ours\nsources:\n${written.join('')}`);
}

test('each of several sources begins as its settings say, fails alone, and says at the desk what it needs', async () => {
  const site = await startFeedServer();
  const stage = await Stage.set({ MAX_AGE: '30d' });
  writeSources(stage, site, {
    quiet: '',
    latest: ', first_run: { last: 2 }',
    recent: ', first_run: { since: 2h }',
    page: '',
    bomb: '',
    inward: '',
    gone: '',
    flooded: '',
  });
  const items: Shown[] = [
    ['c', 10],
    ['b', 90],
    ['a', 300],
  ];
  const of = (name: string) => feed(items.map(([letter, minutes]) => [`${name}-${letter}`, minutes]));
  for (const name of ['quiet', 'latest', 'recent', 'page', 'gone'])
    site.script(`/${name}.xml`, { body: of(name), etag: `"${name}"` });
  const bomb = gzipSync(Buffer.alloc(12_000_000, ' '));
  site.script('/bomb.xml', { body: bomb, headers: { 'content-encoding': 'gzip' } });
  site.script('/inward.xml', { location: 'http://169.254.169.254/latest/meta-data/' });
  site.script('/flooded.xml', { body: feed(many('old', 12, 60)) });
  const run = await stage.start();
  const looked = (count: number, ...names: string[]) =>
    Promise.all(names.map((name) => site.until(`/${name}.xml`, count)));
  await stage.until((texts) => {
    const found = texts.map((text) => /News of (\S+)/u.exec(text)?.[1]);
    expect(new Set(found)).toEqual(new Set(['latest-c', 'latest-b', 'recent-c', 'recent-b']));
  });
  const codeOf = (source: string) =>
    run.waitForLine((line) => line['source'] === source && line['code'] !== undefined);
  expect(await codeOf('bomb')).toMatchObject({ code: 'SOURCE_TOO_LARGE' });
  expect(await codeOf('inward')).toMatchObject({ code: 'SOURCE_ADDRESS_REFUSED' });

  // What they show first is what they begin with.
  await looked(1, 'page', 'gone', 'flooded');

  // One turns into a page, one is gone for good, and one makes everything anew.
  site.script('/page.xml', { body: '<!doctype html><title>Steppe</title><p>We have a new look.' });
  site.script('/gone.xml', { status: 410 });
  site.script('/flooded.xml', { body: feed(many('anew', 12, 120)) });
  const poll = (name: string) => stage.sandbox.userSends(ownerId, ownerId, `/sources poll ${name}`);
  for (const name of ['page', 'gone', 'flooded']) poll(name);
  expect(await codeOf('page')).toMatchObject({ code: 'SOURCE_IS_NO_FEED' });
  expect(await codeOf('gone')).toMatchObject({ code: 'SOURCE_GONE' });
  await stage.until(() => expect(stage.told().join()).toMatch(/everything in the source flooded is new/u));
  const question = stage.sandbox
    .messages(ownerId)
    .findLast(({ text }) => text.includes('Perhaps the site has changed'));
  expect.assert(question !== undefined);
  expect(stage.texts().join()).not.toContain('anew');
  stage.sandbox.userPresses(ownerId, ownerId, question.id, 'brake:flooded:lift');
  await stage.until((texts) => expect(texts.filter((text) => text.includes('anew'))).toHaveLength(12));

  // The page that stood at the address cost nothing of what is known.
  site.script('/page.xml', {
    body: feed([['page-d', 0], ...items.map(([l, m]): Shown => [`page-${l}`, m])]),
  });
  // A request that comes in the moment in which a look ends may be overwritten by it. An editor asks again.
  const asking = setInterval(() => poll('page'), 3_000);
  poll('page');
  await stage.until((texts) => expect(texts.join()).toContain('page-d')).finally(() => clearInterval(asking));
  expect(stage.texts()).toHaveLength(4 + 12 + 1);

  // What the commands say of it.
  const listed = (await stage.command(['sources'])).stdout;
  expect(listed).toMatch(/quiet +works[^]*bomb: SOURCE_TOO_LARGE[^]*inward: SOURCE_ADDRESS_REFUSED/u);
  // A second 410 ends it, and may have come by now.
  expect((await stage.command(['status'])).stdout).toMatch(/failing: bomb, inward(, gone;|; paused: gone;)/);
  const examined = (await stage.command(['doctor'])).stdout;
  expect(examined).toContain('✓ source quiet: 3 items');
  expect(examined).toContain('✗ source bomb: SOURCE_TOO_LARGE: the document is larger than 10 MB');
  expect(examined).toContain('✗ source gone: SOURCE_GONE');
  expect(site.asked('/gone.xml').length).toBeLessThanOrEqual(5);
}, 60_000);

test('a feed that a page names is tried and added by the real command, and what stands in the file stays', async () => {
  const site = await startFeedServer();
  const stage = await Stage.set();
  writeSources(stage, site, { page: '' });
  const named = '<link rel="alternate" type="application/rss+xml" href="/named.xml">';
  site.script('/', { body: `<html><head><title>Steppe</title>${named}</head></html>` });
  site.script('/page.xml', { body: '<html><title>Steppe</title></html>' });
  site.script('/named.xml', { body: feed([['the-bridge', 10]]) });
  const sources = (...args: string[]) => stage.command(['sources', ...args]);
  const tried = await sources('test', site.url('/'), '--private');
  expect([tried.code, tried.stdout]).toEqual([0, expect.stringContaining(site.url('/named.xml'))]);
  // A source of the settings that shows a page fails.
  expect((await sources('test', 'page')).code).toBe(1);
  const file = join(stage.folder, 'sources.yaml');
  const before = readFileSync(file, 'utf8');
  expect((await sources('add', site.url('/'))).stdout).toContain('SOURCE_ADDRESS_REFUSED');
  expect(readFileSync(file, 'utf8')).toBe(before);
  const added = await sources('add', site.url('/'), '--private', '--own', '--name', 'named');
  expect([added.code, added.stdout]).toEqual([0, expect.stringContaining('News of the-bridge')]);
  expect(readFileSync(file, 'utf8')).toMatch(
    /^# ours\n[^]*\n {2}- url: \S+\/named\.xml\n {4}name: named\n {4}own: true\n {4}private: true\n$/u,
  );
  expect((await sources('poll', 'named')).code).toBe(0);
});
