import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from './stage/folder.ts';
import { root } from './stage/program.ts';

const files = [
  'scripts/release.ts',
  'package.json',
  'package-lock.json',
  'CHANGELOG.md',
  'compose.yaml',
  'compose.postgres.yaml',
  'packaging/k8s/khabarshy.yaml',
  'docs/installing.md',
];

/** A repository with what a release touches. */
function makeRepository() {
  const folder = makeFolder();
  for (const file of files) cpSync(join(root, file), join(folder, file));
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  git('init', '--quiet');
  git('config', 'user.name', 'Test');
  git('config', 'user.email', 'test@example.com');
  git('add', '.');
  git('commit', '--quiet', '--message', 'all');
  const release = (...args: string[]) =>
    spawnSync(process.execPath, ['scripts/release.ts', ...args], { cwd: folder, encoding: 'utf8' });
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  return { folder, git, release, read };
}

const versionIn = (text: string) => /"version": "([\d.]+)"/.exec(text)?.[1] ?? '';

test('a release writes its version everywhere, closes the changelog, commits and tags', () => {
  const { git, release, read } = makeRepository();
  const before = versionIn(read('package.json'));
  const [major, minor] = before.split('.').map(Number);
  const version = `${major}.${(minor ?? 0) + 1}.0`;
  const dependencies = read('package-lock.json').split('"node_modules/').slice(1).join();
  expect(release('minor')).toMatchObject({ status: 0, stdout: expect.stringContaining(`v${version}`) });
  expect(versionIn(read('package.json'))).toBe(version);
  expect(read('package-lock.json').split('"node_modules/')[0]?.split(`"version": "${version}"`)).toHaveLength(
    3,
  );
  expect(read('package-lock.json').split('"node_modules/').slice(1).join()).toBe(dependencies);
  for (const file of files.slice(4)) {
    expect(read(file)).toContain(version);
    expect(read(file)).not.toContain(before);
  }
  expect(read('CHANGELOG.md')).toMatch(
    new RegExp(`## \\[Unreleased\\]\\n\\n## \\[${version}\\] - \\d{4}-\\d\\d-\\d\\d\\n`),
  );
  expect(git('status', '--porcelain')).toBe('');
  expect(git('describe', '--tags')).toBe(`v${version}`);
  expect(release('patch').stderr, 'nothing is new').toContain('nothing stands under "Unreleased"');
});

test('a release of what is not committed, or of an unknown size, is not made', () => {
  const { folder, git, release } = makeRepository();
  expect(release('huge')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('major, minor, patch'),
  });
  appendFileSync(join(folder, 'CHANGELOG.md'), '\n');
  expect(release('patch')).toMatchObject({ status: 1, stderr: expect.stringContaining('commit them first') });
  writeFileSync(join(folder, 'CHANGELOG.md'), readFileSync(join(root, 'CHANGELOG.md')));
  expect(git('tag')).toBe('');
});
