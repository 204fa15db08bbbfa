/** Loads every file of ours once, so that they are compiled before the first start. See prepare.js. */
import { globSync } from 'node:fs';
import { quickStart } from '../src/quick-start.js';

const source = new URL('../src/', import.meta.url);

quickStart();
// main.ts runs a command: this one says how to use the others.
process.argv.splice(2, process.argv.length, '--help');
for (const file of globSync('**/*.ts', { cwd: source })) {
  await import(new URL(file.replaceAll('\\', '/'), source).href);
}
