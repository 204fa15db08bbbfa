#!/usr/bin/env node
import { quickStart } from './quick-start.js';

// Node 20 and 22 run the commands with a Node 24 that npm brought along; started by them directly, it could not
// read a .ts file, and would say so in words that help nobody.
if (process.features.typescript !== 'strip') {
  const advice = 'Start it with npm start or npx khabarshy, or with node_modules/.bin/node after npm ci.';
  process.stderr.write(`khabarshy needs Node 24, and this is ${process.version}. ${advice}\n`);
  process.exit(1);
}

// JavaScript, like what it imports: asked of a .ts file the cache would come too late.
quickStart();
await import('./main.ts');
