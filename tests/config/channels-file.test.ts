import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readChannelsFile } from '../../src/config/channels-file.ts';
import type { ChannelsRead } from '../../src/config/channels-file.ts';
import { describeChannelKeys } from '../../src/config/config.ts';
import { makeFolder } from '../stage/folder.ts';

const defaults = { maxAgeMs: 1000, postsPerMinute: 3 };
let folder = '';
beforeEach(() => {
  folder = makeFolder();
});

function read(text: string | Uint8Array): Promise<ChannelsRead> {
  writeFileSync(join(folder, 'c.yaml'), text);
  return readFrom('c.yaml');
}

async function readFrom(name: string): Promise<ChannelsRead> {
  const found = await readChannelsFile(join(folder, name), name, true, defaults);
  if (found === null) throw new Error('a file that was asked for by name is there, or a mistake');
  return found;
}

/** A channel with one more line. */
function withLine(line: string): string {
  return `channels:\n  - id: "@my_news"\n    name: a\n    ${line}\n`;
}

test('sections may have several names, in all channels', async () => {
  const { channels, sections, mistakes } = await read(
    'sections:\n  Society: [Общество, Қоғам]\n  Sport: Спорт\n  Politics: { kk: Саясат }\nchannels: [{ id: "@my_news", name: a }]',
  );
  expect(mistakes).toEqual([]);
  expect(sections.map(({ names }) => names.map(({ text }) => text))).toEqual([
    ['Society', 'Общество', 'Қоғам'],
    ['Sport', 'Спорт'],
    ['Politics', 'Саясат'],
  ]);
  expect(channels[0]?.sectionNames).toEqual(sections);
});

test('somebody has to be told of posts that wait, for approval or for labels', async () => {
  expect((await read(withLine('approval: all'))).asking).toMatchObject([{ channel: 'a' }]);
  expect((await read(withLine('require_labels: true'))).asking).toMatchObject([{ channel: 'a' }]);
  expect((await read(withLine('require_labels: false'))).asking).toEqual([]);
});

test('labels by section and keyword are read, and mistakes name their line', async () => {
  const { channels, mistakes } = await read(
    'label_rules:\n  - { sections: Partners, labels: [partner] }\n  - { keywords: [gpt], age: 16 }\nchannels: [{ id: "@my_news", name: a }]',
  );
  expect(mistakes).toEqual([]);
  expect(channels[0]?.labelRules).toEqual([
    { sections: ['Partners'], keywords: [], labels: ['partner'], age: null },
    { sections: [], keywords: ['gpt'], labels: [], age: 16 },
  ]);
  const wrong = await read(
    'label_rules:\n  - { sections: Partners, labels: [reklama] }\nchannels: [{ id: "@my_news", name: a }]',
  );
  expect(wrong.mistakes).toMatchObject([{ name: expect.stringMatching(/^c\.yaml:2 label_rules\[0\]/) }]);
  for (const line of ['label_words: { ai: "#" }', 'footer: "[a](b)"', 'utm: {}', 'label_place: middle'])
    expect((await read(withLine(line))).mistakes).toHaveLength(1);
});

