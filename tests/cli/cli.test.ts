import { spawn, spawnSync, type StdioOptions } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { khabarshy, makePlace } from '../stage/place.ts';
import { root, runProgram } from '../stage/program.ts';

describe('the command line', () => {
  test.each([
    [['help', 'import'], /^Usage: khabarshy import /],
    [['preview', '-h'], /^Usage: khabarshy preview /],
    [['help'], /Usage: khabarshy <command>/],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
    [['-v'], /^\d+\.\d+\.\d+\n$/],
  ])('%j is answered with what can be said', async (args, words) => {
    const { code, stdout, stderr } = await khabarshy(makePlace(), args);
    expect(stdout).toMatch(words);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  test('without a command it explains itself where there are settings', async () => {
    for (const settings of [{ CHANNEL_ID: '@news' }, { BOT_TOKEN: 'no token' }]) {
      const { code, stdout } = await runProgram([], { folder: makePlace(settings).cwd });
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^Usage: khabarshy <command>/m)]);
    }
  });

  test.each([
    [['imprt'], /no command "imprt"\. Did you mean khabarshy import\? The commands are: init, run, import/],
    [['statu'], /Did you mean khabarshy status\?/],
    [['b'], /Did you mean khabarshy backup\?/],
    [['help', 'Dcotor'], /Did you mean khabarshy doctor\?/],
    [['post'], /no command "post"\. The commands are: init, run, /],
    [[''], /no command ""\. /],
    [['status', '--jsn'], /'--jsn'\. Did you mean --json\? Or see khabarshy status --help\.\n$/],
    [['status', '--nothing'], /'--nothing'; see khabarshy status --help\.\n$/],
    [['import', '--nothing'], /Unknown option '--nothing'; see khabarshy import --help\.\n$/],
    [['retry', 'kk'], /'kk'.* Did you mean --channel kk\? Or see khabarshy retry --help\.\n$/],
    [['run', '--sandbx'], /"--sandbx"\. Did you mean --sandbox\? Or see khabarshy run --help\.\n$/],
    [['doctor', 'now'], /'now'.*; see khabarshy doctor --help\.\n$/],
    [['backup', '-'], /needs the name of one file; see khabarshy backup --help\.\n$/],
    [['run', 'now'], /"now"; see khabarshy run --help\.\n$/],
  ])('%j is a mistake, and says where to look', async (args, words) => {
    const { code, stdout, stderr } = await khabarshy(makePlace(), args);
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('a mistake is the exit code of the process', async () => {
    const { code, stdout, stderr } = await runProgram(['statu'], { folder: makePlace().cwd });
    expect(stderr).toMatch(/Did you mean khabarshy status\?/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test.each([
    [{ HTTP_HOST: '192.0.2.1' }, /this machine has no address 192\.0\.2\.1\. Set HTTP_HOST/],
    [{ HTTP_HOST: 'nowhere.invalid' }, /host nowhere\.invalid.* Set HTTP_HOST/],
  ])('a run with %j says why it cannot begin', async (settings, words) => {
    const { code, stdout, stderr } = await runProgram(['run'], { folder: makePlace(settings).cwd });
    expect(stderr).toMatch(words);
    expect(stderr + stdout).not.toContain('    at ');
    expect(code).toBe(2);
  });

  test.each([
    ['data', 'a file in the place of the folder'],
    ['data/sandbox-telegram.jsonl.lock/x', 'a folder in the place of the lock'],
  ])('a sandbox that may not write says so: %s is there', async (file, text) => {
    const place = makePlace({ HTTP_PORT: '0' });
    place.write(file, text);
    const { code, stderr } = await runProgram(['run'], { folder: place.cwd });
    expect(stderr).toMatch(/cannot keep its messages in data\/sandbox-telegram\.jsonl: .*may write there/);
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(1);
  });

  test.skipIf(!existsSync('/dev/full'))('says that its answer found no room', () => {
    const output = openSync('/dev/full', 'w');
    onTestFinished(() => closeSync(output));
    const stdio = ['ignore', output, 'pipe'] satisfies StdioOptions;
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'src/start.js'), '--help'], { stdio });
    expect(stderr.toString()).toMatch(/^khabarshy: not everything could be written: ENOSPC.*\n$/);
    expect(status).toBe(1);
  });

  test('finishes an import whose reader has seen enough', async () => {
    const place = makePlace();
    const lines = Array.from({ length: 400 }, (_, index) => {
      const article = { id: `a${index}`, url: index % 2 === 0 ? 'no address' : 'https://news.example/' };
      return JSON.stringify({ ...article, language: 'en', headline: 'A headline' });
    });
    const file = place.write('articles.jsonl', lines.join('\n'));
    const child = spawn(process.execPath, [join(root, 'src/main.ts'), 'import', file], {
      cwd: place.cwd,
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
    const code = await new Promise((done) => child.once('exit', done));
    // One: half of them were refused. A reader that is gone is no failure.
    expect(code).toBe(1);
    const store = await openStore(place.databaseUrl);
    expect(await store.articles.count()).toBe(200);
    await store.close();
  });
});
