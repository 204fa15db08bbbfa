import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { atMost, type Figure } from './figures.ts';
import { openNewsroom } from './newsroom.ts';
import { makeFolder, residentMb, settingsFor, start } from './program.ts';
import { startArrivals } from './arrivals.ts';

const imported = 100_000;
const posted = 2_000;

/** Resident memory of the running program after 100,000 articles were imported and 2,000 posted. */
export async function measureMemory(): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const arrivals = await startArrivals();
  const database = join(folder, 'bench.db');
  const settings = settingsFor(arrivals.url, database);
  const program = start('src/start.js', ['run'], folder, settings);
  await program.waitFor('"running"');
  const atStartMb = residentMb(program.child.pid ?? 0);
  await writeArticles(join(folder, 'articles.jsonl'));
  const startedMs = performance.now();
  const importing = start('src/start.js', ['import', 'articles.jsonl'], folder, settings);
  await once(importing.child, 'close');
  const importedS = (performance.now() - startedMs) / 1_000;
  const done = program.waitFor(`"article":"young-${posted - 1}"`);
  const newsroom = openNewsroom(database);
  newsroom.insertMany(posted, 'young-');
  newsroom.close();
  await done;
  const residentAfterMb = residentMb(program.child.pid ?? 0);
  await program.stop();
  arrivals.stop();
  remove();
  return [
    { name: 'import of 100,000 articles', value: importedS, unit: 's' },
    { name: 'memory when started', value: atStartMb, unit: 'MB' },
    atMost('memory after 100,000 imported and 2,000 posted', residentAfterMb, 'MB', 120),
  ];
}

/** Writes old articles, which are planned but not posted. */
async function writeArticles(file: string): Promise<void> {
  const stream = createWriteStream(file);
  for (let index = 0; index < imported; index += 1) {
    const article = {
      id: `old-${index}`,
      url: `https://news.example.kz/old/${index}`,
      language: 'en',
      headline: `An old headline, number ${index}`,
      body: 'A paragraph of an old article that nobody needs today. It has two sentences.',
      published_at: '2020-01-01T00:00:00.000Z',
    };
    if (!stream.write(`${JSON.stringify(article)}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}
