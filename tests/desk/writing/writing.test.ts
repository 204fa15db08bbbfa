import { describe, expect, test } from 'vitest';
import { channelId, channels, DeskStage, ownerId } from '../../stage/desk-stage.ts';

const noon = '2026-11-24T07:00:00Z';

const shown = (stage: DeskStage) => stage.sandbox.messages(channelId).map(({ text }) => text);

describe('an editor corrects', () => {
  test('a headline, which holds until the newsroom changes it, and can be taken back', async () => {
    const stage = await DeskStage.withRules(['hashtags: none'], noon);
    await stage.start();
    const summary = 'The bridge over the river opened today.';
    await stage.publish('a', { headline: 'Brigde opens', summary });
    await stage.until(() => expect(shown(stage)).toEqual([`Brigde opens\n\n${summary}\n\nRead more`]));
    expect((await stage.say('/edit a headline Bridge opens')).text).toMatch(/^✓ The headline is corrected/);
    await stage.until(() => expect(shown(stage)[0]).toMatch(/^Bridge opens\n/));
    // The newsroom changes something else.
    await stage.publish('a', { headline: 'Brigde opens', summary: 'The bridge opened at noon today.' }, 3);
    await stage.until(() => expect(shown(stage)[0]).toMatch(/^Bridge opens\n\nThe bridge opened at noon/));
    const card = await stage.say('/edit a');
    expect(card.text).toMatch(/headline \(corrected by .+\)\nBridge opens/);
    expect((await stage.say('/preview a')).text).toMatch(/^✏️ headline: corrected by/);
    await stage.press(card, 'Take back the headline');
    await stage.until(() => expect(shown(stage)[0]).toMatch(/^Brigde opens\n/));
    await stage.say('/edit a headline Bridge opens');
    await stage.until(() => expect(shown(stage)[0]).toMatch(/^Bridge opens\n/));
    await stage.publish('a', { headline: 'Bridge is open', summary: 'The bridge opened at noon today.' }, 3);
    await stage.until(() => expect(shown(stage)[0]).toMatch(/^Bridge is open\n/));
    expect((await stage.say('/edit a')).text).not.toContain('corrected by');
    expect((await stage.say('/log')).text).toContain('corrected a (Brigde opens → Bridge opens)');
  });

  test('a summary with buttons, by a reply, once', async () => {
    const stage = await DeskStage.withRules(['hashtags: none'], noon);
    await stage.start();
    await stage.publish('a', { summary: 'The bridge over the river opened today.' });
    await stage.until(() => expect(shown(stage)).toHaveLength(1));
    const card = await stage.say('/edit a');
    await stage.press(card, 'Correct the summary');
    const prompt = await stage.answerAfter(card.id, ownerId);
    expect(prompt.text).toMatch(/^✏️ summary\nReply to this message/);
    await stage.say('The bridge opened, at last.', ownerId, { replyTo: prompt.id });
    await stage.until(() => expect(shown(stage)[0]).toContain('\n\nThe bridge opened, at last.\n\n'));
    expect((await stage.say('/edit a summary The bridge opened, at last.')).text).toBe(
      'Nothing has changed.',
    );
    expect((await stage.say('/edit a headline')).text).toMatch(/^✏️ headline\nReply to this message/);
    await stage.say('/lang ru');
    const asked = await stage.say('/edit a заголовок');
    expect(asked.text).toMatch(/^✏️ заголовок\nОтветьте на это сообщение/);
    await stage.say('Мост открыт', ownerId, { replyTo: asked.id });
    await stage.until(() => expect(shown(stage)[0]).toMatch(/^Мост открыт\n/));
    await stage.say('/lang en');
    expect((await stage.say(`/edit a headline ${'x'.repeat(301)}`)).text).toContain('at most 300');
  });
});

