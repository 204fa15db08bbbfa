import { parseArgs } from 'node:util';
import { headLine, verdictOf } from '../tests/soak/figures.ts';
import { runSoak, type SoakOptions } from '../tests/soak/soak.ts';

const usage = `Usage: npm run soak -- [minutes] [--rate N] [--seed N] [--without-flags]

Runs the whole program for a long time under a steady load: articles with corrections and kills, commands of editors,
posts of people, and faults of the network. It prints memory, handles and the size of the WAL each minute, and says in
the end whether they stayed within 5 MB, or 5 handles, after the first ten minutes.
minutes          default: 60
--rate           posts per second, default: 15
--seed           default: 1
--without-flags  without the flags of Node that npm start has
`;

function readOptions(): SoakOptions | null {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rate: { type: 'string', default: '15' },
      seed: { type: 'string', default: '1' },
      'without-flags': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [minutes, postsPerSecond, seed] = [positionals[0] ?? '60', values.rate, values.seed].map(Number);
  if (!isPositive(minutes) || !isPositive(postsPerSecond) || !isPositive(seed) || values.help) return null;
  const onMinute = (line: string) => void process.stdout.write(`${line}\n`);
  return { minutes, postsPerSecond, seed, hasFlags: !values['without-flags'], onMinute };
}

function isPositive(value: number | undefined): value is number {
  return value !== undefined && value > 0;
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === null) {
    process.stdout.write(usage);
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`${headLine}\n`);
  const rises = await runSoak(options);
  process.stdout.write(`${verdictOf(rises)}\n`);
  if (rises.some(({ isFlat }) => !isFlat)) process.exitCode = 1;
}

await main();
