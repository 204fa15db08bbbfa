import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as module from 'node:module';
import { fileURLToPath } from 'node:url';

const ownFiles = new URL('./', import.meta.url).href;
const packages = new URL('../node_modules/', import.meta.url);

/** What `npm ci` made for a quick start (scripts/prepare.js). Without it everything works as well, but later. */
export function quickStart() {
  useCompileCache();
  useBundles();
}

/**
 * Where every .ts file comes compiled from the cache, Node never loads its TypeScript compiler, which costs 50 ms
 * and 12 MB. Beside the packages it outlives a restart of the machine; where we may not write it is Node's own,
 * among the temporary files.
 */
function useCompileCache() {
  const { status } = module.enableCompileCache(fileURLToPath(new URL('.cache/khabarshy/', packages)));
  if (status === module.constants.compileCacheStatus.FAILED) module.enableCompileCache();
}

/** What our files import of some packages comes from their bundles, where there are such. */
function useBundles() {
  const bundles = findBundles(new URL('.cache/khabarshy/bundles/', packages));
  if (bundles.size === 0) return;
  module.registerHooks({
    resolve(specifier, context, next) {
      const url = context.parentURL?.startsWith(ownFiles) === true ? bundles.get(specifier) : undefined;
      return url === undefined ? next(specifier, context) : { url, format: 'module', shortCircuit: true };
    },
  });
}

/** By what is imported: `kysely_migration@0.29.9.js` is of `kysely/migration`, while that version is installed. */
function findBundles(folder) {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const named = files.map((file) => ({ file, parts: /^([a-z_]+)@(.+)\.js$/.exec(file) }));
  const current = named.filter(({ parts }) => parts !== null && parts[2] === installedVersion(parts[1]));
  return new Map(current.map(({ file, parts }) => [parts[1].replace('_', '/'), new URL(file, folder).href]));
}

function installedVersion(name) {
  const [owner] = name.split('_');
  const manifest = new URL(`${owner}/package.json`, packages);
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : null;
}