describe('a channel', () => {
  test('may still say hold for keep in its quiet hours, and a notice says what it is called now', async () => {
    const { channels, mistakes, renamed } = await read(
      withLine('quiet: {from: "23:00", to: "07:00", mode: hold}'),
    );
    expect(mistakes).toEqual([]);
    expect(channels).toMatchObject([{ quiet: { mode: 'keep' } }]);
    expect(renamed).toEqual(['c.yaml:4 channels[0].quiet.mode: hold is called keep now']);
    expect((await read(withLine('quiet: {from: "23:00", to: "07:00", mode: keep}'))).renamed).toEqual([]);
  });

  test.each([
    ['kz', 'kk'],
    ['kaz', 'kk'],
    ['rus', 'ru'],
    ['eng', 'en'],
    ['kk-KZ', 'kk'],
    ['RU', 'ru'],
  ])('may call its language %s, and a notice says that it is read as %s', async (written, language) => {
    const { channels, mistakes, renamed } = await read(withLine(`language: ${written}`));
    expect(mistakes).toEqual([]);
    expect(channels).toMatchObject([{ language }]);
    expect(renamed).toEqual([`c.yaml:4 channels[0].language: ${written} is read as ${language}`]);
  });

  test('gets the defaults for what it does not say', async () => {
    const { channels, mistakes } = await read('channels: [{ id: "@my_news", name: a }]');
    expect(mistakes).toEqual([]);
    expect(channels).toMatchObject([
      { maxAgeMs: 1000, postsPerMinute: 3, hashtags: 'section', images: 'photo' },
    ]);
    expect(channels).toMatchObject([
      { approval: null, quiet: null, sound: 'all', digest: null, isDigestOnly: false },
    ]);
  });

  const good: [string, object][] = [
    ['language: kk', { language: 'kk' }],
    ['language: no', { language: 'no' }],
    ['sections: News', { sections: ['News'] }],
    ['sections: [News, " Sport "]', { sections: ['News', 'Sport'] }],
    ['keywords: [шахмат]', { keywords: ['шахмат'] }],
    ['exclude: ad', { exclude: ['ad'] }],
    ['max_age: 0', { maxAgeMs: null }],
    ['max_age: 6h', { maxAgeMs: 21_600_000 }],
    ['link_text: Толығырақ', { linkText: 'Толығырақ' }],
    ['footer: "<b> & co"', { footer: '<b> & co' }],
    ['hashtags: none', { hashtags: 'none' }],
    ['images: preview', { images: 'preview' }],
    ['topic: 17', { topic: 17 }],
    ['posts_per_minute: 0', { postsPerMinute: 0 }],
    ['approval: all', { approval: { sections: null, timeoutMs: null, ending: 'drop' } }],
    ['approval: Court', { approval: { sections: ['Court'] } }],
    ['approval: [Court, All]', { approval: { sections: ['Court', 'All'] } }],
    ['approval: all\n    approval_timeout: 30m', { approval: { timeoutMs: 1_800_000, ending: 'drop' } }],
    ['approval: all\n    approval_timeout: 1h\n    then: post', { approval: { ending: 'post' } }],
    [
      'quiet: {from: 23:00, to: "7:05", mode: keep}',
      { quiet: { fromMinute: 1380, toMinute: 425, mode: 'keep' } },
    ],
    ['sound: breaking', { sound: 'breaking' }],
    [
      'digest: { schedule: "0 8 * * *" }',
      {
        digest: {
          top: 10,
          by: 'views',
          periodMs: 86_400_000,
          isPinned: false,
          schedule: { text: '0 8 * * *' },
        },
      },
    ],
    [
      'digest: { schedule: "0 8 * * 1", top: 5, by: latest, period: 7d, pin: true }\n    digest_only: true',
      { digest: { top: 5, by: 'latest', periodMs: 604_800_000, isPinned: true }, isDigestOnly: true },
    ],
  ];
  test.each(good)('%s', async (line, expected) => {
    const { channels, mistakes } = await read(withLine(line));
    expect(mistakes).toEqual([]);
    expect(channels).toMatchObject([expected]);
  });

  test('may be known by a number, with quotes or without', async () => {
    const { channels } = await read(
      'channels:\n- {id: -1001234567890, name: a}\n- {id: "-1001234567891", name: b}',
    );
    expect(channels.map(({ id }) => id)).toEqual(['-1001234567890', '-1001234567891']);
  });

  test.each(describeChannelKeys().map((each) => [each.key, each.example]))(
    '%s: %s, its example',
    async (key, example) => {
      const rest = ['id: "@other"', 'name: other'].filter((line) => !line.startsWith(`${key}:`));
      const needed = new Map([
        ['approval_timeout', 'approval: all'],
        ['then', 'approval: all\n    approval_timeout: 5m'],
      ]).get(key);
      if (needed !== undefined) rest.push(needed);
      const { mistakes } = await read(
        `channels:\n  - ${key}: ${example}\n${rest.map((line) => `    ${line}\n`).join('')}`,
      );
      expect(mistakes).toEqual([]);
    },
  );
});

