import { describe, expect, test } from 'vitest';
import { channels, DeskStage, editorId, logChatId, outsiderId, ownerId } from '../stage/desk-stage.ts';

const hourMs = 3_600_000;

/** Where several editors see the same message. */
const inLog = { chatId: logChatId };

/** Waits until the planner has seen an article that it does not post. */
async function planned(stage: DeskStage, id: string): Promise<void> {
  await stage.until(() =>
    expect(
      stage.rows('select 1 from articles where id = ? and revision = planned_revision', id),
    ).toHaveLength(1),
  );
}

describe('/latest and /preview', () => {
  test('show articles with what became of them, by channel and section, with pages to turn', async () => {
    const stage = await DeskStage.set();
    for (let number = 1; number <= 7; number += 1) {
      await stage.publish(
        `a${number}`,
        { section: number % 2 === 0 ? 'Спорт' : 'News' },
        (8 - number) * 60_000,
      );
    }
    await stage.posted('қаз', { language: 'kk', headline: 'Жаңалық' });
    const first = await stage.say('/latest 3');
    expect(first.text).toContain('1. Жаңалық');
    expect(first.text).toContain('қаз · kk');
    expect(first.text).toContain('3. Headline a6');
    expect(first.text).toMatch(/— kk: posted \d\d:\d\d/);
    await stage.press(first, 'Older ›');
    await stage.until(() => expect(stage.textOf(first)).toContain('1. Headline a5'));
    const turned = stage.sandbox.message(ownerId, first.id);
    if (turned === undefined) throw new Error('gone');
    await stage.press(turned, '‹ Newer');
    await stage.until(() => expect(stage.textOf(first)).toContain('1. Жаңалық'));
    const sport = (await stage.say('/latest 10 спорт')).text;
    expect(sport.match(/Headline/g)).toHaveLength(3);
    expect((await stage.say('/latest kk')).text).not.toContain('Headline');
    expect((await stage.say('/latest 99999')).text).toContain('Headline a1');
    expect((await stage.say('/latest nowhere')).text).toMatch(/no such articles.*\/latest 5 Sport/);
  });

  test('/preview is exactly the post that goes out, by id, link, t.me link, forward and answer', async () => {
    const stage = await DeskStage.set();
    const messageId = await stage.posted('one two', {
      url: 'https://news.kz/x?y=1',
      headline: 'A <c> & "d"',
      summary: 'Text.',
    });
    const post = stage.sandbox.message(channels.en, messageId);
    const shown = async (text: string, options = {}) => {
      const note = await stage.say(text, ownerId, options);
      expect(note.text).toBe('How it looks in en:');
      const preview = await stage.answerAfter(note.id, ownerId);
      expect({ text: preview.text, entities: preview.entities }).toEqual({
        text: post?.text,
        entities: post?.entities,
      });
    };
    await shown('/preview one two');
    await shown('/preview one two en');
    await shown('/preview https://news.kz/x?y=1');
    await shown('/preview https://news.kz/x?y=1&utm_source=tg#top');
    await shown(`/preview https://t.me/desk_en/${messageId}`);
    await shown(`/preview t.me/desk_en/${messageId}?single`);
    await shown(`/preview https://t.me/c/${String(channels.en).slice(4)}/${messageId}`);
    const forward = stage.sandbox.userSends(ownerId, ownerId, '', {
      forwardFrom: { chatId: channels.en, messageId },
    });
    const card = await stage.answerAfter(forward.id, ownerId);
    expect(card.text).toContain('A <c> & "d"');
    await shown('/preview', { replyTo: forward.id });
    await shown('/preview', { replyTo: card.id });
    expect((await stage.say('/preview')).text).toContain('Which article? For example: /preview 12345');
    expect((await stage.say('/preview nothing')).text).toContain('There is no article nothing');
    expect((await stage.say(`/preview https://t.me/desk_kk/${messageId}`)).text).toContain(
      'There is no article',
    );
    expect((await stage.say('/preview https://t.me/desk_en/9999')).text).toContain('There is no article');
  });
});

test('a channel that the settings know by its number is known by the links of its posts', async () => {
  const stage = await DeskStage.set({ en: String(channels.en) });
  const messageId = await stage.posted('numbered');
  for (const link of [`t.me/Desk_EN/${messageId}`, `t.me/c/${String(channels.en).slice(4)}/${messageId}`])
    expect((await stage.say(`https://${link}`)).text).toContain('numbered · en');
  expect((await stage.say(`https://t.me/other/${messageId}`)).text).toContain('I understand commands');
});

