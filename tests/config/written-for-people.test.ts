import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'dotenv';
import { describe, expect, test } from 'vitest';
import { renderConfigurationPage, renderEnvExample } from '../../scripts/write-configuration.ts';
import { describeChannelKeys, describeSettings } from '../../src/config/config.ts';
import { SettingsStage } from '../stage/settings.ts';

const root = resolve(import.meta.dirname, '../..');
const stage = new SettingsStage();
const { load, mistakesOf } = stage;

describe('what is written for people', () => {
  test('docs/configuration.md and .env.example are up to date', () => {
    // If this fails: node scripts/write-configuration.ts
    expect(readFileSync(join(root, 'docs/configuration.md'), 'utf8')).toBe(renderConfigurationPage());
    expect(readFileSync(join(root, '.env.example'), 'utf8')).toBe(renderEnvExample());
  });

  test('.env.example changes nothing as it is, and is right when its lines are set', async () => {
    const text = readFileSync(join(root, '.env.example'), 'utf8');
    expect(parse(text)).toEqual({});
    const all = parse(text.replaceAll(/^#(?=[A-Z])/gm, ''));
    expect(Object.keys(all).toSorted()).toEqual(
      describeSettings()
        .map(({ name }) => name)
        .toSorted(),
    );
    const { CHANNELS_FILE: _, SOURCES_FILE: __, ...rest } = all;
    await expect(load(rest)).resolves.toMatchObject({ mode: 'telegram' });
  });

  test('.env.example begins with what everybody sets', () => {
    const [usual = '', rest = ''] = readFileSync(join(root, '.env.example'), 'utf8').split('# 2. The rest');
    const namesIn = (text: string) => [...text.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(namesIn(usual)).toEqual([
      'BOT_TOKEN',
      'CHANNEL_ID',
      'CHANNELS_FILE',
      'FEED_URL',
      'SOURCES_FILE',
      'ADMIN_IDS',
      'LOG_CHAT_ID',
      'DATABASE_URL',
      'TIMEZONE',
      'DESK_LANGUAGE',
    ]);
    expect(namesIn(rest)).toContain('READ_BACK_GAP');
  });

  test('.env.example and docs/configuration.md have the same headings, with the same settings under each', () => {
    const underHeadings = (text: string, heading: RegExp, name: RegExp) =>
      text
        .split(heading)
        .slice(1)
        .map((part) => [
          part.slice(0, part.indexOf('\n')),
          [...part.matchAll(name)].map(([, found]) => found),
        ]);
    const example = readFileSync(join(root, '.env.example'), 'utf8').replace('# 1. ', '# ');
    const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8').split('## Channels')[0] ?? '';
    const inExample = underHeadings(example, /^# (?=.+\n# [=-]{9,}$)/gm, /^#([A-Z_]+)=/gm);
    const inPage = underHeadings(page, /^### /gm, /^\| `([A-Z_]+)`/gm);
    const withSettings = (groups: typeof inExample) => groups.filter(([, names]) => names?.length !== 0);
    expect(withSettings(inExample)).toEqual(withSettings(inPage));
    expect(withSettings(inPage).length).toBeGreaterThan(4);
  });

  test('a channel that needs approval needs somebody to ask', async () => {
    const file = join(root, 'channels.example.yaml');
    const given = { BOT_TOKEN: '123456:AAAAAAAAAAAAAAAAAAAA', CHANNELS_FILE: file };
    await expect(load(given)).rejects.toThrow(/LOG_CHAT_ID[\s\S]*politics needs approval/);
    expect(await mistakesOf({ ...given, LOG_CHAT_ID: 'nonsense' })).not.toContain('(nothing)');
    await expect(load({ ...given, ADMIN_IDS: '1' })).resolves.toMatchObject({ bots: [{ logChatId: '1' }] });
  });

  test.each([
    [{ ADMIN_IDS: '1' }, /channels\.yaml:4 channels\[0\]\.desk_topic[\s\S]*no LOG_CHAT_ID/],
    [{ LOG_CHAT_ID: '42' }, /channels\.yaml:4 channels\[0\]\.desk_topic[\s\S]*the chat with a person/],
    [{ LOG_CHAT_ID: 'nonsense' }, /^(?![\s\S]*desk_topic)/],
  ])('a desk_topic is one of the log chat, which is a group', async (people, expected) => {
    writeFileSync(
      join(stage.folder, 'channels.yaml'),
      'channels:\n  - id: "@a"\n    name: a\n    desk_topic: 17\n',
    );
    const given = { BOT_TOKEN: '123456:AAAAAAAAAAAAAAAAAAAA', CHANNELS_FILE: 'channels.yaml' };
    expect(await mistakesOf({ ...given, ...people })).toMatch(expected);
  });

  test('channels.example.yaml is right', async () => {
    const config = await load({ CHANNELS_FILE: join(root, 'channels.example.yaml') });
    expect(config.channels.map(({ name, id }) => `${name} ${id}`)).toEqual([
      'kk @my_news_kk',
      'economy-ru -1001234567890',
      'chess -1009876543210',
      'politics @my_news_politics',
    ]);
    expect(describeChannelKeys().filter(({ required }) => required)).toHaveLength(2);
  });
});
