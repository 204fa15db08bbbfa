import { headLine, verdictOf } from '../tests/soak/figures.ts';
import { runSoak, type SoakOptions } from '../tests/soak/soak.ts';
import { CommandLine } from './arguments.ts';

const usage = `Usage: npm run soak -- [minutes] [--rate N] [--seed N] [--without-flags]

Runs the whole program for a long time under a steady load: articles with corrections and kills, commands of editors,
posts of people, and faults of the network. It prints memory, handles and the size of the WAL each minute, and says in
the end whether they stayed within 5 MB, or 5 handles, after the first ten minutes.
minutes          default: 60
--rate           posts per second, default: 15
--seed           default: 1
--without-flags  without the flags of Node that npm start has
`;

function readOptions(): SoakOptions {
  const line = new CommandLine('soak', usage);
  const { values, positionals } = line.read({
    allowPositionals: true,
    options: {
      rate: { type: 'string', default: '15' },
      seed: { type: 'string', default: '1' },
      'without-flags': { type: 'boolean', default: false },
    },
  });
  const [minutes = '60', ...others] = positionals;
  if (others.length > 0) return line.refuse(`Only the minutes stand alone, not ${others.join(' ')}`);
  return {
    minutes: line.positiveNumber('minutes', minutes),
    postsPerSecond: line.positiveNumber('--rate', values.rate),
    seed: line.wholeNumber('--seed', values.seed, 1),
    hasFlags: !values['without-flags'],
    onMinute: (text) => void process.stdout.write(`${text}\n`),
  };
}

async function main(): Promise<void> {
  const options = readOptions();
  process.stdout.write(`${headLine}\n`);
  const rises = await runSoak(options);
  process.stdout.write(`${verdictOf(rises)}\n`);
  if (rises.some(({ isFlat }) => !isFlat)) process.exitCode = 1;
}

await main();