describe('an article that is named by a reply', () => {
  test('is none where the answered message is about several, or about none', async () => {
    const stage = await DeskStage.set();
    await stage.posted('first');
    await stage.posted('second', { language: 'kk' });
    const several = [await stage.say('/latest'), await stage.say('/status')];
    const none = await stage.say('/help');
    const before = stage.state();
    for (const { id } of [...several, none]) {
      for (const command of ['hold', 'kill', 'post', 'preview'])
        expect((await stage.say(`/${command}`, ownerId, { replyTo: id })).text).toContain(
          `Which article? For example: /${command} 12345`,
        );
    }
    expect(stage.state()).toBe(before);
  });

  test('may have a headline that is cut in the middle of an emoji', async () => {
    const stage = await DeskStage.set();
    const headline = `${'x'.repeat(199)}😀 and more`;
    await stage.publish('sign', { headline });
    await planned(stage, 'sign');
    expect((await stage.say('/kill sign')).text).toContain(`${'x'.repeat(199)}…`);
    const held = await stage.say('/hold sign');
    expect(held.text).toContain('Held');
    await stage.press(held, 'Release');
    await stage.until(() =>
      expect(stage.rows("select status from articles where id = 'sign'")).toEqual([{ status: 'usable' }]),
    );
  });
});

describe('/log', () => {
  test('shows every change, on as many pages as it takes', async () => {
    const stage = await DeskStage.set();
    stage.sandbox.addUser({ id: ownerId, firstName: 'A'.repeat(60), languageCode: 'en' });
    const ids = Array.from({ length: 26 }, (_, index) => `${index}-${'x'.repeat(150)}`);
    for (const id of ids) await stage.publish(id, {}, 48 * hourMs);
    for (const id of ids) await stage.say(`/hold ${id}`);
    stage.clock.jumpTo('2026-11-25T07:00:00Z');
    const numbers = (text: string) => [...text.matchAll(/held (\d+)-x/g)].map(([, number]) => number);
    const page = await stage.say('/log 25');
    const shown = numbers(page.text);
    expect(shown.length).toBeLessThan(25);
    await stage.press(page, 'Older ›');
    await stage.until(() => expect(numbers(stage.textOf(page))).not.toEqual(shown));
    shown.push(...numbers(stage.textOf(page)));
    expect(shown).toEqual(ids.map((_, index) => String(ids.length - 1 - index)));
  });
});

describe('/find', () => {
  test('finds in three languages, with pages to turn, and whatever is typed', async () => {
    const stage = await DeskStage.set();
    for (let number = 1; number <= 7; number += 1)
      await stage.publish(`f${number}`, { headline: `Мост ${number} Алматы` }, number * 60_000);
    await stage.posted('k', { language: 'kk', headline: 'Қазақстандағы көпір' });
    await stage.until(() => expect(stage.lines(channels.en)).toHaveLength(7));
    const list = await stage.untilAnswer('/find алмат мОСТ', /Мост 1 Алматы/);
    expect(list.text).toContain('🔎 алмат мОСТ');
    await stage.press(list, 'Older ›');
    await stage.until(() => expect(stage.textOf(list)).toContain('Мост 7 Алматы'));
    expect((await stage.say('/find қазақстан')).text).toContain('Қазақстандағы көпір');
    expect((await stage.say('/find')).text).toContain('For example: /find');
    for (const query of ['"', "' OR 1=1 --", '*', 'NEAR(', '🤷', 'x'.repeat(3_000)])
      expect((await stage.say(`/find ${query}`)).text).toContain('Nothing was found');
  });
});

