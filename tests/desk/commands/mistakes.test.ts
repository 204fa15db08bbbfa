import { describe, expect, test } from 'vitest';
import { channels, DeskStage, ownerId } from '../../stage/desk-stage.ts';

describe('/post', () => {
  test('asks before it posts in a channel whose filters refuse the article', async () => {
    const stage = await DeskStage.set();
    await stage.posted('one', { language: 'kk' });
    const question = await stage.say('/post one en');
    expect(question.text).toContain(
      'The filters of en do not let this article through. Post it there all the same?',
    );
    expect(stage.lines(channels.en)).toEqual([]);
    expect(await stage.press(question, 'Yes')).toContain('en: goes out now');
    await stage.until(() => expect(stage.lines(channels.en)).toEqual(['Headline one']));
    // It was asked once, and the answer counts.
    expect((await stage.say('/post one en')).text).toContain('was already posted');
  });

  test('asks one question only, if no filter takes the article and the channel is chosen', async () => {
    const stage = await DeskStage.set();
    await stage.publish('one', { language: 'fr' });
    const choice = await stage.untilAnswer('/post one', /filters of no channel/);
    await stage.press(choice, 'en');
    await stage.until(() => expect(stage.lines(channels.en)).toEqual(['Headline one']));
  });
});

describe('/pause without a channel', () => {
  test('acts at once, names the channels, and offers to resume them all', async () => {
    const stage = await DeskStage.set();
    const answer = await stage.say('/pause 2h');
    expect(answer.text).toMatch(/kk is paused until .*\n⏸ en is paused until /);
    expect(stage.buttons(await stage.say('/pause kk'))).toEqual([]);
    expect(await stage.press(answer, 'Resume all')).toContain('kk is running again.');
    await stage.until(() => expect(stage.textOf(answer)).toContain('▶️ en is running again.\n— Aigul'));
    expect(await stage.pressData(answer, 'resumeall')).toContain('is running again');
    expect((await stage.say('/status')).text).toContain('All is well');
  });
});

describe('a list', () => {
  test('has the number on every button, and offers no Post under what is posted', async () => {
    const stage = await DeskStage.set();
    await stage.posted('one');
    await stage.publish('two', { language: 'fr' }, 60_000);
    const list = await stage.untilAnswer('/latest', /Headline two/);
    expect(stage.buttons(list).map(({ text }) => text)).toEqual([
      '1 · Preview',
      '1 · Kill',
      '2 · Preview',
      '2 · Post',
      '2 · Kill',
    ]);
    const posted = stage.sandbox.messages(channels.en)[0]?.id ?? 0;
    const card = await stage.say('', ownerId, { forwardFrom: { chatId: channels.en, messageId: posted } });
    expect(stage.buttons(card).map(({ text }) => text)).toEqual(['Preview', 'Hold', 'Kill']);
  });
});

describe('unknown arguments', () => {
  test.each([
    ['/status now', 'Nothing is written after /status: I do not understand the rest.'],
    ['/uncertain 5', 'Nothing is written after /uncertain: I do not understand the rest.'],
    ['/schedule 12345 18:00', 'Nothing is written after /schedule: I do not understand the rest.'],
    ['/backup now', 'Nothing is written after /backup: I do not understand the rest.'],
    ['/help nonsense', 'I do not know this command. See /help, or try /latest.'],
    ['/kill one en', '/kill is about the article in every channel. Leave out “en”.'],
    ['/hold one en', '/hold is about the article in every channel. Leave out “en”.'],
    ['/release one kk', '/release is about the article in every channel. Leave out “kk”.'],
    ['/queue kk en', 'There is no channel kk en. Channels: kk, en.'],
    ['/resume kk now', 'There is no channel kk now. Channels: kk, en.'],
    ['/approve everything', 'There is no channel everything. Channels: kk, en.'],
    ['/digest en now', 'There is no channel en now. Channels: kk, en.'],
    ['/pause kk en', 'I do not understand this. For example: /pause 2h'],
    ['/log en', 'I do not understand this. For example: /log 20'],
    ['/lang en ru', 'Which language? /lang kk, /lang ru or /lang en'],
    ['/post one en kk', 'There is no article one en. See /latest, or search with /find.'],
    ['/preview one en kk', 'There is no article one en. See /latest, or search with /find.'],
    ['/editors list all', 'For example: /editors add 123456789.'],
    ['/editors add 1 2', 'There is no channel 2. Channels: kk, en.'],
    ['/quiet en off now', 'For example: /quiet en 23:00-07:00 keep'],
    ['/quiet off', 'For example: /quiet kk 23:00-07:00 keep'],
    ['/stats 7d en', '/stats'],
  ])('%s is told, and does nothing', async (text, answer) => {
    const stage = await DeskStage.set();
    await stage.posted('one');
    const before = stage.state();
    expect((await stage.say(text)).text).toContain(answer);
    expect(stage.state()).toBe(before);
  });
});

test('a change that changes nothing is not in /log', async () => {
  const stage = await DeskStage.set();
  await stage.posted('one');
  for (const command of [
    '/quiet en off',
    '/resume',
    '/lang en',
    '/post one',
    '/release one',
    '/editors remove 5',
  ])
    await stage.say(command);
  expect((await stage.say('/quiet en off')).text).toContain('Nothing changed: that was already the setting.');
  expect((await stage.say('/log')).text).toBe('Nothing has been changed yet.');
  await stage.say('/quiet en 23:00-07:00 keep');
  await stage.say('/quiet en 23:00-07:00 keep');
  await stage.say('/pause');
  await stage.say('/pause');
  expect((await stage.say('/log')).text.split('\n').slice(1)).toHaveLength(3);
});