test('a killed article at a time is asked about, and so is one that no channel takes', async () => {
  const rules = ['language: en', 'images: none', 'sections: Nothing'];
  const stage = await DeskStage.withTwo(['name: alpha', ...rules], ['name: beta', ...rules]);
  await stage.start();
  await stage.publish('a', { section: 'Nothing' });
  await stage.until(() => expect(stage.posts('a').map(({ state }) => state)).toEqual(['sent', 'sent']));
  await stage.press(await stage.say('/kill a'), 'Yes');
  await stage.until(() => expect(stage.lines(channels.en)).toEqual([]));
  const question = await stage.say('/post a 18:00');
  expect(question.text).toMatch(/^This article is canceled. Release it and post it anyway\?/);
  await stage.press(question, 'No');
  expect(stage.rows("select status from articles where id = 'a'")).toEqual([{ status: 'canceled' }]);
  await stage.publish('b');
  await stage.until(() => expect(stage.rows("select id from articles where id = 'b'")).toHaveLength(1));
  const which = await stage.say('/post b 18:00');
  expect(which.text).toContain('Choose one:');
  await stage.press(which, 'beta');
  await stage.until(() => expect(stage.lines(ownerId).at(-1)).toBe('beta: goes out 18:00'));
  expect(stage.rows("select channel, not_before from posts where article_id = 'b'")).toEqual([
    { channel: 'beta', not_before: Date.parse('2026-11-24T13:00:00Z') },
  ]);
  stage.clock.jumpTo('2026-11-24T14:00:00Z');
  expect(await stage.press(which, 'beta')).toBe('18:00 is over.');
});

test('an editor wants a post at a time, moves it, and pins it', async () => {
  const stage = await DeskStage.withRules(['sections: Nothing'], noon);
  await stage.start();
  await stage.publish('a');
  // Noon in Almaty.
  expect((await stage.say('/post a 25:00 main')).text).toMatch(/^I do not understand this time/);
  const question = await stage.say('/post a 18:00 main');
  expect(question.text).toMatch(/^The filters of main do not let this article through/);
  expect(await stage.press(question, 'Yes')).toBe('main: goes out 18:00\n— Aigul');
  expect(await stage.press(question, 'Yes')).toContain('goes out 18:00');
  await stage.say('/schedule');
  const timed = () =>
    stage.sandbox.messages(ownerId).find(({ text }) => text.startsWith('Posts at a time · main'));
  await stage.until(() => expect(timed()?.text).toContain('18:00: Headline a'));
  const found = timed();
  if (found === undefined) throw new Error('it is listed');
  expect(await stage.press(found, '+1 h')).toContain('19:00');
  await stage.until(() => expect(stage.textOf(found)).toContain('19:00: Headline a'));
  // The press of somebody who saw the earlier moment.
  expect(await stage.press(found, '+1 h')).toMatch(/does not wait for its time any more/);
  const moved = timed();
  if (moved === undefined) throw new Error('it is still listed');
  expect(await stage.press(moved, '+1 h')).toContain('20:00');
  await stage.until(() => expect(stage.textOf(found)).toContain('20:00: Headline a'));
  expect(await stage.press(timed() ?? moved, '−1 h')).toContain('19:00');
  stage.clock.jumpTo('2026-11-24T13:30:00Z');
  await stage.publish('b', { section: 'Nothing' });
  await stage.until(() => expect(stage.lines()).toEqual(['Headline b']));
  stage.clock.jumpTo('2026-11-24T14:00:00Z');
  await stage.until(() => expect(stage.lines()).toEqual(['Headline b', 'Headline a']));
  // Its number is written down a moment later.
  await stage.until(() => expect(stage.posts('a')).toEqual([{ channel: 'main', state: 'sent' }]));
  expect((await stage.say('/pin a')).text).toBe('main: pinned');
  expect(stage.sandbox.requests.at(-2)?.method.toLowerCase()).toBe('pinchatmessage');
  expect((await stage.say('/unpin a')).text).toBe('main: unpinned');
  expect((await stage.say('/unpin a')).text).toMatch(/^main: Telegram refused: /);
  expect((await stage.say('/pin c')).text).not.toContain('pinned');
  expect((await stage.say('/log')).text).toContain(': pinned a');
});

test('of many posts at a time ten are shown, and how many come after them is said', async () => {
  const stage = await DeskStage.withRules(['sections: Nothing'], noon);
  await stage.start();
  for (let minute = 10; minute < 22; minute += 1) {
    await stage.publish(`a${minute}`);
    await stage.press(await stage.say(`/post a${minute} 18:${minute} main`), 'Yes');
  }
  const texts = () => stage.sandbox.messages(ownerId).map(({ text }) => text);
  await stage.say('/schedule');
  await stage.until(() => expect(texts().at(-1)).toMatch(/^main: 2 more for later/));
  expect(texts().filter((text) => text.startsWith('Posts at a time'))).toHaveLength(10);
});