describe('/post', () => {
  test('posts past age and filters, once, however often it is asked', async () => {
    const stage = await DeskStage.set();
    await stage.publish('old', {}, 48 * hourMs);
    await planned(stage, 'old');
    expect(stage.posts('old')).toEqual([]);
    expect((await stage.say('/post old')).text).toBe('en: goes out now');
    await stage.until(() => expect(stage.lines(channels.en)).toEqual(['Headline old']));
    await stage.until(() => expect(stage.posts('old')[0]?.state).toBe('sent'));
    expect((await stage.say('/post old')).text).toMatch(
      /^en: was already posted: https:\/\/t\.me\/desk_en\/\d+$/,
    );
    await stage.publish('french', { language: 'fr' });
    await planned(stage, 'french');
    const choice = await stage.say('/post french');
    expect(choice.text).toContain('Choose one');
    await stage.press(choice, 'kk');
    await stage.until(() => expect(stage.lines(channels.kk)).toEqual(['Headline french']));
    expect((await stage.say('/post old nowhere')).text).toContain('There is no channel nowhere');
    expect(stage.lines(channels.en)).toEqual(['Headline old']);
  });

  test('of an article that was killed asks first, and a yes by two editors posts once', async () => {
    const stage = await DeskStage.set();
    await stage.addEditor();
    await stage.posted('k');
    const question = await stage.say('/kill k', ownerId, inLog);
    expect(question.text).toContain('It was posted in 1 channel.');
    expect(await stage.press(question, 'Yes')).toContain('Canceled; its posts are being killed — Aigul');
    await stage.until(() => expect(stage.lines(channels.en)).toEqual([]));
    await stage.until(() => expect(stage.posts('k')[0]?.state).toBe('killed'));
    await stage.until(() => expect(stage.textOf(question)).toContain('— Aigul'));
    expect(await stage.pressData(question, stage.buttons(question)[0]?.data ?? '', editorId)).toBe(
      '✓ Canceled; its posts are being killed — Aigul',
    );
    expect((await stage.say('/kill k', editorId)).text).toContain('This was already done — Aigul');
    const again = await stage.say('/post k', editorId, inLog);
    expect(again.text).toContain('This article is canceled.');
    const yes = stage.buttons(again)[0]?.data ?? '';
    await Promise.all([
      stage.pressData(again, yes, editorId),
      stage.pressData(again, yes, ownerId),
      stage.pressData(again, yes, editorId),
    ]);
    await stage.until(() => expect(stage.posts('k')[0]?.state).toBe('sent'));
    expect(stage.lines(channels.en)).toEqual(['Headline k']);
    // Corrected afterwards, the post is edited.
    await stage.publish('k', { headline: 'New headline' });
    await stage.until(() => expect(stage.lines(channels.en)).toEqual(['New headline']));
    const log = (await stage.say('/log')).text;
    expect(log).toContain('killed k (usable → canceled)');
    expect(log).toContain('posted k → en (killed → queued)');
    expect(log).toContain('released k (canceled → usable)');
    // The yes was to the first return: killed once more, an old button posts nothing.
    await stage.press(await stage.say('/kill k'), 'Yes');
    await stage.until(() => expect(stage.posts('k')[0]?.state).toBe('killed'));
    expect(await stage.pressData(again, yes, editorId)).toMatch(/^en: goes out now\n— (Boris|Aigul)$/);
    expect(stage.posts('k')[0]?.state).toBe('killed');
    expect(stage.textOf(again).match(/en:/g)).toHaveLength(1);
  });

  test('No leaves it as it is', async () => {
    const stage = await DeskStage.set();
    await stage.posted('n');
    const question = await stage.say('/kill n');
    await stage.press(question, 'No');
    await stage.until(() => expect(stage.textOf(question)).toContain('Left as it is — Aigul'));
    expect(stage.sandbox.message(ownerId, question.id)?.keyboard).toBeNull();
    expect(stage.lines(channels.en)).toEqual(['Headline n']);
  });

  test('says until when an embargo keeps an article', async () => {
    const stage = await DeskStage.set();
    const embargoedUntil = new Date('2026-11-24T12:30:00Z');
    await stage.publish('e', { embargoedUntil });
    expect((await stage.say('/post e')).text).toBe('en: not before 17:30: it is not due yet');
    expect(stage.lines(channels.en)).toEqual([]);
  });
});

describe('/hold and /release', () => {
  test('a held article does not go out; after its release it does, even if it became too old', async () => {
    const stage = await DeskStage.set();
    await stage.say('/pause en');
    await stage.publish('h');
    await stage.until(() => expect(stage.posts('h')).toHaveLength(1));
    expect((await stage.say('/hold h')).text).toContain('Held; it will not go out — Aigul');
    await stage.until(() => expect(stage.posts('h')[0]?.state).toBe('dropped'));
    expect((await stage.say('/hold h')).text).toContain(
      'Its status is already: held.\nThis was already done — Aigul',
    );
    await stage.publish('h2', { status: 'withheld' });
    await planned(stage, 'h2');
    await stage.say('/resume');
    stage.clock.jumpTo('2026-11-25T07:00:00Z');
    expect((await stage.say('/release h')).text).toContain('Released — Aigul');
    await stage.say('/release h2');
    await stage.until(() => expect(stage.lines(channels.en).sort()).toEqual(['Headline h', 'Headline h2']));
    expect((await stage.say('/release h')).text).toContain('Its status is: usable.');
    expect((await stage.say('/hold h')).text).toContain('/kill removes them');
  });
});

