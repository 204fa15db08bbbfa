import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sourceOf } from '../../src/config/sources/source-schema.ts';
import { Events } from '../../src/events.ts';
import { Intake } from '../../src/intake/intake.ts';
import { readFeedDocument } from '../../src/sources/feed/feed-document.ts';
import { newSourceState } from '../../src/store/sources/source-state.ts';
import { openStore } from '../../src/store/store.ts';
import { percentile } from '../figures.ts';

/**
 * Takes full feeds of new items while somebody else writes one row at a time, as a lane does, and prints how long those
 * writes took. Time is CPU time of this thread, so that other programs of the machine do not count. Argument: a folder.
 */
const [folder = '.'] = process.argv.slice(2);
const documents = 8;
const items = 500;

const store = await openStore(`sqlite:${join(folder, 'lanes.db')}`);
const intake = new Intake(store, new Events());
const source = sourceOf(
  { name: 'steppe', url: 'https://steppe.example/rss', first_run: { kind: 'last', count: items }, own: true },
  'Asia/Almaty',
  null,
);

function feedOf(document: number): Buffer {
  const text =
    'The council of the town has spoken of the bridge again, and nobody knows when it opens. '.repeat(20);
  const list = Array.from({ length: items }, (_, index) => {
    const name = `${document}-${index}`;
    return (
      `<item><title>News number ${name} of the steppe</title><link>https://steppe.example/n/${name}</link>` +
      `<guid isPermaLink="false">g${name}</guid><description><![CDATA[<p>${text}</p>]]></description></item>`
    );
  });
  return Buffer.from(`<rss version="2.0"><channel><title>Steppe</title>${list.join('')}</channel></rss>`);
}

const tookMs: number[] = [];
const ending = new AbortController();
async function writeAsALane(): Promise<void> {
  while (!ending.signal.aborted) {
    const before = process.threadCpuUsage();
    await store.items.touch('lane', ['a'], new Date());
    const { system, user } = process.threadCpuUsage(before);
    tookMs.push((user + system) / 1_000);
    await wait(1);
  }
}

const writing = writeAsALane();
let taken = 0;
for (let document = 0; document < documents; document += 1) {
  const now = new Date();
  const reading = await readFeedDocument(feedOf(document), null, source, source.url, now);
  if (reading.kind === 'refused') throw new Error(reading.reason);
  const state = newSourceState(source.name, source.url);
  taken += (await intake.take(source, reading.document, { now, state })).inserted;
}
ending.abort();
await writing;
console.log(
  `figures ${JSON.stringify({ taken, writes: tookMs.length, p99: percentile(tookMs, 0.99), longest: Math.max(...tookMs) })}`,
);
await store.close();
