import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '../tests/storm/postgres.ts';
import { describeStorm } from '../tests/storm/report.ts';
import { runStorm, type StormOptions } from '../tests/storm/storm.ts';
import { isClear } from '../tests/storm/verdict.ts';

const usage = `Usage: npm run storm -- [--seed N] [--posts M] [--kills K] [--database sqlite|postgres]

Runs the whole program through a storm of kills and faults against a sandbox, and checks the channels afterwards.
--seed      default: random; it is printed
--posts     default: 200
--kills     default: one for every five posts
--database  sqlite (default), or postgres, which is started for the storm only

Ctrl-C ends the storm early: what came until then is judged. A second one ends at once.
`;

interface Wanted extends Omit<StormOptions, 'database' | 'ending'> {
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
  const ending = new AbortController();
  process.once('SIGINT', () => ending.abort());
  const postgres = options.database === 'postgres' ? await startPostgres() : null;
  try {
    await judgeStorm({ ...options, database: postgres?.url ?? 'sqlite', ending: ending.signal });
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
  process.stdout.write(`the program's last output is in ${file}\n`);
  process.exitCode = 1;
}

await main();
