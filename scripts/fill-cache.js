/** Loads every file of ours once, so that they are compiled before the first start. See prepare.js. */
import { globSync } from 'node:fs';
import { quickStart } from '../src/quick-start.js';

const source = new URL('../src/', import.meta.url);

quickStart();
for (const file of globSync('**/*.ts', { cwd: source })) {
  // It would run a command.
  if (file !== 'main.ts') await import(new URL(file.replaceAll('\\', '/'), source).href);
}
