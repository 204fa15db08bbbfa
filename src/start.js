#!/usr/bin/env node
/**
 * The entry point of every command. It is JavaScript, because an older Node must be able to read it: npm starts us
 * with the Node of the machine, and the program needs Node 24.
 */
import { canRunProgram, runWithNode24 } from './node-24.js';

if (canRunProgram()) {
  const { useCompileCache } = await import('./compile-cache.js');
  useCompileCache();
  await import('./main.ts');
} else {
  await runWithNode24([...process.execArgv, ...process.argv.slice(1)]);
}
