import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../stage/folder.ts';
import { runProgram } from '../stage/program.ts';

const secrets = ['AAAAAAAAAAAAAAAAAAAA', 'database-password', 'proxy-password'];
const dotEnv = [
  `BOT_TOKEN=123456789:${secrets[0]}`,
  'CHANNEL_ID=@my_news',
  `DATABASE_URL=postgres://news:${secrets[1]}@db.example/news`,
  `PROXY_URL=socks5://user:${secrets[2]}@proxy.example:1080`,
  'MAX_AGE=12h',
].join('\n');

test('config prints the settings in force, where each comes from, and no secret', async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, '.env'), dotEnv);
  const env = { MAX_AGE: '6h', LOG_LEVEL: '' };
  const { code, stdout } = await runProgram(['config'], { folder, env });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^MAX_AGE +6h +from the environment$/m);
  expect(stdout).toMatch(/^CHANNEL_ID +@my_news +from \.env$/m);
  expect(stdout).toMatch(/^POSTS_PER_MINUTE +20 +default$/m);
  expect(stdout).toMatch(/^LOG_LEVEL +info +default$/m);
  expect(stdout).toMatch(/^ADMIN_IDS +not set: nobody commands the bot$/m);
  expect(stdout).toMatch(/^DATABASE_URL +postgres:\/\/\*\*\*@db\.example\/news +from \.env$/m);
  expect(stdout).toMatch(/^main +@my_news$/m);
  for (const secret of secrets) expect(stdout).not.toContain(secret);
  const json = await runProgram(['config', '--json'], { folder, env });
  expect(JSON.parse(json.stdout)).toMatchObject({
    channels: [{ name: 'main', id: '@my_news', topic: null }],
  });
  for (const secret of secrets) expect(json.stdout).not.toContain(secret);
}, 120_000);

test('config of wrong settings tells every mistake', async () => {
  const folder = makeFolder();
  const { code, stderr } = await runProgram(['config'], { folder, env: { MAX_AGE: 'soon', HTTP_PORT: 'x' } });
  expect(code).toBe(2);
  expect(stderr).toMatch(/MAX_AGE[\s\S]*HTTP_PORT|HTTP_PORT[\s\S]*MAX_AGE/);
}, 120_000);
