import { sourceOf } from '../../src/config/sources/source-schema.ts';
import { readFeedDocument } from '../../src/sources/feed/feed-document.ts';

/** Reads a feed of 10,000 items to its first 500, and prints what it costs. */
const items = 10_000;
const rounds = 5;

function bigFeed(): Buffer {
  const text =
    'The council of the town has spoken of the bridge again, and nobody knows when it opens. '.repeat(22);
  const list = Array.from(
    { length: items },
    (_, number) =>
      `<item><title>News number ${number} of the steppe &amp; the river</title><link>https://steppe.example/n/${number}</link>` +
      `<guid isPermaLink="false">g${number}</guid><pubDate>Sat, 28 Nov 2026 09:34:00 GMT</pubDate>` +
      `<content:encoded><![CDATA[<p>${text}</p>]]></content:encoded></item>`,
  );
  return Buffer.from(`<rss version="2.0"><channel><title>Steppe</title>${list.join('')}</channel></rss>`);
}

/** The longest time for which nothing else could run, CPU milliseconds of this thread. */
function watchLoop(): () => number {
  let longestMs = 0;
  let last = process.threadCpuUsage();
  let isOver = false;
  const look = (): void => {
    const { system, user } = process.threadCpuUsage(last);
    last = process.threadCpuUsage();
    longestMs = Math.max(longestMs, (user + system) / 1_000);
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  return () => {
    isOver = true;
    return longestMs;
  };
}

const source = sourceOf({ name: 'steppe', url: 'https://steppe.example/rss' }, 'Asia/Almaty', null);
const bytes = bigFeed();
const results: { ms: number; blockMs: number; read: number }[] = [];
for (let round = 0; round < rounds; round += 1) {
  const before = process.threadCpuUsage();
  const longest = watchLoop();
  const reading = await readFeedDocument(bytes, null, source, source.url, new Date());
  const { system, user } = process.threadCpuUsage(before);
  const read = reading.kind === 'document' ? reading.document.items.length : 0;
  results.push({ ms: (user + system) / 1_000, blockMs: longest(), read });
}
console.log(`figures ${JSON.stringify({ megabytes: bytes.length / 1e6, results })}`);
