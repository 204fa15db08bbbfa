/** Loads every file of the program once, so that the first start finds all of them compiled. See prepare.js. */
import { existsSync, globSync } from 'node:fs';

const source = new URL('../src/', import.meta.url);
/** A container has only what was compiled. */
const isCompiled = !existsSync(source);
const program = isCompiled ? new URL('../dist/', import.meta.url) : source;

const { useCompileCache } = await import(new URL('compile-cache.js', program).href);

useCompileCache();
// main.ts runs a command: this one does least.
process.argv.splice(2, process.argv.length, '--version');
// Scripts of the sandbox's page run in a browser; the compiler makes none of them.
for (const file of globSync(isCompiled ? '**/*.js.map' : '**/*.ts', {
  cwd: program,
  exclude: ['**/*.d.ts'],
})) {
  await import(new URL(file.replaceAll('\\', '/').replace(/\.map$/, ''), program).href);
}
