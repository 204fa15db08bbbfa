import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { asked } from './arguments.ts';
import { tableOf, type Figure } from './figures.ts';

/**
 * Measurements by name. `npm run bench -- freshness drain` runs only these two. With `--beside <folder>`, another checkout
 * of the program is measured in turns with this one.
 */
const measurements: Record<string, () => Promise<Figure[]>> = {
  freshness: async () => (await import('./freshness.ts')).measureFreshness(),
  push: async () => (await import('./push.ts')).measurePush(),
  'idle-poll': async () => (await import('./idle-poll.ts')).measureIdlePoll(),
  drain: async () => (await import('./drain.ts')).measureDrain(),
  memory: async () => (await import('./memory.ts')).measureMemory(),
  start: async () => (await import('./start.ts')).measureStart(),
  idle: async () => (await import('./idle.ts')).measureIdle(),
};

/** Measurements that take minutes, so they run only if they are named. */
const longMeasurements: typeof measurements = {
  desk: async () => (await import('./desk.ts')).measureDesk(),
  inline: async () => (await import('./inline.ts')).measureInline(),
  sources: async () => (await import('./sources/sources.ts')).measureSources(),
  cluster: async () => (await import('./cluster.ts')).measureCluster(),
  uploads: async () => (await import('./uploads.ts')).measureUploads(),
  limits: async () => (await import('./limits.ts')).measureLimits(),
  web: async () => (await import('./web.ts')).measureWeb(),
  prune: async () => (await import('./prune.ts')).measurePrune(),
};

const all = { ...measurements, ...longMeasurements };
const unknown = asked.filter((name) => !Object.hasOwn(all, name));
if (unknown.length > 0) {
  console.error(`Unknown measurement: ${unknown.join(', ')}. Available: ${Object.keys(all).join(', ')}.`);
  process.exit(2);
}

/** The machine on which the figures were measured. */
function describeMachine(): Record<string, string | number> {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.version,
  };
}

const figures: Figure[] = [];
for (const name of asked.length === 0 ? Object.keys(measurements) : asked) {
  console.error(`measuring ${name} …`);
  figures.push(...((await all[name]?.()) ?? []));
}
const result = { machine: describeMachine(), at: new Date().toISOString(), figures };
writeFileSync('bench/result.json', `${JSON.stringify(result, null, 2)}\n`);
console.log(JSON.stringify(result));
console.log(`\n${tableOf(figures)}`);
