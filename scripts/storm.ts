import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '../tests/storm/postgres.ts';
import { describeStorm } from '../tests/storm/report.ts';
import { runStorm, type StormOptions } from '../tests/storm/storm.ts';
import { isClear } from '../tests/storm/verdict.ts';

const usage = `Usage: npm run storm -- [--seed N] [--posts M] [--kills K] [--database sqlite|postgres]

Lets the whole program run through a storm against a Telegram of its own, and judges the channels afterwards.
Without --seed it takes one by chance and prints it; without --kills there is one for five posts. Postgres is
one of its own, which is there as long as the storm.
`;

interface Wanted extends Omit<StormOptions, 'database'> {
  database: 'sqlite' | 'postgres';
}

function readOptions(): Wanted | null {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      posts: { type: 'string', default: '200' },
      kills: { type: 'string' },
      database: { type: 'string', default: 'sqlite' },
      help: { type: 'boolean', default: false },
    },
  });
  const { database } = values;
  const [seed, posts] = [Number(values.seed), Number(values.posts)];
  const kills = Number(values.kills ?? Math.round(posts / 5));
  const areNumbers = [seed, posts, kills].every((number) => Number.isSafeInteger(number) && number >= 0);
  if (values.help || !areNumbers || posts === 0) return null;
  const onProgress = (text: string) => void process.stdout.write(`${text}\n`);
  if (database !== 'sqlite' && database !== 'postgres') return null;
  return { seed, posts, kills, database, onProgress };
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === null) {
    process.stdout.write(usage);
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`seed ${options.seed}\n`);
  const postgres = options.database === 'postgres' ? await startPostgres() : null;
  try {
    await judgeStorm({ ...options, database: postgres?.url ?? 'sqlite' });
  } finally {
    await postgres?.stop();
  }
}

async function judgeStorm(options: StormOptions): Promise<void> {
  const result = await runStorm(options);
  process.stdout.write(`${describeStorm(options, result)}\n`);
  if (isClear(result.verdict)) return;
  const file = join(mkdtempSync(join(tmpdir(), 'khabarshy-storm-')), 'output.txt');
  writeFileSync(file, result.output);
  process.stdout.write(`what the program said last is in ${file}\n`);
  process.exitCode = 1;
}

await main();
