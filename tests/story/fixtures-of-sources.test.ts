import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { startFeedServer } from '../stage/feed-server.ts';
import { MovableClock } from '../stage/movable-clock.ts';
import { Stage } from '../stage/story-stage.ts';

const folder = resolve(import.meta.dirname, '../../../shared/sources');
const isThere = existsSync(folder);

interface Fixture {
  name: string;
  document: Buffer;
  given: { kind: string; url: string; now: string; section?: string; headers?: Record<string, string> };
  articles: Record<string, unknown>[];
  refusals?: number;
  failure?: string;
}

/** The fixtures of one document of a feed or a page. */
function readFixtures(): Fixture[] {
  const files = readdirSync(folder);
  return files
    .filter((file) => file.endsWith('.expected.json'))
    .flatMap((file) => {
      const name = file.replace('.expected.json', '');
      const document = files.find((each) => each !== file && each.startsWith(`${name}.`));
      const expected = JSON.parse(readAs(name, file).toString()) as Omit<Fixture, 'name' | 'document'>;
      return document === undefined || !['feed', 'page'].includes(expected.given.kind)
        ? []
        : [{ ...expected, name, document: readAs(name, document) }];
    });
}

interface Steps {
  name: string;
  given: { url: string };
  steps: { file: string; expect: Record<string, number | null> }[];
}

/** Several fixtures have the same addresses, and would be the same articles. */
function readAs(name: string, path: string): Buffer {
  const text = readFileSync(join(folder, path), 'latin1');
  return Buffer.from(text.replaceAll('steppe.example', `steppe${name.slice(0, 2)}.example`), 'latin1');
}

/** The fixtures of one feed that is read several times, five minutes apart. */
function readSteps(): Steps[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.expected.json'))
    .map((file) => {
      const name = file.replace('.expected.json', '');
      return { ...(JSON.parse(readAs(name, file).toString()) as Steps), name };
    })
    .filter(({ given, steps }) => Array.isArray(steps) && !Array.isArray(given));
}

/** The columns of an article that a fixture states and that a row holds as they are; the proxy knows no https. */
function statedOf(article: Record<string, unknown>): Record<string, unknown> {
  const text = ['headline', 'section', 'summary', 'body', 'author', 'language'];
  const rest = ['url', 'image_url', 'status', 'published_at', 'embargoed_until'];
  const stated = [...text, ...rest].filter((column) => Object.hasOwn(article, column));
  return Object.fromEntries(stated.map((column) => [column, plainOf(article[column])]));
}

/** The clock of the program goes on: a moment of the run itself is the moment of the fixture. */
function plainOf(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/^https?:|(?<=^2026-11-28T06:00:).*$/u, '') : value;
}

test.skipIf(!isThere)(
  'every fixture of a feed or a page, read through a proxy by one program, gives its articles and its failure (skipped where the fixtures are not there)',
  async () => {
    const fixtures = readFixtures();
    expect(fixtures.length).toBeGreaterThan(15);
    const proxy = await startFeedServer();
    const clock = new MovableClock('2026-11-28T06:00:00.000Z');
    const stage = await Stage.set({ HTTP_PROXY: `http://${proxy.host}`, NO_PROXY: '127.0.0.1' }, {}, clock);
    const written = fixtures.map(({ document, given, name }) => {
      const url = given.url.replace('https:', 'http:').replace(/[^/]*$/u, name);
      proxy.script(url, { body: document, headers: given.headers ?? {} });
      const section = given.section === undefined ? '' : `, section: ${given.section}`;
      return `  - { name: f-${name}, kind: ${given.kind}, url: "${url}", own: true, every: 1s, min: 1s, first_run: { last: 50 }, full_text: never, time_zone: Asia/Almaty${section} }\n`;
    });
    writeFileSync(join(stage.folder, 'sources.yaml'), `sources:\n${written.join('')}`);
    const run = await stage.start();
    // No source waits for another one.
    const lines = await Promise.all(
      fixtures.map(({ name }) =>
        run.waitForLine(({ source, msg }) => source === `f-${name}` && msg !== 'an item is no article'),
      ),
    );
    const said = fixtures.map(({ failure, name, refusals }) => ({
      source: `f-${name}`,
      ...(failure === undefined ? {} : { code: failure }),
      ...(refusals === undefined ? {} : { refused: refusals }),
    }));
    expect(lines).toMatchObject(said);
    for (const { articles, name } of fixtures) {
      const rows = stage.newsroom.rows(
        'select articles.* from articles join source_items on article_id = id where source = ?',
        `f-${name}`,
      ) as Record<string, unknown>[]; // rows of SQLite
      const plain = rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plainOf(value)])),
      );
      expect({ name, count: plain.length }).toEqual({ name, count: articles.length });
      for (const article of articles.map(statedOf))
        expect(plain).toContainEqual(expect.objectContaining(article));
    }
    expect(run.output()).not.toContain('"level":"error"');
    expect(new Set(stage.newsroom.posts().map(({ state }) => state))).not.toContain('refused');
  },
  30_000,
);

test.skipIf(!isThere)(
  'the fixtures of a feed that changes give the same articles step by step (skipped where they are not there)',
  async () => {
    const fixtures = readSteps();
    expect(fixtures.length).toBeGreaterThan(7);
    const proxy = await startFeedServer();
    const clock = new MovableClock('2026-11-28T06:00:00.000Z');
    const stage = await Stage.set({ HTTP_PROXY: `http://${proxy.host}`, NO_PROXY: '127.0.0.1' }, {}, clock);
    const urlOf = ({ given, name }: Steps) => given.url.replace('https:', 'http:').replace(/[^/]*$/u, name);
    const show = (step: number) => {
      for (const each of fixtures) {
        const file = each.steps[step]?.file;
        if (file !== undefined) proxy.script(urlOf(each), { body: readAs(each.name, file) });
      }
    };
    show(0);
    const written = fixtures.map(
      (each) =>
        `  - { name: f-${each.name}, url: "${urlOf(each)}", own: true, every: 1s, min: 1s, first_run: { last: 50 }, full_text: never }\n`,
    );
    writeFileSync(join(stage.folder, 'sources.yaml'), `sources:\n${written.join('')}`);
    const run = await stage.start();
    for (const step of [0, 1, 2]) {
      const before = run.lines.length;
      if (step > 0) clock.advance(300_000);
      show(step);
      // The second look from now on begins after the first one has ended.
      await Promise.all(
        fixtures.map((each) => proxy.until(urlOf(each), proxy.asked(urlOf(each)).length + 2)),
      );
      const sums = fixtures.map(({ name, steps }) => {
        const lines = run.lines.slice(step === 0 ? 0 : before).filter(({ source }) => source === `f-${name}`);
        const sum = (fact: string) => lines.reduce((total, line) => total + Number(line[fact] ?? 0), 0);
        const facts = ['inserted', 'updated', 'canceled'].filter((fact) => steps[step]?.expect[fact] != null);
        return { name, step, ...Object.fromEntries(facts.map((fact) => [fact, sum(fact)])) };
      });
      const expected = fixtures.map(({ name, steps }) => {
        const { unchanged: _, ...counts } = steps[step]?.expect ?? {};
        return { name, step, ...counts };
      });
      expect(sums).toEqual(expected);
    }
  },
  30_000,
);
