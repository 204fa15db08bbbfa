import { describe, expect, test } from 'vitest';
import type { SeenMessage } from '../../../src/sandbox/http/server.ts';
import { channelId, DeskStage, editorId, ownerId } from '../../stage/desk-stage.ts';

const noon = '2026-11-24T07:00:00Z';

async function begin(rules: string[] = []): Promise<DeskStage> {
  const stage = await DeskStage.withRules(['language: en', ...rules], noon);
  await stage.start();
  return stage;
}

const posts = (stage: DeskStage) => stage.sandbox.messages(channelId);

/** The newest message of the bot with this button. */
async function cardWith(stage: DeskStage, button: string, chatId = ownerId): Promise<SeenMessage> {
  const find = () =>
    stage.sandbox
      .messages(chatId)
      .findLast((message) => stage.buttons(message).some(({ text }) => text === button));
  await stage.until(() => {
    if (find() === undefined) throw new Error(`no button ${button}`);
  });
  return find() as SeenMessage; // just seen
}

describe('an editor writes a post', () => {
  test('with its formatting, sees it as it will be, and posts it once', async () => {
    const stage = await begin(['footer: "[Site](https://news.kz/)"']);
    expect((await stage.say('/new')).text).toMatch(/^Send the post/);
    const text = 'Ertis overflows 👍\n\nThe map is here.';
    const entities = [
      { type: 'bold', offset: 0, length: 18 },
      { type: 'text_link', offset: 24, length: 3, url: 'https://map.kz/' },
    ];
    const { id } = stage.sandbox.userSends(ownerId, ownerId, text, { entities });
    const preview = await stage.answerAfter(id, ownerId);
    expect(preview.text).toBe(`${text}\n\nSite`);
    const card = await cardWith(stage, 'Post');
    expect(card.text).toBe('New post\nChannels: main\nLabels: not stated');
    expect(posts(stage)).toEqual([]);
    expect(await stage.press(card, 'Post')).toBe('main: goes out now\nTo correct it: /edit desk-1');
    await stage.until(() => expect(posts(stage)).toHaveLength(1));
    expect(posts(stage)[0]).toMatchObject({ text: preview.text, entities: preview.entities });
    expect(preview.entities).toEqual([
      ...entities,
      { type: 'text_link', offset: text.length + 2, length: 4, url: 'https://news.kz/' },
    ]);
    // A second press, from an old message or from another telephone.
    expect(await stage.press(card, 'Post')).toBe('main: goes out now\nTo correct it: /edit desk-1');
    expect(await stage.press(card, 'Drop')).toContain('goes out now');
    expect(posts(stage)).toHaveLength(1);
    await stage.until(async () => expect((await stage.say('/find Ertis')).text).toContain('desk-1'));
    expect((await stage.say('/log')).text).toContain('wrote desk-1 → main');
  });

  test('at a time, which can be moved', async () => {
    const stage = await begin();
    await stage.say('/new Good evening');
    const card = await cardWith(stage, 'Later');
    await stage.press(card, 'Later');
    const asked = await cardWith(stage, '18:00');
    expect(asked.text).toMatch(/^When\?/);
    expect((await stage.say('soon')).text).toMatch(/^I do not understand this time/);
    expect((await stage.say('20:30')).text).toMatch(/^main: goes out .*20:30; \/schedule moves it\n/);
    expect(await stage.press(asked, '18:00')).toBe('This was posted or dropped already.');
    await stage.say('/schedule');
    const timed = await cardWith(stage, '−1 h');
    expect(await stage.press(timed, '−1 h')).toContain('19:30');
    stage.clock.jumpTo('2026-11-24T14:29:00Z');
    await stage.say('/status');
    expect(posts(stage)).toEqual([]);
    stage.clock.jumpTo('2026-11-24T14:30:00Z');
    await stage.until(() => expect(posts(stage)[0]?.text).toBe('Good evening'));
  });

  test('and hears before the question for a time what is in the way; a photo is no time', async () => {
    const stage = await begin(['require_labels: true']);
    await stage.say('/new Buy bread');
    const card = await cardWith(stage, 'Later');
    expect(await stage.press(card, 'Later')).toMatch(/^Say first which labels/);
    expect(stage.textOf(card)).toMatch(/^New post/);
    await stage.press(card, 'Labels');
    await stage.press(await cardWith(stage, '▫️ No labels'), '▫️ No labels');
    await stage.press(await cardWith(stage, '✅ No labels'), '‹ Back');
    await stage.press(await cardWith(stage, 'Later'), 'Later');
    const medium = { kind: 'photo' as const, file: 'https://img.example.kz/1.jpg' };
    const { id } = stage.sandbox.userSends(ownerId, ownerId, '', { medium });
    await stage.until(async () => expect((await cardWith(stage, 'Edit')).id).toBeGreaterThan(id));
    const shown = await cardWith(stage, 'Edit');
    await stage.press(shown, 'Edit');
    const prompt = await stage.answerAfter(shown.id, ownerId);
    await stage.press(prompt, '‹ Back');
    await stage.until(() => expect(stage.textOf(prompt)).toMatch(/^New post/));
    await stage.press(await cardWith(stage, 'Post'), 'Post');
    await stage.until(() => expect(posts(stage)[0]).toMatchObject({ kind: 'photo', text: 'Buy bread' }));
  });

  test('that is in the way when the time comes, and has the card again', async () => {
    const stage = await begin();
    await stage.say('/new Good evening');
    await stage.press(await cardWith(stage, 'Later'), 'Later');
    await stage.stop();
    stage.rule(['language: en', 'require_labels: true']);
    await stage.start();
    expect((await stage.say('20:30')).text).toMatch(/^Say first which labels/);
    expect((await cardWith(stage, 'Labels')).text).toContain('⚠️ Say first which labels');
  });

  test('and discards a correction, and the post stays as it is', async () => {
    const stage = await begin();
    await stage.say('/new A post');
    await stage.press(await cardWith(stage, 'Post'), 'Post');
    await stage.until(() => expect(posts(stage)).toHaveLength(1));
    await stage.say('/edit desk-1');
    expect(await stage.press(await cardWith(stage, 'Discard'), 'Discard')).toBe(
      'The correction is discarded; the post stays as it is — Aigul',
    );
    expect(posts(stage)[0]?.text).toBe('A post');
  });

  test('of which they change their mind: another text, dropped, begun anew', async () => {
    const stage = await begin();
    await stage.say('/new First');
    const first = await cardWith(stage, 'Edit');
    await stage.press(first, 'Edit');
    await cardWith(stage, 'Drop');
    await stage.say('Second');
    await stage.until(async () => expect((await cardWith(stage, 'Post')).id).toBeGreaterThan(first.id));
    expect(await stage.press(first, 'Post')).toMatch(/out of date/);
    const second = await cardWith(stage, 'Post');
    expect(await stage.press(second, 'Drop')).toBe('Dropped — Aigul');
    expect(await stage.press(second, 'Post')).toBe('Dropped — Aigul');
    expect((await stage.say('Third')).text).toMatch(/^I understand commands/);
    expect(posts(stage)).toEqual([]);
  });

  test('and changes it by editing their own message, before and after it is out', async () => {
    const stage = await begin();
    const { id } = stage.sandbox.userSends(ownerId, ownerId, '/new Brigde opens');
    const first = await cardWith(stage, 'Post');
    stage.sandbox.personEdits(ownerId, id, '/new Bridge opens');
    await stage.until(async () => expect((await cardWith(stage, 'Post')).id).toBeGreaterThan(first.id));
    await stage.press(await cardWith(stage, 'Post'), 'Post');
    await stage.until(() => expect(posts(stage)[0]?.text).toBe('Bridge opens'));
    stage.sandbox.personEdits(ownerId, id, '/new Bridge opens at noon');
    const card = await cardWith(stage, 'Save');
    expect(card.text).toMatch(/^Correction · desk-1/);
    expect(posts(stage)[0]?.text).toBe('Bridge opens');
    expect(await stage.press(card, 'Save')).toMatch(/^✓ Saved/);
    await stage.until(() => expect(posts(stage)[0]?.text).toBe('Bridge opens at noon'));
    expect((await stage.say('/log')).text).toContain(
      'corrected desk-1 (Bridge opens → Bridge opens at noon)',
    );
  });

  test('corrects it with /edit; of two corrections at once the second is told', async () => {
    const stage = await begin();
    await stage.say('/editors add 778');
    await stage.say('/new A post');
    await stage.press(await cardWith(stage, 'Post'), 'Post');
    await stage.until(() => expect(posts(stage)).toHaveLength(1));
    for (const [person, text] of [
      [ownerId, 'By Aigul'],
      [editorId, 'By Boris'],
    ] as const) {
      expect((await stage.say('/edit desk-1', person)).text).toBe('A post');
      await cardWith(stage, 'Discard', person);
      stage.sandbox.userSends(person, person, text);
      await cardWith(stage, 'Save', person);
    }
    expect(await stage.press(await cardWith(stage, 'Save'), 'Save')).toMatch(/^✓ Saved/);
    await stage.until(() => expect(posts(stage)[0]?.text).toBe('By Aigul'));
    const late = await cardWith(stage, 'Save', editorId);
    expect(await stage.press(late, 'Save', editorId)).toMatch(/changed this post meanwhile/);
    expect(posts(stage)[0]?.text).toBe('By Aigul');
  });

  test('whose labels the channel requires, and says them', async () => {
    const stage = await begin(['require_labels: true']);
    await stage.say('/new Buy bread');
    const card = await cardWith(stage, 'Post');
    expect(card.text).toContain('⚠️ Say first which labels');
    expect(await stage.press(card, 'Post')).toMatch(/^Say first which labels/);
    await stage.press(card, 'Labels');
    const labels = await cardWith(stage, '▫️ Advertisement');
    await stage.press(labels, '▫️ Advertisement');
    const chosen = await cardWith(stage, '✅ Advertisement');
    await stage.press(chosen, '‹ Back');
    await stage.press(await cardWith(stage, 'Post'), 'Post');
    await stage.until(() => expect(posts(stage)[0]?.text).toBe('Advertisement\n\nBuy bread'));
  });

  test('that is too long, or has nothing that a post can have, and is told so', async () => {
    const stage = await begin(['footer: our footer']);
    await stage.say('/new');
    stage.sandbox.userSends(ownerId, ownerId, 'x'.repeat(4_090));
    const card = await cardWith(stage, 'Post');
    expect(card.text).toContain('too long for main: it has 4090 characters');
    expect(await stage.press(card, 'Post')).toContain('too long');
    expect(posts(stage)).toEqual([]);
  });

  test('is killed and held like any other post', async () => {
    const stage = await begin();
    await stage.say('/new One');
    await stage.press(await cardWith(stage, 'Post'), 'Post');
    await stage.until(() => expect(posts(stage)).toHaveLength(1));
    const question = await stage.say('/kill desk-1');
    await stage.press(question, 'Yes');
    await stage.until(() => expect(posts(stage)).toEqual([]));
    expect((await stage.say('/edit desk-1')).text).toBe('This post is not there any more.');
  });
});

