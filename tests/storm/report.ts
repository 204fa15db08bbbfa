import { isClear } from './verdict.ts';
import type { StormOptions, StormResult } from './storm.ts';

/** What a storm came to, for people. */
export function describeStorm({ seed, database }: StormOptions, result: StormResult): string {
  const engine = database === 'sqlite' ? 'SQLite' : 'Postgres';
  return describeResult(`storm with seed ${seed} on ${engine}`, result);
}

/** `name`: which storm it was. */
export function describeResult(name: string, result: StormResult): string {
  const { verdict, counts, faults, states, seconds } = result;
  const struck = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const wrong = Object.entries(verdict).map(([name, list]) => `${name} ${list.length}`);
  return [
    `${name}, ${seconds} s`,
    `  ${listOf(counts)}`,
    `  faults ${struck}: ${listOf(faults)}`,
    `  ledger: ${listOf(states)}`,
    `  ${wrong.join(', ')}`,
    ...(isClear(verdict) ? [] : [JSON.stringify(verdict, null, 2)]),
  ].join('\n');
}

function listOf(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
