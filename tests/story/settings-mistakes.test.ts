import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fstatSync, openSync, readFileSync, closeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { khabarshy, makePlace } from '../stage/place.ts';
import { root, startProgram } from '../stage/program.ts';

const token = '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ1';

describe('a newsroom whose token is missing', () => {
  test.each([
    [{}, { NODE_ENV: 'production' }],
    [{ ADMIN_IDS: '42' }, {}],
    [{ BOT_TOKN: token }, {}],
  ])('%j and %j: run ends with code 2 and posts no sample', async (settings, env) => {
    const { code, stdout, stderr } = await khabarshy(makePlace(settings), ['run'], { env });
    expect(stderr).toMatch(/BOT_TOKEN\n +seen: +\(nothing\)\n +expected: .*real installation:\n/);
    expect(stderr).toContain('If the sandbox is meant: khabarshy run --sandbox');
    expect(stderr).not.toContain(token.slice(12));
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('doctor reports it with code 2; import says where it writes; status and preview work', async () => {
    const place = makePlace({ CHANNEL_ID: '@my_news', DATABASE_URL: '' });
    const doctor = await khabarshy(place, ['doctor']);
    expect(doctor.stdout).toMatch(/✗ Telegram: BOT_TOKEN is not set, and .*CHANNEL_ID \(in \.env\) is set/);
    expect(doctor.code).toBe(2);
    const article = { id: 'a', url: 'https://news.example.kz/a', language: 'kk', headline: 'Тақырып' };
    const file = place.write('article.json', JSON.stringify(article));
    const imported = await khabarshy(place, ['import', file]);
    expect(imported.stderr).toContain('this is the database of the sandbox: sqlite:data/sandbox.db');
    expect(imported.code).toBe(0);
    expect(await khabarshy(place, ['preview', 'a'])).toMatchObject({ code: 0 });
    expect(await khabarshy(place, ['status'])).toMatchObject({ code: 0 });
  });

  test.skipIf(process.platform !== 'linux')('a service of systemd is recognised by its journal', () => {
    const place = makePlace({ HTTP_PORT: '0' });
    const file = join(place.cwd, 'journal');
    const journal = openSync(file, 'w');
    onTestFinished(() => closeSync(journal));
    const { dev, ino } = fstatSync(journal);
    const { status } = spawnSync(process.execPath, [join(root, 'src/start.js'), 'run'], {
      cwd: place.cwd,
      env: { JOURNAL_STREAM: `${dev}:${ino}` },
      stdio: ['ignore', journal, journal],
    });
    expect(readFileSync(file, 'utf8')).toContain('it runs as a service of systemd');
    expect(status).toBe(2);
  });

  test('run --sandbox says that it is meant, and its probe says sandbox', async () => {
    const place = makePlace({ CHANNEL_ID: '@my_news' });
    const program = startProgram({ NODE_ENV: 'production' }, place.cwd, ['run', '--sandbox']);
    onTestFinished(async () => void (await program.stop('SIGKILL')));
    await program.waitForLine(({ msg }) => msg === 'running');
    const [, url = ''] = /(http:\S+)\/\n/.exec(program.output()) ?? [];
    for (const probe of ['healthz', 'livez', 'readyz']) {
      const response = await fetch(`${url}/${probe}`);
      expect([response.status, await response.json()]).toEqual([200, { status: 'sandbox' }]);
    }
    expect(await program.stop()).toBe(0);
  });

  test('with a token --sandbox is refused', async () => {
    const place = makePlace({ BOT_TOKEN: token, CHANNEL_ID: '@my_news' });
    const { code, stderr } = await khabarshy(place, ['run', '--sandbox']);
    expect(stderr).toContain('--sandbox is for the sandbox, and BOT_TOKEN is set');
    expect(code).toBe(2);
  });
});

describe('what was probably meant is said, each with its line', () => {
  test('in .env and in the channels', async () => {
    const place = makePlace({
      BOT_TOKEN: `'"${token}"'`,
      DATABASE_URL: 'postgres://news:p@ss?word@db.example/news',
      HTTP_PORT: 'eighty',
    });
    const ids = ['https://t.me/my_news', 'my_news_ru', '1001234567890', '1234567890'];
    const entries = ids.map((id, index) => `  - { id: "${id}", name: c${index}, language: kz }\n`);
    place.write('channels.yaml', `channels:\n${entries.join('')}`);
    const { code, stdout } = await khabarshy(place, ['doctor']);
    expect(code).toBe(2);
    expect(stdout).toContain('write %40 for @, %3F for ?');
    expect(stdout).toContain('you probably mean the same without the quotes around it');
    for (const meant of ['@my_news', '@my_news_ru', '-1001234567890', '-1001234567890'])
      expect(stdout).toMatch(new RegExp(`you probably mean "?${meant}"?`));
    for (const secret of ['p@ss', token.slice(12)]) expect(stdout).not.toContain(secret);
  });

  test('of a # that cuts a value in .env, before anything is connected to', async () => {
    const place = makePlace({
      DATABASE_URL: 'postgres://news:pass#word@127.0.0.1:9/news',
      CHANNEL_ID: '@my_news',
    });
    const { code, stdout } = await khabarshy(place, ['doctor']);
    expect(code).toBe(2);
    expect(stdout).toContain('DATABASE_URL (in .env) ends before its #; put the value in quotes');
    expect(stdout).not.toContain('word@');
  });

  test('of a tab in YAML, and of a channels file without a token', async () => {
    const place = makePlace();
    place.write('channels.yaml', 'channels:\n\t- id: "@my_news"\n\t  name: main\n');
    const tab = await khabarshy(place, ['run']);
    expect([tab.code, tab.stderr]).toEqual([
      2,
      expect.stringContaining('spaces at the beginning of a line, not tabs'),
    ]);
    place.write('channels.yaml', 'channels:\n  - { id: "@my_news", name: main }\n');
    const lonely = await khabarshy(place, ['run']);
    expect([lonely.code, lonely.stderr]).toEqual([
      2,
      expect.stringMatching(/real installation:\n.*channels\.yaml/),
    ]);
  });
});

test('a taken port ends with code 2, so that a service manager does not start it for ever', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const address = other.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  const { code, stderr } = await khabarshy(makePlace({ HTTP_PORT: String(port) }), ['run', '--sandbox']);
  expect(stderr).toContain(`the port ${port} is in use. Set HTTP_PORT to a free one.`);
  expect(code).toBe(2);
});
