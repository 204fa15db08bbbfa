#!/usr/bin/env node
import * as module from 'node:module';

// Node 20 and 22 run the commands with a Node 24 that npm brought along; started by them directly, it could not
// read a .ts file, and would say so in words that help nobody.
if (process.features.typescript !== 'strip') {
  const advice = 'Start it with npm start or npx khabarshy, or with node_modules/.bin/node after npm ci.';
  process.stderr.write(`khabarshy needs Node 24, and this is ${process.version}. ${advice}\n`);
  process.exit(1);
}

// JavaScript, and the only file that is: where every .ts file comes compiled from the cache, Node never loads
// its TypeScript compiler, which costs 50 ms and 12 MB. Asked of a .ts file the cache would come too late.
module.enableCompileCache();
await import('./main.ts');
