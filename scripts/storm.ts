import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runClusterStorm, type ClusterStormOptions } from '../tests/storm/cluster/cluster-storm.ts';
import { startPostgres } from '../tests/storm/postgres.ts';
import { describeResult, describeStorm } from '../tests/storm/report.ts';
import { runStorm, type StormOptions, type StormResult } from '../tests/storm/storm.ts';
import { isClear } from '../tests/storm/verdict.ts';

const usage = `Usage: npm run storm -- [--seed N] [--posts M] [--kills K] [--database sqlite|postgres]
       npm run storm -- --cluster [--seed N] [--posts M] [--kills K] [--freezes F] [--breaks B]

Runs the whole program through a storm of kills and faults against a sandbox, and checks the channels afterwards.
--seed      default: random; it is printed
--posts     default: 200
--kills     default: one for every five posts
--cluster   three processes share the bots of one Postgres
--freezes   how often one of them is frozen for some seconds; default: a quarter of the kills. Black holes in the network
            and blocked event loops come with them
--breaks    how often Postgres is restarted, or falls over; default: one for every thirty kills
--database  sqlite (default), or postgres, which is started for the storm only

Ctrl-C ends the storm early: what came until then is judged. A second one ends at once.
`;

interface Wanted extends Omit<StormOptions, 'database' | 'ending'> {
  database: 'sqlite' | 'postgres';
  /** null: one process. */
  cluster: { freezes: number; breaks: number } | null;
}

function readOptions(): Wanted | null {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      posts: { type: 'string', default: '200' },
      kills: { type: 'string' },
      database: { type: 'string', default: 'sqlite' },
      cluster: { type: 'boolean', default: false },
      freezes: { type: 'string' },
      breaks: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { cluster, database } = values;
  const [seed, posts] = [Number(values.seed), Number(values.posts)];
  const kills = Number(values.kills ?? Math.round(posts / 5));
  const areNumbers = [seed, posts, kills].every((number) => Number.isSafeInteger(number) && number >= 0);
  if (values.help || !areNumbers || posts === 0) return null;
  const onProgress = (text: string) => void process.stdout.write(`${text}\n`);
  if (database !== 'sqlite' && database !== 'postgres') return null;
  const freezes = Number(values.freezes ?? Math.round(kills / 4));
  const breaks = Number(values.breaks ?? Math.round(kills / 30));
  return { seed, posts, kills, database, onProgress, cluster: cluster ? { breaks, freezes } : null };
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
  if (options.cluster !== null)
    return judgeClusterStorm({ ...options, ...options.cluster, ending: ending.signal });
  const postgres = options.database === 'postgres' ? await startPostgres() : null;
  try {
    await judgeStorm({ ...options, database: postgres?.url ?? 'sqlite', ending: ending.signal });
  } finally {
    await postgres?.stop();
  }
}

async function judgeClusterStorm(options: ClusterStormOptions): Promise<void> {
  const result = await runClusterStorm(options);
  tell(result, describeResult(`cluster storm with seed ${options.seed} on Postgres`, result));
}

async function judgeStorm(options: StormOptions): Promise<void> {
  const result = await runStorm(options);
  tell(result, describeStorm(options, result));
}

function tell({ output, verdict }: StormResult, description: string): void {
  process.stdout.write(`${description}\n`);
  if (isClear(verdict)) return;
  const file = join(mkdtempSync(join(tmpdir(), 'khabarshy-storm-')), 'output.txt');
  writeFileSync(file, output);
  process.stdout.write(`the program's last output is in ${file}\n`);
  process.exitCode = 1;
}

await main();
