/** Loads every file of the program once, so that the first start finds all of them compiled. See prepare.js. */
import { globSync } from 'node:fs';
import { useCompileCache } from '../src/compile-cache.js';

const source = new URL('../src/', import.meta.url);

useCompileCache();
// main.ts runs a command: this one does least.
process.argv.splice(2, process.argv.length, '--version');
for (const file of globSync('**/*.ts', { cwd: source })) {
  await import(new URL(file.replaceAll('\\', '/'), source).href);
}
