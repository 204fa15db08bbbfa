import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Source } from '../../src/news/source.ts';
import { readFeedDocument } from '../../src/sources/feed/feed-document.ts';
import { readArticlePage } from '../../src/sources/page/article-page.ts';
import { isAllowedBy, readRobots } from '../../src/sources/page/robots.ts';
import { readSectionDocument } from '../../src/sources/page/section-page.ts';
import { source as anySource } from '../stage/builders.ts';
import { runs } from '../stage/sizes.ts';
import { Random } from '../storm/random.ts';

const now = new Date('2026-11-28T12:00:00Z');
const url = 'https://steppe.example/news';

const item = `<item><title>Дорога &amp; мост</title><link>https://steppe.example/1?a=1&amp;b=2</link><guid isPermaLink="false">n-1</guid>
  <pubDate>Sat, 28 Nov 2026 09:34:00 +0500</pubDate><category>Город</category><media:content url="/i.jpg" width="800"/>
  <description><![CDATA[<p>Мост <b>открыт</b>. <img src="/i.jpg"></p>]]></description></item>`;
const entry = `<entry><title type="html">Жаңа &lt;b&gt;көпір&lt;/b&gt;</title><id>urn:n:2</id><link rel="alternate" href="/2"/>
  <published>2026-11-28T09:34:00Z</published><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Text</p></div></content></entry>`;

/** Documents that are right. */
const feeds = [
  `<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Степь</title><link>https://steppe.example/</link><ttl>5</ttl>${item}${item.replaceAll('1', '3')}</channel></rss>`,
  `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:base="https://steppe.example/" xml:lang="kk"><title>Дала</title>${entry}<at:deleted-entry ref="urn:n:1" when="2026-11-28T09:00:00Z"/></feed>`,
  `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>S</title></channel>${item}</rdf:RDF>`,
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Steppe',
    items: [
      {
        id: 7,
        url: '/7',
        title: 'Seven',
        content_html: '<p>Text</p>',
        date_published: '2026-11-28T09:34:00Z',
        tags: ['a'],
      },
    ],
  }),
].map((text) => Buffer.from(text));
const pages = globSync('page/sections/*.html', { cwd: import.meta.dirname })
  .toSorted()
  .map((file) => readFileSync(join(import.meta.dirname, file)));
const robots = Buffer.from(
  'User-agent: *\nDisallow: /a*b$\nAllow: /a\n\nUser-agent: khabarshy\nDisallow: /%D0%B0',
);

/** What breaks readers: markup, entities, encodings, numbers, addresses. */
const pieces = [
  '<', '>', '</', '<!--', '-->', '<![CDATA[', ']]>', '<!DOCTYPE a [<!ENTITY b "bb">]>', '&b;', '&', '&#0;', '&#x110000;', '&#xD800;',
  '<script>', '</script>', '<style>', '<a href="', '">', "'", '<base href="http://[">', '<title>', '<h1><a href="/2026/11/28/x">', '<item>', '</item>',
  '<link>', '<link rel="canonical" href="', '<time datetime="9999999999999">', 'xml:base="//["', 'xmlns:media="x"', 'encoding="koi8-r"', 'charset=utf-16',
  '\u0000', '\u0008', '\uFFFD', '\uFEFF', '\u202E', 'javascript:alert(1)', 'http://127.0.0.1/', 'http://a@b:99999/', '%E0%A4%A', '{"', '[[[[', '1e999', 'null',
  '31 ноября 2026, 25:61', '99.99.9999', '*'.repeat(200), '<div>'.repeat(300), 'a'.repeat(5_000), '&lt;'.repeat(500), '<b class="nav menu">',
].map((text) => Buffer.from(text)); // prettier-ignore

function mutated(document: Buffer, random: Random): Buffer {
  let bytes = document;
  for (let changes = random.between(1, 8); changes > 0; changes -= 1) {
    const at = random.between(0, bytes.length);
    const to = Math.min(bytes.length, at + random.between(1, 1 + random.between(0, 400)));
    const part = bytes.subarray(at, to);
    const inserts = [
      random.pick(pieces),
      Buffer.from([random.between(0, 255), random.between(0, 255)]),
      Buffer.concat(Array.from({ length: random.between(2, 60) }, () => part)),
      Buffer.alloc(0),
    ];
    const end = random.isLucky(0.1) ? bytes.length : random.isLucky(0.5) ? at : to;
    bytes = Buffer.concat([bytes.subarray(0, at), random.pick(inserts), bytes.subarray(end)]);
  }
  return bytes.subarray(0, 2_000_000);
}

/** Of this thread alone: other tests run in the process. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** What the process holds, without garbage. Other tests ran in it before. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  // V8 gives it to each context that is made from now on.
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

/** Whatever came, what is taken of it can be stored, recognised and linked to. */
async function readDocument(bytes: Buffer, source: Source): Promise<void> {
  const read = source.kind === 'page' ? readSectionDocument : readFeedDocument;
  const reading = await read(bytes, null, source, url, now);
  if (reading.kind === 'refused') return;
  expect(reading.document.items.length).toBeLessThanOrEqual(500);
  for (const { keys, article } of reading.document.items) {
    expect(URL.parse(article.url)?.protocol).toMatch(/^https?:$/u);
    expect([article.headline.trim(), article.id, keys.join('')]).not.toContain('');
    expect(article.publishedAt?.getTime() ?? 0).toBeLessThanOrEqual(now.getTime());
  }
}

async function readPage(bytes: Buffer): Promise<void> {
  const page = await readArticlePage(
    { body: bytes, contentType: null, url, robotsHeader: null },
    'Asia/Almaty',
  );
  if (page.kind === 'refused') return;
  for (const address of [...page.facts.addresses, ...page.facts.versions.values()]) {
    expect(new URL(address).hostname).toContain('steppe.example');
  }
}

/** Milliseconds of the processor. The largest of these documents takes a tenth of it. */
const mostMs = 5_000;

test(
  'mutated documents never make a reader crash, hang or take what is no article',
  { timeout: 1_200_000 },
  async () => {
    const heldBefore = heldBytes();
    const random = new Random(20_261_128);
    const source = anySource({ url });
    for (let number = 0; number < runs(20_000, 400); number += 1) {
      const [kind, seeds] = random.pick([
        ['feed', feeds],
        ['page', pages],
      ] as const);
      const bytes = mutated(random.pick(seeds), random);
      const rules = mutated(robots, random);
      const read = async () => {
        const startMs = cpuMs();
        await readDocument(bytes, { ...source, kind }).catch((error: unknown) => {
          throw new Error(`document ${number}: ${String(error)}`, { cause: error });
        });
        if (kind === 'page' && number % 5 === 0) await readPage(bytes);
        isAllowedBy(readRobots(rules, 'khabarshy'), `${url}/%D0%B0b`);
        return cpuMs() - startMs;
      };
      const onceMs = await read();
      // What a document costs, it costs again. A collection of garbage comes once.
      const tookMs = onceMs < mostMs ? onceMs : await read();
      expect(tookMs, `document ${number}`).toBeLessThan(mostMs);
    }
    expect(heldBytes() - heldBefore).toBeLessThan(100_000_000);
  },
);