describe('/pause, /resume and /queue', () => {
  test('in a paused channel only corrections and kills go out; a restart changes nothing; the pause ends by itself', async () => {
    const stage = await DeskStage.set();
    await stage.posted('before');
    expect((await stage.say('/pause en 2h')).text).toContain('⏸ en is paused until 14:00.');
    await stage.publish('b', { headline: 'Waits' });
    await stage.publish('breaking', { headline: 'Breaking waits', urgency: 1 });
    await stage.publish('before', { headline: 'Corrected' });
    await stage.until(() => expect(stage.lines(channels.en)).toEqual(['Corrected']));
    expect((await stage.say('/status')).text).toContain('⏸ paused until 14:00 — Aigul');
    const queue = await stage.say('/queue en');
    expect(queue.text).toMatch(/1\. Breaking waits\nabout 14:00\n\n2\. Waits\nabout 14:00/);
    expect((await stage.say('/post b')).text).toContain('the channel is paused until 14:00');
    await stage.stop();
    await stage.start();
    await stage.publish('before', { status: 'canceled' });
    await stage.until(() => expect(stage.lines(channels.en)).toEqual([]));
    expect(stage.posts('b')[0]?.state).toBe('promised');
    stage.clock.jumpTo('2026-11-24T09:00:01Z');
    await stage.until(() => expect(stage.lines(channels.en)).toEqual(['Waits', 'Breaking waits']));
    expect((await stage.say('/status')).text).toContain('All is well');
  });

  test('Now and Drop do their work once and say who did it', async () => {
    const stage = await DeskStage.set();
    await stage.addEditor();
    await stage.say('/pause');
    for (const [index, id] of ['1', '2', '3'].entries()) await stage.publish(id, {}, (5 - index) * 1_000);
    await stage.until(() => expect(stage.posts('3')).toHaveLength(1));
    const queue = await stage.say('/queue en', ownerId, inLog);
    expect(queue.text).toContain('1. Headline 1\nafter /resume');
    const data = (words: string) => stage.buttons(queue).find(({ text }) => text === words)?.data ?? '';
    const [now, drop] = [data('3 · Now'), data('2 · Drop')];
    expect(await stage.pressData(queue, drop, ownerId)).toBe('✓ Dropped — Aigul');
    expect(await stage.pressData(queue, drop, editorId)).toBe('It is not in the queue any more — Aigul');
    expect(await stage.pressData(queue, now, editorId)).toBe('✓ Goes out next — Boris');
    expect(await stage.pressData(queue, now, ownerId)).toBe('✓ Goes out next — Boris');
    expect((await stage.say('/post 3')).text).toContain('en: the channel is paused');
    await stage.until(() => expect(stage.textOf(queue)).toMatch(/1\. Headline 3[^]*2\. Headline 1/));
    await stage.say('/resume en', editorId);
    await stage.until(() => expect(stage.lines(channels.en)).toEqual(['Headline 3', 'Headline 1']));
    expect((await stage.say('/queue en')).text).toBe('en: the queue is empty.');
    expect(await stage.pressData(queue, now, ownerId)).toContain('It is not in the queue any more');
    expect(await stage.pressData(queue, 'now:999', ownerId)).toBe('This button is out of date.');
  });

  test('a queue of several pages stays on its page while it is worked through', async () => {
    const stage = await DeskStage.set();
    await stage.say('/pause en');
    for (let number = 1; number <= 8; number += 1)
      await stage.publish(`${number}`, {}, (10 - number) * 1_000);
    await stage.until(() => expect(stage.posts('8')).toHaveLength(1));
    const queue = await stage.say('/queue en');
    await stage.press(queue, 'Next ›');
    await stage.until(() => expect(stage.textOf(queue)).toContain('7. Headline 7'));
    for (const left of ['7. Headline 8', '1. Headline 1']) {
      const shown = stage.sandbox.message(ownerId, queue.id);
      if (shown === undefined) throw new Error('gone');
      await stage.press(shown, '7 · Drop');
      await stage.until(() => expect(stage.textOf(queue)).toContain(left));
    }
    // Nothing is left on the second page: the first one is shown.
    expect(stage.textOf(queue)).toContain('6. Headline 6');
  });

  test('a pause takes its words in any order and language', async () => {
    const stage = await DeskStage.set();
    for (const words of ['/pause en 2h', '/pause EN 2 h', '/pause 2 часа @Desk_EN', '/pause en 120мин'])
      expect((await stage.say(words)).text).toContain('⏸ en is paused until 14:00.');
  });

  test.each([
    ['/pause en kk 2h', 'For example: /pause 2h'],
    ['/pause 2x', 'For example: /pause 2h'],
    ['/pause en forever', 'For example: /pause 2h'],
    ['/pause 99d', '30 days at most'],
    ['/pause nowhere', 'There is no channel nowhere. Channels: kk, en.'],
    ['/resume nowhere', 'There is no channel nowhere'],
    ['/resume', 'kk is already running.\nen is already running.'],
    ['/queue nowhere', 'There is no channel nowhere'],
    ['/log many', 'For example: /log 20'],
    ['/nonsense', 'I do not know this command'],
    ['hello', 'I understand commands'],
    ['/queue', 'kk: the queue is empty.\nen: the queue is empty.'],
    ['/uncertain', 'No post needs a decision.'],
    ['/held', 'No post needs a decision.'],
    ['/log', 'Nothing has been changed yet.'],
  ])('%s is answered with %s', async (words, answer) => {
    const stage = await DeskStage.set();
    const before = stage.state();
    expect((await stage.say(words)).text).toContain(answer);
    expect(stage.state()).toBe(before);
  });
});

