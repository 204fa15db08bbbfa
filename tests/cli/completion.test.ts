import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandNames } from '../../src/cli/commands.ts';
import { readUsage } from '../../src/cli/completion/usage-words.ts';
import { runHere } from '../stage/command.ts';

const shells = ['bash', 'zsh'] as const;
const isHere = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'khabarshy-test-'));
  for (const shell of shells) {
    const { code, stdout } = await runHere(['completion', shell], { folder });
    expect(code).toBe(0);
    writeFileSync(join(folder, shell), stdout);
  }
  writeFileSync(
    join(folder, 'channels.yaml'),
    'channels:\n  - id: "@a"\n    name: sport-kk # sport\n  - { id: -100123456789, name: "economy" }\n',
  );
  writeFileSync(join(folder, 'sources.yaml'), 'sources:\n  - name: steppe\n    url: https://a.example\n');
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What bash offers for the last of these words. */
function offeredByBash(words: readonly string[]): string[] {
  const line = ['khabarshy', ...words].map((word) => `'${word}'`).join(' ');
  const script = `source ./bash; COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _khabarshy; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return read(execFileSync('bash', ['--norc', '-c', script], { cwd: folder }));
}

/** The same of zsh. Its own way to offer words writes them down instead. */
function offeredByZsh(words: readonly string[]): string[] {
  const line = ['khabarshy', ...words].map((word) => `'${word}'`).join(' ');
  const script = `compadd() { shift; print -l -- "$@" }; _describe() { print -l -- \${\${(P)4}%%:*} }; _files() { print -l -- * }
    source ./zsh; words=(${line}); CURRENT=$#words; _khabarshy`;
  const last = words.at(-1) ?? '';
  return read(execFileSync('zsh', ['-f', '-c', script], { cwd: folder })).filter((word) =>
    word.startsWith(last),
  );
}

function read(output: Buffer): string[] {
  return output
    .toString()
    .split('\n')
    .filter((word) => word !== '')
    .toSorted();
}

describe.each([
  ['bash', offeredByBash],
  ['zsh', offeredByZsh],
] as const)('%s', (shell, offered) => {
  test.skipIf(!isHere(shell)).each([
    [[''], expect.arrayContaining([...commandNames])],
    [['do'], ['doctor']],
    [
      ['status', '--'],
      ['--help', '--json'],
    ],
    [
      ['init', '--tok'],
      ['--token-file', '--token-stdin'],
    ],
    [['init', '--token-file', 'channels'], ['channels.yaml']],
    [
      ['retry', '--channel', ''],
      ['economy', 'sport-kk'],
    ],
    [['retry', '--channel', 's'], ['sport-kk']],
    [
      ['sources', ''],
      ['add', 'import', 'poll', 'test'],
    ],
    [['sources', 'poll', ''], ['steppe']],
    [
      ['burst', ''],
      ['all', 'drop', 'new'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh'],
    ],
    [['import', 'so'], ['sources.yaml']],
    [['help', 'back'], ['backup']],
  ])('offers what fits to %j', (words, expected) => {
    expect(offered(words)).toEqual(expected);
  });
});

test('a new option of a help is completed without a word more', () => {
  const usage =
    'Usage: khabarshy new [--dry-run] <file>\n       khabarshy new show\n\n  --channel <name>  Only one.\n  --until=<day>  Then.\n';
  expect(readUsage('new', 'News', usage)).toEqual({
    name: 'new',
    summary: 'News',
    words: ['show'],
    options: ['--help', '--dry-run', '--channel', '--until'],
    following: new Map([
      ['--channel', 'channel'],
      ['--until', 'free'],
    ]),
    values: ['file'],
  });
});

test('another shell is a mistake that says which ones there are', async () => {
  const { code, stderr } = await runHere(['completion', 'fish'], { folder });
  expect([code, stderr]).toEqual([2, expect.stringContaining('knows bash and zsh')]);
});
