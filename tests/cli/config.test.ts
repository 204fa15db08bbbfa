import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../stage/folder.ts';
import { runHere } from '../stage/command.ts';

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
  const { code, stdout } = await runHere(['config'], { folder, env });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^MAX_AGE +6h +from the environment$/m);
  expect(stdout).toMatch(/^CHANNEL_ID +@my_news +from \.env$/m);
  expect(stdout).toMatch(/^POSTS_PER_MINUTE +20 +default$/m);
  expect(stdout).toMatch(/^LOG_LEVEL +info +default$/m);
  expect(stdout).toMatch(/^ADMIN_IDS +not set: nobody commands the bot$/m);
  expect(stdout).toMatch(/^DATABASE_URL +postgres:\/\/\*\*\*@db\.example\/news +from \.env$/m);
  expect(stdout).toMatch(/^main +@my_news$/m);
  for (const secret of secrets) expect(stdout).not.toContain(secret);
  const json = await runHere(['config', '--json'], { folder, env });
  expect(JSON.parse(json.stdout)).toMatchObject({
    channels: [{ name: 'main', id: '@my_news', topic: null }],
  });
  for (const secret of secrets) expect(json.stdout).not.toContain(secret);
}, 120_000);

test('config prints each bot with its people, and the bot of each channel', async () => {
  const folder = makeFolder();
  writeFileSync(
    join(folder, 'channels.yaml'),
    [
      'bots:',
      '  - { name: news, token: "${NEWS_TOKEN}", owners: [11, 12], posts_per_second: 0 }',
      '  - { name: sport, token: "${SPORT_TOKEN}", log_chat: -1001234567890/5, desk_language: kk }',
      'channels:',
      '  - { id: "@a_news", name: a, bot: news }',
      '  - { id: "@b_news", name: b, bot: sport }',
    ].join('\n'),
  );
  const env = { NEWS_TOKEN: `5001:${secrets[0]}`, SPORT_TOKEN: `5002:${secrets[0]}` };
  const { code, stdout } = await runHere(['config'], { folder, env });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^news +bot 5001 +owners 11, 12 +log chat 11 +desk en +no limit$/m);
  expect(stdout).toMatch(/^sport +bot 5002 +owners none +log chat -1001234567890\/5 +desk kk +25 posts\/s$/m);
  expect(stdout).toMatch(/^b +@b_news +sport$/m);
  expect(stdout).not.toContain(secrets[0]);
}, 120_000);

test('config of wrong settings tells every mistake', async () => {
  const folder = makeFolder();
  const { code, stderr } = await runHere(['config'], { folder, env: { MAX_AGE: 'soon', HTTP_PORT: 'x' } });
  expect(code).toBe(2);
  expect(stderr).toMatch(/MAX_AGE[\s\S]*HTTP_PORT|HTTP_PORT[\s\S]*MAX_AGE/);
}, 120_000);
