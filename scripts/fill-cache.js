/** Loads every source file once, so that all are compiled before the first start. See prepare.js. */
import { globSync } from 'node:fs';
import { quickStart } from '../src/quick-start.js';

const source = new URL('../src/', import.meta.url);

quickStart();
// main.ts runs a command when it is loaded; `--help` is harmless.
process.argv.splice(2, process.argv.length, '--help');
for (const file of globSync('**/*.ts', { cwd: source })) {
  await import(new URL(file.replaceAll('\\', '/'), source).href);
}
