import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `node scripts/release.ts <major|minor|patch>` makes a release: it writes the new version wherever it stands, closes
 * the section "Unreleased" of the changelog, commits and tags. It sends nothing anywhere: what to do next is printed,
 * so that a person looks at the commit first. Semantic Versioning: https://semver.org/
 */

const root = fileURLToPath(new URL('../', import.meta.url));
const steps = ['major', 'minor', 'patch'] as const;

/** Files that name the version outside of npm's own, with the words around it. */
const named: readonly (readonly [file: string, words: (version: string) => string])[] = [
  ['compose.yaml', imageOf],
  ['compose.postgres.yaml', imageOf],
  ['packaging/k8s/khabarshy.yaml', imageOf],
  ['docs/installing.md', imageOf],
  ['docs/installing.md', (version) => `khabarshy-${version}.tgz`],
];

function imageOf(version: string): string {
  return `khabarshy:${version}`;
}

function main(): void {
  const step = steps.find((name) => name === process.argv[2]);
  if (step === undefined) throw new Error(`say which part of the version grows: ${steps.join(', ')}`);
  if (git('status', '--porcelain') !== '') throw new Error('the tree has changes; commit them first');
  const before = versionOf('package.json');
  const version = next(before, step);
  for (const file of ['package.json', 'package-lock.json'])
    change(file, `"version": "${before}"`, `"version": "${version}"`);
  for (const [file, words] of named) change(file, words(before), words(version));
  closeChangelog(version);
  git('commit', '--all', '--quiet', '--message', `chore(release): ${version}`);
  git('tag', '--annotate', `v${version}`, '--message', version);
  process.stdout.write(
    `${version} is committed and tagged. Look at it with git show, and then:\n` +
      `  .ci/run\n  git push --follow-tags\n  npm publish\n  docker build -t khabarshy:${version} .\n` +
      `To take it back before that: git tag -d v${version} && git reset --hard HEAD~1\n`,
  );
}

function next(version: string, step: (typeof steps)[number]): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (step === 'major') return `${major + 1}.0.0`;
  return step === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/** package-lock.json names the version twice, before any package. */
function change(file: string, before: string, after: string): void {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(before)) throw new Error(`${file} does not contain ${before}`);
  const own = file === 'package-lock.json' ? text.indexOf('"node_modules/') : text.length;
  writeFileSync(path, text.slice(0, own).replaceAll(before, after) + text.slice(own));
}

function closeChangelog(version: string): void {
  const heading = '## [Unreleased]\n';
  const path = join(root, 'CHANGELOG.md');
  const text = readFileSync(path, 'utf8');
  const [, changes = ''] = text.split(heading);
  if (changes.split('\n## ')[0]?.trim() === '')
    throw new Error('nothing stands under "Unreleased" in CHANGELOG.md');
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(path, text.replace(heading, `${heading}\n## [${version}] - ${date}\n`));
}

function versionOf(file: string): string {
  return (JSON.parse(readFileSync(join(root, file), 'utf8')) as { version: string }).version; // our own manifest
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
}

try {
  main();
} catch (error) {
  process.stderr.write(`No release was made: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
