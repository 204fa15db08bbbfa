import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
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
 * and 12 MB. It lies beside the packages, or in the user's home where we may not write there. Never among the
 * temporary files, which would be Node's choice: what lies there is run, and anybody may have put it there.
 */
function useCompileCache() {
  const { FAILED } = module.constants.compileCacheStatus;
  const beside = fileURLToPath(new URL('.cache/khabarshy/', packages));
  if (module.enableCompileCache(beside).status !== FAILED) return;
  const home = homeFolder();
  if (home !== null) module.enableCompileCache(join(home, '.cache/khabarshy'));
}

function homeFolder() {
  try {
    return homedir();
  } catch {
    return null; // a user without a name and a home, as in some containers
  }
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
