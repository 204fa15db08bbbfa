import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './figures.ts';
import { openNewsroom } from './newsroom.ts';
import { createTables, makeFolder, settingsFor, start } from './program.ts';

/** Posts per second without limits, and their share of what a bare grammY loop reaches on the same server. */
export async function measureDrain(): Promise<Figure[]> {
  return [...(await measureAt(1, 2_000)), ...(await measureAt(20, 100))];
}

async function measureAt(channels: number, posts: number): Promise<Figure[]> {
  const bare = await bareLoop(channels, posts);
  const ours = await drain(channels, posts);
  const what = `drain, ${channels} × ${posts}`;
  return [
    { name: `${what}, khabarshy`, value: ours, unit: 'posts/s' },
    { name: `${what}, bare grammY loop`, value: bare, unit: 'posts/s' },
    { name: `${what}, share`, value: (ours / bare) * 100, unit: '%' },
  ];
}

async function startServer(folder: string, channels: number) {
  const server = start('bench/sandbox-process.ts', [String(channels)], folder, {});
  const url = (await server.waitFor('address ')).slice('address '.length);
  return { url, stop: server.stop };
}

async function bareLoop(channels: number, posts: number): Promise<number> {
  const { folder, remove } = makeFolder();
  const server = await startServer(folder, channels);
  const loop = start('bench/bare-loop.ts', [server.url, String(channels), String(posts)], folder, {});
  const rate = Number((await loop.waitFor('rate ')).slice('rate '.length));
  await server.stop();
  remove();
  return rate;
}

/** Each channel takes articles of one language. Measured from the first post to the last one. */
async function drain(channels: number, posts: number): Promise<number> {
  const { folder, remove } = makeFolder();
  const server = await startServer(folder, channels);
  const database = join(folder, 'bench.db');
  writeChannels(folder, channels);
  const { CHANNEL_ID: _none, ...settings } = settingsFor(server.url, database);
  await createTables(folder, settings);
  const newsroom = openNewsroom(database);
  for (let index = 0; index < channels; index += 1) {
    newsroom.insertMany(posts, `c${index}-`, null, languageOf(index));
  }
  newsroom.close();
  const program = start('src/start.js', ['run'], folder, settings);
  const [startedAt, endedAt] = await timesOf(program, channels * posts);
  await program.stop();
  await server.stop();
  remove();
  return (channels * posts * 1_000) / (endedAt - startedAt);
}

function timesOf({ child }: ReturnType<typeof start>, total: number): Promise<[number, number]> {
  return new Promise((resolve) => {
    let seen = 0;
    let startedAt = 0;
    let rest = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = `${rest}${chunk.toString()}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!line.includes('"posted"')) continue;
        const { time } = JSON.parse(line) as { time: string }; // our own log
        seen += 1;
        if (seen === 1) startedAt = Date.parse(time);
        if (seen === total) resolve([startedAt, Date.parse(time)]);
      }
    });
  });
}

/** Made-up languages, because twenty channels need twenty filters, and this one is the cheapest. */
function languageOf(index: number): string {
  return `a${String.fromCharCode(97 + index)}`;
}

function writeChannels(folder: string, channels: number): void {
  const entries = Array.from(
    { length: channels },
    (_, index) => `  - {id: ${-1_001_000_000_001 - index}, name: c${index}, language: ${languageOf(index)}}`,
  );
  writeFileSync(join(folder, 'channels.yaml'), `channels:\n${entries.join('\n')}\n`);
}
