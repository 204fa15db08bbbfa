/**
 * npm calls this after an installation: it makes what src/quick-start.js looks for. khabarshy works without it as
 * well, only that it starts later and larger, so whatever goes wrong here is said and is no failure.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Packages of hundreds of small files, which one file loads in a tenth of the time and with half of the memory. */
const packages = ['kysely', 'kysely/migration', 'yaml', 'zod'];

const root = new URL('../', import.meta.url);
const cache = fileURLToPath(new URL('node_modules/.cache/khabarshy/', root));

async function bundle(folder) {
  const { rolldown } = await import('rolldown');
  const input = Object.fromEntries(packages.map((name) => [fileNameOf(name), `entry:${name}`]));
  const build = await rolldown({ input, platform: 'node', external: [/^node:/], plugins: [namedEntries] });
  // Names stay, for errors and stacks; comments go, which Node would keep in memory.
  const minify = { codegen: { removeWhitespace: true }, compress: false, mangle: false };
  await build.write({ dir: folder, format: 'esm', minify });
}

/** It says which version of what is inside: `kysely_migration@0.29.9`. */
function fileNameOf(specifier) {
  const [name] = specifier.split('/');
  return `${specifier.replace('/', '_')}@${manifestOf(`node_modules/${name}/`).version}`;
}

/** What Node adds to the names that a package in CommonJS exports. */
const ofCommonJs = new Set(['default', 'module.exports', '__esModule']);

/** Each entry exports by name all that Node would, also from a package in CommonJS. */
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

/** In a process with the flags of `npm start`, because V8 keeps what it compiled apart by them. */
function fillCompileCache() {
  const flags = manifestOf('')
    .scripts.start.split(' ')
    .filter((word) => word.startsWith('--'));
  const script = fileURLToPath(new URL('scripts/fill-cache.js', root));
  const { status, stderr } = spawnSync(process.execPath, [...flags, script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the cache of compiled files was not filled: ${stderr.trim()}`);
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(new URL(`${folder}package.json`, root), 'utf8'));
}

function begin() {
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
}

/** Found under their name only when they are whole: with half of them, as on a full disk, nothing would start. */
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

// Each for itself: without the bundler the cache is worth the more.
await attempt(begin);
await attempt(makeBundles);
await attempt(fillCompileCache);