test('two editors write at once, each their own post', async () => {
  const stage = await begin();
  await stage.say('/editors add 778');
  await stage.say('/new');
  await stage.say('/new', editorId);
  await stage.say('By Aigul');
  await stage.say('By Boris', editorId);
  const theirs = await cardWith(stage, 'Post', editorId);
  await stage.press(await cardWith(stage, 'Post'), 'Post');
  await stage.press(theirs, 'Post', editorId);
  await stage.until(() =>
    expect(
      posts(stage)
        .map(({ text }) => text)
        .sort(),
    ).toEqual(['By Aigul', 'By Boris']),
  );
});

test('a restart between writing and posting loses nothing, and an old button works', async () => {
  const stage = await begin();
  await stage.say('/new Still here');
  const card = await cardWith(stage, 'Post');
  await stage.stop();
  stage.clock.advance(72 * 3_600_000);
  await stage.start();
  expect((await stage.say('/new')).text).toBe('Still here');
  await stage.press(card, 'Post');
  await stage.until(() => expect(posts(stage)[0]?.text).toBe('Still here'));
});

test('an editor chooses among the channels, and no other channel gets it', async () => {
  const stage = await DeskStage.set();
  const chatIds = [-1_001_000_000_011, -1_001_000_000_012];
  await stage.say('/new Hello');
  const card = await cardWith(stage, '▫️ kk');
  expect(card.text).toContain('Choose the channels.');
  expect(await stage.press(card, 'Post')).toBe('Choose at least one channel.');
  await stage.press(card, '▫️ kk');
  await stage.press(await cardWith(stage, '✅ kk'), 'Post');
  await stage.until(() => expect(stage.sandbox.messages(chatIds[0] ?? 0)).toHaveLength(1));
  await stage.publish('b');
  await stage.until(() =>
    expect(stage.sandbox.messages(chatIds[1] ?? 0).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Headline b/),
    ]),
  );
  expect(stage.posts('desk-1')).toEqual([{ channel: 'kk', state: 'sent' }]);
});

test('an editor of one channel writes for this one, whatever a button says', async () => {
  const stage = await DeskStage.set();
  await stage.say('/editors add 778 kk');
  await stage.say('/new Hello', editorId);
  const card = await cardWith(stage, 'Post', editorId);
  expect(card.text).toContain('Channels: kk');
  const forged = stage.buttons(card).find(({ text }) => text === 'Post');
  stage.sandbox.userPresses(editorId, editorId, card.id, 'new:on:1:1:en');
  stage.sandbox.userPresses(editorId, editorId, card.id, forged?.data ?? '');
  await stage.until(() => expect(stage.posts('desk-1')).toEqual([{ channel: 'kk', state: 'sent' }]));
});
