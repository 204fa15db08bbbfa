import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { asked, isHelp } from './arguments.ts';
import { tableOf, type Figure } from './figures.ts';

/** Measurements by name. They run if none is named. */
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
if (isHelp) {
  console.log(`Usage: npm run bench -- [measurement …] [--beside <folder>]

Measures the program against the sandbox, prints a table, and writes bench/result.json.

Without a name:  ${Object.keys(measurements).join(', ')}
Only if named:   ${Object.keys(longMeasurements).join(', ')} (minutes each)

--beside <folder>  another checkout of the program is measured in turns with this one: push, drain, prune`);
  process.exit(0);
}
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
