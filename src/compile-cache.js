import * as module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Keeps compiled code between starts: without it a start takes 0.9 s longer, because Node loads its TypeScript
 * compiler. The cache is beside the packages, or in the user's home folder if we may not write there. It is never in
 * the temporary folder, which is Node's default: other users could put code there that we would run.
 */
export function useCompileCache() {
  const { FAILED } = module.constants.compileCacheStatus;
  const beside = fileURLToPath(new URL('../node_modules/.cache/khabarshy/', import.meta.url));
  if (module.enableCompileCache(beside).status !== FAILED) return;
  const home = homeFolder();
  if (home !== null) module.enableCompileCache(join(home, '.cache/khabarshy'));
}

function homeFolder() {
  try {
    return homedir();
  } catch {
    return null; // a user without a name and a home folder, as in some containers
  }
}
