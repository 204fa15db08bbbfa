/**
 * Compiles the program into dist/, as the package of npm and the container have it. Files that are no TypeScript are
 * copied. `npm pack` runs this.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const source = join(root, 'src');
const dist = join(root, 'dist');

function compile() {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the program could not be compiled');
}

/** Of the types only those of the contract: nobody imports the rest of the program. */
function copyOthers() {
  const files = globSync('**/*.*', { cwd: source, exclude: (name) => /(?<!\.d)\.ts$/.test(name) });
  for (const file of files) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    copyFileSync(join(source, file), join(dist, file));
  }
}

/** The only JavaScript of ours that names a file of TypeScript. */
function mendStart() {
  const file = join(dist, 'start.js');
  const [before, after, ...more] = readFileSync(file, 'utf8').split('./main.ts');
  if (after === undefined || more.length > 0) throw new Error('src/start.js does not import ./main.ts once');
  writeFileSync(file, `${before}./main.js${after}`);
}

rmSync(dist, { recursive: true, force: true });
compile();
copyOthers();
mendStart();
