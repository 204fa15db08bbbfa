import { describe, expect, test } from 'vitest';
import { channelId, DeskStage, logChatId, outsiderId, ownerId } from '../../stage/desk-stage.ts';

const daily = 'digest: { schedule: "0 8 * * *", top: 2, by: views, pin: true }';
// 08:00 in Almaty is 03:00 UTC.
const yesterday = '2026-11-23T12:00:00Z';

function pins(stage: DeskStage): number[] {
  const requests = stage.sandbox.requests.map(({ method }) => method);
  return ['pinChatMessage', 'unpinChatMessage'].map(
    (method) => requests.filter((each) => each.toLowerCase() === method.toLowerCase()).length,
  );
}

describe('a digest', () => {
  test('that was due while we were off is sent when we are back, once, and pinned', async () => {
    const stage = await DeskStage.withRules([daily, 'digest_only: true'], yesterday);
    await stage.start();
    await stage.stop();
    stage.insert('few', '2026-11-23T20:00:00Z', 1);
    stage.insert('many', '2026-11-23T21:00:00Z', 9);
    stage.insert('some', '2026-11-23T22:00:00Z', 5);
    stage.clock.jumpTo('2026-11-24T09:00:00Z');
    await stage.start();
    await stage.until(() => expect(stage.lines()).toEqual(['Top stories · 24 November']));
    const [digest] = stage.sandbox.messages(channelId);
    expect(digest?.text.split('\n').slice(2)).toEqual(['1. Headline many', '2. Headline some']);
    await stage.until(() => expect(pins(stage)).toEqual([1, 0]));
    await stage.stop();
    await stage.start();
    await stage.publish('new');
    stage.clock.jumpTo('2026-11-25T03:00:00Z');
    await stage.until(() =>
      expect(stage.lines()).toEqual(['Top stories · 24 November', 'Top stories · 25 November']),
    );
    await stage.until(() => expect(pins(stage)).toEqual([2, 1]));
    // Nothing but digests, and each once.
    expect(stage.sandbox.messages(channelId).at(-2)?.text ?? '').toContain('1. Headline new');
  });

  test('that is older than half its period, or would be empty, is not sent', async () => {
    const stage = await DeskStage.withRules([daily], '2026-11-24T00:00:00Z');
    await stage.start();
    await stage.publish('early');
    await stage.until(() => expect(stage.lines()).toEqual(['Headline early']));
    await stage.stop();
    stage.clock.jumpTo('2026-11-24T15:00:01Z');
    await stage.start();
    // The next day has no article within its period.
    stage.clock.jumpTo('2026-11-25T03:00:05Z');
    await stage.publish('late');
    await stage.until(() => expect(stage.lines()).toContain('Headline late'));
    expect(stage.lines()).toEqual(['Headline early', 'Headline late']);
  });

  test('comes, though the clock was a year ahead for a while', async () => {
    const stage = await DeskStage.withRules([daily, 'digest_only: true'], '2027-11-24T02:00:00Z');
    await stage.start();
    expect((await stage.say('/schedule')).text).toContain('24 November at 08:00');
    stage.clock.jumpTo('2026-11-24T02:00:00Z');
    stage.insert('1', '2026-11-24T01:00:00Z');
    stage.clock.jumpTo('2026-11-24T03:00:01Z');
    await stage.until(() => expect(stage.lines()).toEqual(['Top stories · 24 November']));
  });

  test('loses an article that is canceled while it is waiting, and is asked about anew', async () => {
    const stage = await DeskStage.withRules([daily, 'digest_only: true', 'approval: all'], yesterday);
    await stage.start();
    await stage.stop();
    stage.insert('stays', '2026-11-23T20:00:00Z', 1);
    stage.insert('goes', '2026-11-23T21:00:00Z', 9);
    stage.clock.jumpTo('2026-11-24T03:00:01Z');
    await stage.start();
    const old = await stage.question();
    await stage.publish('goes', { status: 'canceled', publishedAt: new Date('2026-11-23T21:00:00Z') });
    await stage.until(() =>
      expect(stage.sandbox.message(logChatId, old.id)?.text).toContain('this question is void'),
    );
    await stage.press(await stage.question(), 'Post');
    await stage.until(() => expect(stage.lines()).toHaveLength(1));
    expect(stage.sandbox.messages(channelId)[0]?.text.split('\n').slice(2)).toEqual(['1. Headline stays']);
  });

  test('in the channel loses an article that is canceled, and is killed when no article is left', async () => {
    const stage = await DeskStage.withRules([daily, 'digest_only: true'], yesterday);
    await stage.start();
    await stage.stop();
    stage.insert('stays', '2026-11-23T20:00:00Z', 1);
    stage.insert('goes', '2026-11-23T21:00:00Z', 9);
    stage.clock.jumpTo('2026-11-24T03:00:01Z');
    await stage.start();
    await stage.until(() => expect(stage.lines()).toHaveLength(1));
    const listed = () => stage.sandbox.messages(channelId)[0]?.text.split('\n').slice(2);
    expect(listed()).toEqual(['1. Headline goes', '2. Headline stays']);
    const publishedAt = new Date('2026-11-23T20:00:00Z');
    await stage.publish('stays', { labels: ['advertising'], views: 1, publishedAt });
    await stage.until(() =>
      expect(listed()).toEqual(['1. Headline goes', '2. Headline stays · Advertisement']),
    );
    await stage.publish('stays', { labels: [], views: 1, publishedAt });
    await stage.until(() => expect(listed()).toEqual(['1. Headline goes', '2. Headline stays']));
    await stage.publish('goes', { status: 'canceled', publishedAt: new Date('2026-11-23T21:00:00Z') });
    await stage.until(() => expect(listed()).toEqual(['1. Headline stays']));
    await stage.stop();
    await stage.start();
    await stage.publish('stays', { status: 'canceled', publishedAt: new Date('2026-11-23T20:00:00Z') });
    await stage.until(() => expect(stage.lines()).toEqual([]));
  });

  test('of which nobody knows whether it arrived is read back, and stands there once', async () => {
    const stage = await DeskStage.withRules([daily], '2026-11-24T02:00:00Z');
    await stage.start();
    await stage.publish('1');
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 1']));
    const fault = { method: 'sendMessage', chatId: channelId, times: 1, kind: 'drop-after' } as const;
    stage.sandbox.addFault(fault);
    stage.clock.jumpTo('2026-11-24T03:00:00Z');
    await stage.until(() => expect(pins(stage)).toEqual([1, 0]));
    expect(stage.sandbox.counts['drop-after']).toBe(1);
    stage.clock.jumpTo('2026-11-24T03:05:00Z');
    await stage.publish('2');
    await stage.until(() =>
      expect(stage.lines()).toEqual(['Headline 1', 'Top stories · 24 November', 'Headline 2']),
    );
  });

  test('is not kept by quiet hours in which it was meant to come, and makes no sound there', async () => {
    const quiet = 'quiet: { from: "23:00", to: "10:00", mode: keep }';
    const stage = await DeskStage.withRules([daily, quiet], '2026-11-24T02:50:00Z');
    await stage.start();
    await stage.publish('kept');
    stage.clock.jumpTo('2026-11-24T03:00:00Z');
    await stage.until(() => expect(stage.lines()).toEqual(['Top stories · 24 November']));
    expect(stage.sandbox.messages(channelId)[0]?.isSilent).toBe(true);
  });
});

