/**
 * npm runs this after an installation. Nothing depends on it: without it (`npm ci --ignore-scripts`) a start takes
 * longer. So a failure here is told and does not stop the installation.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBundledNode } from '../src/node-24.js';

const root = fileURLToPath(new URL('../', import.meta.url));

/**
 * npm before 11.6 removes the link node_modules/.bin/node together with the packages for other systems, which have a
 * `bin` of the same name. With the link `npm start` finds Node 24 at once, and no second process stays above it.
 */
function linkNode(node) {
  const link = join(root, 'node_modules/.bin/node');
  if (process.platform === 'win32' || existsSync(link)) return;
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(relative(dirname(link), node), link);
}

/** With the flags of `npm start`, because V8 keeps compiled code apart by its flags. */
function fillCompileCache(node) {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const flags = scripts.start.split(' ').filter((word) => word.startsWith('--'));
  const { error, status, stderr } = spawnSync(node, [...flags, join(root, 'scripts/fill-cache.js')], {
    encoding: 'utf8',
  });
  if (status === 0) return;
  throw error ?? new Error(stderr.trim().split('\n').at(-1));
}

function attempt(step, node) {
  try {
    step(node);
  } catch (error) {
    process.stderr.write(`khabarshy will start a little slower: ${error.message}\n`);
  }
}

const node = findBundledNode();
if (node !== null && spawnSync(node, ['--version']).status === 0) {
  attempt(linkNode, node);
  attempt(fillCompileCache, node);
}
