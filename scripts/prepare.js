/**
 * npm runs this after an installation. It creates the bundles and the compile cache that src/quick-start.js uses.
 * Without them khabarshy starts more slowly and needs more memory, so an error here is reported but does not fail the
 * installation.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Packages of hundreds of small files. As one file each they load in a tenth of the time and half the memory. */
const packages = ['kysely', 'kysely/migration', 'yaml', 'zod'];

const root = new URL('../', import.meta.url);
const cache = fileURLToPath(new URL('node_modules/.cache/khabarshy/', root));

async function bundle(folder) {
  const { rolldown } = await import('rolldown');
  const input = Object.fromEntries(packages.map((name) => [fileNameOf(name), `entry:${name}`]));
  const build = await rolldown({ input, platform: 'node', external: [/^node:/], plugins: [namedEntries] });
  // Names are kept for error messages and stacks. Comments are removed, because Node would keep them in memory.
  const minify = { codegen: { removeWhitespace: true }, compress: false, mangle: false };
  await build.write({ dir: folder, format: 'esm', minify });
}

/** The file name contains package and version: `kysely_migration@0.29.9`. */
function fileNameOf(specifier) {
  const [name] = specifier.split('/');
  return `${specifier.replace('/', '_')}@${manifestOf(`node_modules/${name}/`).version}`;
}

/** Names that Node adds to the exports of a CommonJS package. */
const ofCommonJs = new Set(['default', 'module.exports', '__esModule']);

/** Each entry exports the same names as in Node, also for a CommonJS package. */
const namedEntries = {
  name: 'named-entries',
  resolveId: (id) => (id.startsWith('entry:') ? `\0${id}` : null),
  async load(id) {
    if (!id.startsWith('\0entry:')) return null;
    const specifier = id.slice('\0entry:'.length);
    const names = Object.keys(await import(specifier)).filter((name) => !ofCommonJs.has(name));
    return `export { ${names.join(', ')} } from '${specifier}';`;
  },
};

/** Runs with the flags of `npm start`, because V8's compile cache depends on them. */
function fillCompileCache() {
  const flags = manifestOf('')
    .scripts.start.split(' ')
    .filter((word) => word.startsWith('--'));
  const script = fileURLToPath(new URL('scripts/fill-cache.js', root));
  const { status, stderr } = spawnSync(process.execPath, [...flags, script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the compile cache could not be filled: ${stderr.trim()}`);
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(new URL(`${folder}package.json`, root), 'utf8'));
}

function begin() {
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
}

/** Renames the folder only when it is complete. With incomplete bundles, as after a full disk, nothing would start. */
async function makeBundles() {
  await bundle(`${cache}bundles.new`);
  renameSync(`${cache}bundles.new`, `${cache}bundles`);
}

async function attempt(step) {
  try {
    await step();
  } catch (error) {
    const [why] = String(error).split('\n');
    process.stderr.write(`khabarshy will start a little slower: ${why}\n`);
  }
}

// Independent steps: if the bundler is missing, the compile cache is even more useful.
await attempt(begin);
await attempt(makeBundles);
await attempt(fillCompileCache);
