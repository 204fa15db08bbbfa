import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, type Figure } from './figures.ts';
import { cpuMs, makeFolder, residentMb, settingsFor, start } from './program.ts';

const bots = 10;
const channels = 500;

/** The desks are loaded, and every channel was looked up, long before that. */
const settlingMs = 30_000;
const measuredMs = 60_000;
/** Of the usual schedule, in that time. */
const polls = 12;

/**
 * Ten bots with 500 channels, and no news for a minute: processor time, and how many statements the database is asked. If
 * lanes asked for themselves, there would be one for each channel at each poll.
 */
export async function measureIdle(): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const server = start('bench/sandbox-process.ts', [String(channels), 'free', String(bots)], folder, {});
  const address = (await server.waitFor('address ')).slice('address '.length);
  writeFileSync(join(folder, 'channels.yaml'), settingsOfBots());
  const { CHANNEL_ID: _none, BOT_TOKEN: _noToken, ...given } = settingsFor(address, join(folder, 'bench.db'));
  const program = start('src/start.js', ['run'], folder, { ...given, HTTP_PORT: '', ...tokens() });
  const served = await program.waitFor('the page is served');
  const { url } = JSON.parse(served) as { url: string }; // our own log
  await sleep(settlingMs);
  const pid = program.child.pid ?? 0;
  // To read the measures takes statements, too.
  const first = await statementsUntil(url);
  const second = await statementsUntil(url);
  const cpuBeforeMs = cpuMs(pid);
  await sleep(measuredMs);
  const cpu = cpuMs(pid) - cpuBeforeMs;
  const statements = (await statementsUntil(url)) - second - (second - first);
  const memoryMb = residentMb(pid);
  await program.stop();
  await server.stop();
  remove();
  const what = `${bots} bots with ${channels} channels, idle`;
  return [
    atMost(`${what}, share of a core`, (cpu / measuredMs) * 100, '%', 1),
    atMost(`${what}, statements of a poll for each channel`, statements / (polls * channels), '', 0.25),
    { name: `${what}, memory`, value: memoryMb, unit: 'MB' },
  ];
}

function settingsOfBots(): string {
  const listed = Array.from(
    { length: bots },
    (_, index) => `  - {name: b${index}, token: "\${TOKEN_${index}}", owners: [1]}`,
  );
  const entries = Array.from(
    { length: channels },
    (_, index) =>
      `  - {id: ${-1_001_000_000_001 - index}, name: c${index}, bot: b${index % bots}, language: en}`,
  );
  return `bots:\n${listed.join('\n')}\nchannels:\n${entries.join('\n')}\n`;
}

function tokens(): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: bots }, (_, index) => [
      `TOKEN_${index}`,
      `${123_456_789 + index}:a-token-for-the-bench-only`,
    ]),
  );
}

/** How many statements the program has asked its database since its start. */
async function statementsUntil(url: string): Promise<number> {
  const answer = await fetch(new URL('/metrics', url));
  const counts = (await answer.text()).matchAll(/^khabarshy_database_query_seconds_count\{[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