describe('/uncertain', () => {
  test('shows uncertain posts with three buttons; one press decides, and /log has it', async () => {
    const stage = await DeskStage.set();
    await stage.addEditor();
    await stage.posted('first');
    stage.sandbox.setProtected(channels.en, true);
    stage.sandbox.addFault({ method: 'sendMessage', chatId: channels.en, times: 1, kind: 'drop-after' });
    await stage.publish('second');
    await stage.until(() => expect(stage.posts('second')[0]?.state).toMatch(/unsure|uncertain/));
    for (let minute = 1; minute <= 5; minute += 1) stage.clock.jumpTo(`2026-11-24T07:0${minute}:00Z`);
    await stage.until(() => expect(stage.posts('second')[0]?.state).toBe('uncertain'));
    expect((await stage.say('/status')).text).toContain('en: 1 post to be decided, see /uncertain');
    const question = await stage.say('/uncertain', ownerId, inLog);
    expect(question.text).toContain('second → en');
    const there = stage.buttons(question)[0]?.data ?? '';
    // A button that was sent before 0.2.0.
    const old = there.replace('uncertain:', 'held:');
    expect(old).not.toBe(there);
    expect(await stage.pressData(question, old, editorId)).toBe('✓ It is there — Boris');
    expect(await stage.pressData(question, there, ownerId)).toBe('This was already done — Boris');
    await stage.until(() => expect(stage.textOf(question)).toContain('✓ It is there — Boris'));
    expect(stage.posts('second')[0]?.state).toBe('sent');
    expect((await stage.say('/log')).text).toContain('Boris: decided about second → en (It is there)');
    // The log chat was asked as well; its buttons are old now.
    const asked = stage.sandbox.messages(logChatId).find(({ keyboard }) => keyboard !== null);
    expect(await stage.pressData(asked ?? question, there, ownerId)).toContain('Boris');
    await stage.until(() => expect(stage.textOf(asked ?? question)).toContain('already done — Boris'));
    expect(stage.sandbox.message(logChatId, asked?.id ?? 0)?.keyboard).toBeNull();
  });
});

describe('/backup', () => {
  test('is sent again when Telegram asks for it later', async () => {
    const stage = await DeskStage.set();
    stage.sandbox.addFault({ kind: '429', method: 'sendDocument', retryAfterSeconds: 40, times: 1 });
    await stage.say('/backup');
    await stage.until(() => {
      stage.clock.advance(40_000);
      expect(stage.sandbox.messages(ownerId).some(({ kind }) => kind === 'document')).toBe(true);
    });
  });

  test('sends owners a copy that opens', async () => {
    const stage = await DeskStage.set();
    await stage.posted('saved');
    await stage.say('/backup');
    await stage.until(() =>
      expect(stage.sandbox.messages(ownerId).some(({ kind }) => kind === 'document')).toBe(true),
    );
    await stage.until(() =>
      expect(stage.rows("select * from audit where action = 'backup'")).toHaveLength(1),
    );
    const before = stage.sandbox.messages(outsiderId).length;
    await stage.say('/backup', outsiderId);
    expect(
      stage.sandbox
        .messages(outsiderId)
        .slice(before)
        .every(({ kind }) => kind !== 'document'),
    ).toBe(true);
  });
});
