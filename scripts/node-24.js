/** `node scripts/node-24.js <file> [arguments]` runs a script with Node 24, whichever Node npm was started with. */
import { runWithNode24 } from '../src/node-24.js';

await runWithNode24(process.argv.slice(2));
