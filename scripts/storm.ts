import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runClusterStorm, type ClusterStormOptions } from '../tests/storm/cluster/cluster-storm.ts';
import { startPostgres } from '../tests/storm/postgres.ts';
import { describeResult, describeStorm } from '../tests/storm/report.ts';
import { runStorm, type StormOptions, type StormResult } from '../tests/storm/storm.ts';
import { isClear } from '../tests/storm/verdict.ts';
import { CommandLine } from './arguments.ts';

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

function readOptions(): Wanted {
  const line = new CommandLine('storm', usage);
  const { values } = line.read({
    options: {
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      posts: { type: 'string', default: '200' },
      kills: { type: 'string' },
      database: { type: 'string', default: 'sqlite' },
      cluster: { type: 'boolean', default: false },
      freezes: { type: 'string' },
      breaks: { type: 'string' },
    },
  });
  const { cluster, database } = values;
  const seed = line.wholeNumber('--seed', values.seed, 0);
  const posts = line.wholeNumber('--posts', values.posts, 1);
  const kills = line.wholeNumber('--kills', values.kills ?? String(Math.round(posts / 5)), 0);
  const freezes = line.wholeNumber('--freezes', values.freezes ?? String(Math.round(kills / 4)), 0);
  const breaks = line.wholeNumber('--breaks', values.breaks ?? String(Math.round(kills / 30)), 0);
  if (!cluster && (values.freezes ?? values.breaks) !== undefined)
    return line.refuse('--freezes and --breaks belong to --cluster');
  if (database !== 'sqlite' && database !== 'postgres')
    return line.refuse(`--database is sqlite or postgres, not ${JSON.stringify(database)}`);
  const onProgress = (text: string) => void process.stdout.write(`${text}\n`);
  return { seed, posts, kills, database, onProgress, cluster: cluster ? { breaks, freezes } : null };
}

async function main(): Promise<void> {
  const options = readOptions();
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
