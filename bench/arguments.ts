import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { beside: { type: 'string' } },
});

/** The measurements that were asked for; none: all. */
export const asked: readonly string[] = positionals;

/** The folder of another version of the program that is measured in turns with this one. null: there is none. */
export const beside: string | null = values.beside === undefined ? null : resolve(values.beside);
