import { writeFileSync } from 'node:fs';
import { tableOf, type Figure } from './figures.ts';
import { describeMachine } from './machine.ts';

/** Every measurement by its name; `npm run bench -- freshness drain` runs only these. */
const measurements: Record<string, () => Promise<Figure[]>> = {
  freshness: async () => (await import('./freshness.ts')).measureFreshness(),
  'idle-poll': async () => (await import('./idle-poll.ts')).measureIdlePoll(),
  drain: async () => (await import('./drain.ts')).measureDrain(),
  memory: async () => (await import('./memory.ts')).measureMemory(),
  start: async () => (await import('./start.ts')).measureStart(),
};

/** Only when they are asked for by name: they take minutes. */
const longMeasurements: typeof measurements = {
  desk: async () => (await import('./desk.ts')).measureDesk(),
  limits: async () => (await import('./limits.ts')).measureLimits(),
};

const all = { ...measurements, ...longMeasurements };
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(all, name));
if (unknown.length > 0) {
  console.error(`There is no measurement ${unknown.join(', ')}. There are: ${Object.keys(all).join(', ')}.`);
  process.exit(2);
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
