import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formsOf } from '../../src/desk/chat/desk.ts';
import { deskCommands } from '../../src/desk/editors-desk.ts';
import { channels, DeskStage, editorId, outsiderId, ownerId } from '../stage/desk-stage.ts';
import { runs } from '../stage/sizes.ts';

const actions = [
  'latest',
  'find',
  'preview',
  'post',
  'postyes',
  'kill',
  'killyes',
  'hold',
  'release',
  'queue',
  'now',
  'drop',
  'held',
  'uncertain',
  'log',
  'ask',
  'digest',
  'no',
];

/** What a hostile program might send: near misses of our own data, and anything else, of 64 bytes at most. */
const callbackData = fc
  .oneof(
    fc
      .tuple(
        fc.constantFrom(...actions),
        fc.array(
          fc.oneof(
            fc.integer().map(String),
            fc.string(),
            fc.constantFrom('*', 'en', 'there', '0', '-1', 'zzzzzzzzzzz', '99999999999999'),
          ),
          { maxLength: 4 },
        ),
      )
      .map(([action, parts]) => [action, ...parts].join(':')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  )
  .map(
    (data) =>
      Buffer.from(data.replaceAll('\0', '')).subarray(0, 64).toString('utf8').replaceAll('\uFFFD', '') || 'x',
  );

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(
    '',
    '🤷'.repeat(500),
    '9'.repeat(400),
    '-1',
    '<b>',
    "'; drop table posts; --",
    'https://t.me/c/1/2',
    'https://[',
    'add',
    'remove ٣',
  ),
);

/** Nothing that a stranger may see has the look of a crash. */
const noCrash = /Something failed/;

describe('whatever is typed or pressed', () => {
  test('by an editor: each is answered, nothing crashes, no article and no post changes', async () => {
    const stage = await DeskStage.set();
    await stage.addEditor();
    await stage.posted('stays', { url: 'https://news.kz/stays' });
    const tables = () =>
      JSON.stringify([
        stage.rows('select * from articles'),
        stage.rows('select * from posts'),
        stage.rows('select * from editors'),
      ]);
    const before = tables();
    const card = await stage.say('/latest', editorId);
    const names = deskCommands.map(({ name }) => name).filter((name) => name !== 'stats');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), words, callbackData, async (name, text, data) => {
        const message = `/${name} ${text}`.slice(0, 4_000).replaceAll('\0', '');
        // The only id that exists is not among the words.
        expect((await stage.say(message, editorId)).text).not.toMatch(noCrash);
        expect(await stage.pressData(card, data, editorId)).not.toMatch(noCrash);
      }),
      { numRuns: runs(150) },
    );
    expect(tables()).toBe(before);
    expect(stage.lines(channels.en)).toEqual(['Headline stays']);
    expect((await stage.say('/status', ownerId)).text).toMatch(/All is well|Needs your attention/);
  });

  test('by an outsider: nothing at all changes', async () => {
    const stage = await DeskStage.set();
    await stage.posted('stays');
    const otherId = outsiderId + 1;
    stage.sandbox.addUser({ id: otherId, firstName: 'Another', languageCode: 'en' });
    stage.sandbox.addChat({ id: otherId, type: 'private', title: 'Another' });
    const card = await stage.say('/latest', ownerId);
    const before = stage.state();
    await fc.assert(
      fc.asyncProperty(words, callbackData, async (text, data) => {
        // Outsiders are answered once a minute, and what they say meanwhile is dropped unread.
        stage.clock.advance(61_000);
        stage.sandbox.userSends(otherId, otherId, `/post stays ${text}`.slice(0, 4_000));
        expect(await stage.pressData(card, data, outsiderId)).toBe('Sorry, this button is not for you.');
      }),
      { numRuns: runs(100) },
    );
    stage.clock.advance(61_000);
    for (const command of deskCommands)
      for (const form of formsOf(command, 'kk'))
        stage.sandbox.userSends(outsiderId, outsiderId, form.replace('12345', 'stays'));
    await stage.say('/status', ownerId);
    expect(stage.state()).toBe(before);
    expect(
      stage.sandbox.messages(outsiderId).filter(({ text }) => text.includes('Your Telegram ID')),
    ).toHaveLength(1);
  });

  test('whatever the store holds, answers fit', async () => {
    const stage = await DeskStage.set();
    const monster = '<&"🏴‍☠️\u202e'.repeat(400);
    for (let number = 0; number < 10; number += 1)
      await stage.publish(
        `${monster}${number}`.slice(0, 490).replace(/\p{Cs}$/u, '') + String(number),
        { headline: monster, section: monster, author: monster },
        48 * 3_600_000,
      );
    await stage.until(() =>
      expect(stage.rows('select 1 from articles where revision <> planned_revision')).toEqual([]),
    );
    const list = await stage.say('/latest 10');
    expect(list.text).toContain('10. ');
    const button = stage.buttons(list).find(({ data }) => data.startsWith('post:'));
    for (const { data } of stage.buttons(list)) expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
    await stage.pressData(list, button?.data ?? '', ownerId);
    await stage.until(() => expect(stage.sandbox.messages(channels.en)).toHaveLength(1));
    await stage.say('/pause');
    for (const command of ['/log', '/queue', '/status', `/preview ${monster}`, '/help'])
      expect((await stage.say(command)).text).not.toMatch(noCrash);
  });
});
