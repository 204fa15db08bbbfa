import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { makeFolder } from '../stage/folder.ts';

const token = '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ1';

interface Sign {
  env?: Record<string, string>;
  isService?: boolean;
  /** By their names. */
  files?: Record<string, string>;
}

function load({ env = {}, files = {}, isService = false }: Sign) {
  const cwd = makeFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  return loadConfig({ env, cwd, isTerminal: false, isService });
}

describe('without a token, a real installation is recognised by', () => {
  test.each<[Sign, string]>([
    [{ env: { CHANNEL_ID: '@my_news' } }, 'CHANNEL_ID is set'],
    [{ files: { '.env': 'ADMIN_IDS=42' } }, 'ADMIN_IDS (in .env) is set'],
    [{ env: { LOG_CHAT_ID: '42' } }, 'LOG_CHAT_ID is set'],
    [{ env: { WITNESS_BOT_TOKEN: token } }, 'WITNESS_BOT_TOKEN is set'],
    [{ env: { NODE_ENV: 'Production' } }, 'NODE_ENV is production'],
    [{ isService: true }, 'it runs as a service of systemd'],
    [
      { files: { 'channels.yaml': 'channels: [{ id: "@my_news", name: main }]' } },
      'the file channels.yaml is there',
    ],
    [{ files: { '.env': `BOT_TOKN=${token}` } }, 'BOT_TOKN (in .env) looks like BOT_TOKEN'],
    [{ env: { BOTTOKEN: token } }, 'BOTTOKEN looks like BOT_TOKEN'],
    [{ env: { bot_token: token } }, 'bot_token looks like BOT_TOKEN'],
    [{ files: { '.env': 'CHANEL_ID=@my_news' } }, 'CHANEL_ID (in .env) looks like CHANNEL_ID'],
    [{ env: { DESK_LANGUGE: 'kk' } }, 'DESK_LANGUGE looks like DESK_LANGUAGE'],
    [
      { env: { TELEGRAM_TOKEN: token } },
      'TELEGRAM_TOKEN has the form of a bot token, and is not read: name it BOT_TOKEN',
    ],
    [{ files: { '.env': '\n\nBOT_TOKEN 123:abc' } }, 'line 3 (in .env) is not NAME=value'],
    [{ files: { '.env.txt': '' } }, 'the file .env.txt is not read; it has to be called .env'],
    [
      { files: { 'channels.yml': '' } },
      'the file channels.yml is not read; it has to be called channels.yaml',
    ],
  ])('%j', async (sign, words) => {
    const { installationSigns } = await load(sign);
    expect(installationSigns).toContain(words);
    expect(installationSigns.join()).not.toContain(token.slice(12));
  });

  test('nothing that a machine usually has, nor a database for a trial', async () => {
    const env = {
      NODE_ENV: 'development',
      HTTPS_PROXY: 'http://127.0.0.1:3128',
      ftp_proxy: 'http://127.0.0.1:3128',
      JOURNAL_STREAM: '8:1',
      LANG: 'kk_KZ.UTF-8',
      TZ: 'Asia/Almaty',
      npm_lifecycle_event: 'start',
    };
    const files = { '.env': 'DATABASE_URL=sqlite:trial.db\nHTTP_PORT=9090', '.env.example': 'BOT_TOKEN=1' };
    expect((await load({ env, files })).installationSigns).toEqual([]);
  });

  test('with a token nothing is a sign', async () => {
    const env = { BOT_TOKEN: token, CHANNEL_ID: '@my_news', NODE_ENV: 'production' };
    expect((await load({ env, isService: true })).installationSigns).toEqual([]);
  });
});