describe('/digest', () => {
  test('shows it as it would look, and posts it once', async () => {
    const stage = await DeskStage.withRules([daily], '2026-11-24T10:00:00Z');
    await stage.start();
    expect((await stage.say('/digest')).text).toBe('There are no articles for the digest of main now.');
    await stage.publish('1');
    await stage.until(() => expect(stage.lines()).toHaveLength(1));
    stage.clock.jumpTo('2026-11-24T10:00:10Z');
    const shown = await stage.say('/digest main');
    const question = await stage.question(1, ownerId);
    // An outsider cannot press it.
    const data = `digest:main:${Math.floor(stage.clock.now().getTime() / 1000)}`;
    stage.sandbox.userPresses(outsiderId, outsiderId, question.id, data);
    const answers = await Promise.all([stage.press(question, 'Post now'), stage.press(question, 'Post now')]);
    expect(answers.toSorted()).toEqual(['✓ To be posted — Aigul', '✓ To be posted — Aigul']);
    await stage.until(() => expect(stage.lines()).toHaveLength(2));
    expect(stage.sandbox.messages(channelId)[1]?.text).toBe(shown.text);
    expect(stage.sandbox.message(ownerId, question.id)?.text).toContain('✓ To be posted — Aigul');
  });

  test('answers old and forged buttons, and unknown channels', async () => {
    const stage = await DeskStage.withRules([daily], '2026-11-24T10:00:00Z');
    await stage.start();
    const answer = await stage.say('/digest sport');
    expect(answer.text).toBe('There is no channel sport. Channels: main.');
    for (const data of ['digest:main:1', 'digest:sport:1764000000', 'digest:main:999999999999']) {
      expect(await stage.pressData(answer, data)).toMatch(/too old|out of date/);
    }
    expect(stage.lines()).toEqual([]);
  });
});

test('/schedule says what is planned, and when', async () => {
  const rules = [daily, 'approval: [Court]', 'quiet: { from: "23:00", to: "07:00", mode: silent }'];
  const stage = await DeskStage.withRules(rules, '2026-11-24T10:00:00Z');
  await stage.start();
  const { text: answer } = await stage.say('/schedule');
  expect(answer).toContain('Next check for new articles: Tue');
  expect(answer).toContain('• without sound, 23:00–07:00; posts go out at once now');
  expect(answer).toMatch(/• next digest: Wed,? 25 November at 08:00 \(0 8 \* \* \*\)/);
  expect(answer).toContain('• posts of Court need approval');
});