describe('a mistake names the line, the key and what was seen', () => {
  const bad: [string, string, string | null][] = [
    ['colour: red', 'c.yaml:4 channels[0].colour', 'an unknown key'],
    ['lenguage: kk', 'c.yaml:4 channels[0].lenguage', 'an unknown key'],
    ['language: Kazakh', 'c.yaml:4 channels[0].language', '"Kazakh"'],
    ['sections: []', 'c.yaml:4 channels[0].sections', '[]'],
    ['keywords: [1]', 'c.yaml:4 channels[0].keywords', '[1]'],
    ['exclude: ""', 'c.yaml:4 channels[0].exclude', '""'],
    ['max_age: 90', 'c.yaml:4 channels[0].max_age', '90'],
    ['max_age: 4000d', 'c.yaml:4 channels[0].max_age', '"4000d"'],
    ['link_text: ""', 'c.yaml:4 channels[0].link_text', '""'],
    [`footer: ${'x'.repeat(201)}`, 'c.yaml:4 channels[0].footer', `"${'x'.repeat(58)}…`],
    ['hashtags: all', 'c.yaml:4 channels[0].hashtags', '"all"'],
    ['images: yes', 'c.yaml:4 channels[0].images', '"yes"'],
    ['topic: 0', 'c.yaml:4 channels[0].topic', '0'],
    ['posts_per_minute: "20"', 'c.yaml:4 channels[0].posts_per_minute', '"20"'],
    ['approval: yes', 'c.yaml:4 channels[0].approval', '"yes"'],
    ['approval: All', 'c.yaml:4 channels[0].approval', '"All"'],
    ['approval: []', 'c.yaml:4 channels[0].approval', '[]'],
    ['approval: all\n    approval_timeout: 10s', 'c.yaml:5 channels[0].approval_timeout', '"10s"'],
    ['approval_timeout: 10m', 'c.yaml:4 channels[0].approval_timeout', 'approval_timeout alone'],
    ['approval: all\n    then: post', 'c.yaml:5 channels[0].then', 'then alone'],
    ['quiet: night', 'c.yaml:4 channels[0].quiet', '"night"'],
    ['quiet: {from: "23:00", to: "24:00", mode: keep}', 'c.yaml:4 channels[0].quiet.to', '"24:00"'],
    [
      'quiet: {from: "7:00", to: "07:00", mode: keep}',
      'c.yaml:4 channels[0].quiet',
      '{"from":"7:00","to":"07:00","mode":"keep"}',
    ],
    ['quiet: {from: "23:00", to: "07:00", mod: keep}', 'c.yaml:4 channels[0].quiet.mode', null],
    ['sound: none', 'c.yaml:4 channels[0].sound', '"none"'],
    ['digest: {schedule: "0 25 * * *"}', 'c.yaml:4 channels[0].digest.schedule', '"0 25 * * *"'],
    ['digest: {schedule: "@daily", tip: 3}', 'c.yaml:4 channels[0].digest.tip', 'an unknown key'],
    ['digest_only: true', 'c.yaml:4 channels[0].digest_only', 'digest_only alone'],
    ['footer: 123456:AAAAAAAAAAAAAAAAAAAAAAAA\n    topic: x', 'c.yaml:5 channels[0].topic', '"x"'],
  ];
  test.each(bad)('%s', async (line, name, seen) => {
    const { channels, mistakes } = await read(withLine(line));
    expect(channels).toEqual([]);
    expect(mistakes[0]).toMatchObject({ name, seen });
    expect(mistakes[0]?.expected).not.toBe('');
    expect(mistakes[0]?.example).not.toBe('');
  });

  const whole: [string, string, string | null][] = [
    ['', 'c.yaml:1', null],
    ['channels:', 'c.yaml:1 channels', null],
    ['channels: []', 'c.yaml:1 channels', '[]'],
    ['- id: 1', 'c.yaml:1', '[{"id":1}]'],
    ['channels:\n  - "@my_news"', 'c.yaml:2 channels[0]', '"@my_news"'],
    ['channels:\n  - name: a', 'c.yaml:2 channels[0].id', null],
    ['channels:\n  - id: my_news\n    name: a', 'c.yaml:2 channels[0].id', '"my_news"'],
    ['channels:\n  - id: "@my_news"\n    name: A b', 'c.yaml:3 channels[0].name', '"A b"'],
  ];
  test.each(whole)('the file %j', async (text, name, seen) => {
    expect((await read(text)).mistakes[0]).toMatchObject({ name, seen });
  });

  test('an unknown key gets the nearest known one', async () => {
    expect((await read(withLine('lenguage: kk'))).mistakes[0]?.expected).toBe('perhaps language');
    expect((await read(withLine('colour: red'))).mistakes[0]?.expected).toContain('posts_per_minute');
    expect((await read('chanels: []')).mistakes.map(({ expected }) => expected)).toContain(
      'perhaps channels',
    );
  });

  test.each([
    ['sections: []', 'c.yaml:1 sections', '[]'],
    ['sections: { Society: [] }', 'c.yaml:1 sections.Society', '[]'],
    ['sections: { Society: { kaz: 5 } }', 'c.yaml:1 sections.Society', '{"kaz":5}'],
    ['sections: { Society: [Қоғам], Life: [ҚОҒАМ] }', 'c.yaml:1 sections', '"ҚОҒАМ" twice'],
  ])('%s', async (line, name, seen) => {
    const { channels, mistakes } = await read(`${line}\nchannels: [{ id: "@my_news", name: a }]`);
    expect(channels).toEqual([]);
    expect(mistakes).toMatchObject([{ name, seen }]);
    expect(mistakes[0]?.example).toContain('Society: [');
  });

  test('all of them at once', async () => {
    const text =
      'channels:\n  - id: x\n    name: A\n  - id: "@my_news"\n    name: b\n    topic: -1\n    then: post\n';
    expect((await read(text)).mistakes.map(({ name }) => name)).toEqual([
      'c.yaml:2 channels[0].id',
      'c.yaml:3 channels[0].name',
      'c.yaml:6 channels[1].topic',
      'c.yaml:7 channels[1].then',
    ]);
  });

  test('a name twice, told beside what else is wrong', async () => {
    const text =
      'channels:\n  - {id: 5, name: a, images: big}\n  - {id: "@others", name: a}\n  - 7\n  - {name: a}\n';
    const { mistakes } = await read(text);
    expect(mistakes.map(({ name }) => name)).toEqual([
      'c.yaml:2 channels[0].id',
      'c.yaml:2 channels[0].images',
      'c.yaml:4 channels[2]',
      'c.yaml:5 channels[3].id',
      'c.yaml:3 channels[1].name',
      'c.yaml:5 channels[3].name',
    ]);
  });

  test('a name or an id twice', async () => {
    const text = 'channels:\n- id: "@my_news"\n  name: a\n- id: "@My_News"\n  name: a\n';
    expect((await read(text)).mistakes).toMatchObject([
      { name: 'c.yaml:5 channels[1].name', seen: 'a, as in line 3' },
      { name: 'c.yaml:4 channels[1].id', seen: '@My_News, as in line 2' },
    ]);
  });

  test('a second document', async () => {
    const { mistakes } = await read('channels: []\n---\nchannels: []\n');
    expect(mistakes).toMatchObject([{ name: 'c.yaml:2', seen: 'a second document begins here' }]);
  });

  const broken: [string, string][] = [
    ['channels:\n  - id: @my_news', 'c.yaml:2'],
    ['channels: [', 'c.yaml:1'],
    ['channels: 1\nchannels: 2', 'c.yaml:2'],
    ['channels: *nothing', 'c.yaml:1'],
  ];
  test.each(broken)('no YAML: %j', async (text, name) => {
    expect((await read(text)).mistakes[0]).toMatchObject({ name, expected: expect.stringContaining('YAML') });
  });

  test('a file that is not there', async () => {
    const { mistakes } = await readFrom('none.yaml');
    expect(mistakes).toMatchObject([{ name: 'CHANNELS_FILE', seen: 'none.yaml: there is no such file' }]);
  });

  test('a file in the character set of old Windows, whose letters would be lost in every post', async () => {
    const cyrillic = Buffer.from('channels: [{ id: "@my_news", name: a, footer: "ÏÐÎ" }]', 'latin1');
    const { mistakes } = await read(cyrillic);
    expect(mistakes).toMatchObject([{ name: 'CHANNELS_FILE', seen: 'c.yaml: it is not text in UTF-8' }]);
  });

  test('an alias within its own anchor', async () => {
    const { mistakes } = await read('channels: &all\n  - *all\n');
    expect(mistakes).toMatchObject([{ name: 'c.yaml:2 channels[0]', seen: 'an endless list or table' }]);
  });
});

describe('what several channels share', () => {
  test('is written once, and taken in', async () => {
    const text = `channels:
      - &usual { id: "@my_news", name: a, language: kk, footer: Steppe }
      - { <<: *usual, id: "@my_sport", name: b, sections: [Sport] }`;
    const { channels, mistakes } = await read(text);
    expect(mistakes).toEqual([]);
    expect(channels).toMatchObject([
      { id: '@my_news', name: 'a', footer: 'Steppe' },
      { id: '@my_sport', name: 'b', footer: 'Steppe', language: 'kk', sections: ['Sport'] },
    ]);
  });
});
