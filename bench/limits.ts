import { join } from 'node:path';
import { atMost, type Figure } from './figures.ts';
import { openNewsroom } from './newsroom.ts';
import { createTables, makeFolder, settingsFor, start } from './program.ts';

const posts = 100;
const perMinute = 20;

/** Time for 100 posts to one channel on a server that allows 20 per minute, compared with the shortest possible time. */
export async function measureLimits(): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const server = start('bench/sandbox-process.ts', ['1', 'limits'], folder, {});
  const url = (await server.waitFor('address ')).slice('address '.length);
  const database = join(folder, 'bench.db');
  const settings = {
    ...settingsFor(url, database),
    POSTS_PER_MINUTE: String(perMinute),
    BURST_ARTICLES: '0',
    POSTS_PER_SECOND: '25',
  };
  await createTables(folder, settings);
  const newsroom = openNewsroom(database);
  newsroom.insertMany(posts, 'a');
  newsroom.close();
  const program = start('src/start.js', ['run'], folder, settings);
  let limited = 0;
  program.child.stdout.on('data', (chunk: Buffer) => {
    limited += chunk.toString().split('Telegram asks this channel to wait').length - 1;
  });
  const firstTime = timeOf(await program.waitFor('"posted"'));
  const lastTime = timeOf(await program.waitFor(`"article":"a${posts - 1}"`));
  await program.stop();
  await server.stop();
  remove();
  // One per second and twenty per minute: each full twenty take a minute, the rest a second each.
  const shortestS = Math.floor((posts - 1) / perMinute) * 60 + ((posts - 1) % perMinute);
  const tookS = (lastTime - firstTime) / 1_000;
  return [
    { name: 'backlog of 100 at 20 a minute', value: tookS, unit: 's' },
    atMost('longer than the shortest possible time by', (tookS / shortestS - 1) * 100, '%', 2),
    atMost('429s met on the way', limited, '', 0),
  ];
}

function timeOf(line: string): number {
  const { time } = JSON.parse(line) as { time: string }; // our own log
  return Date.parse(time);
}
