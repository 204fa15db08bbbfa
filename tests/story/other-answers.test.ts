import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/sandbox/http/server.ts';
import { headlines } from '../stage/app-stage.ts';
import { MovableClock } from '../stage/movable-clock.ts';
import { channelId, ownerId, Stage } from '../stage/story-stage.ts';

const send = { method: ['sendMessage', 'sendPhoto'], chatId: channelId };
const page = '<html><head><title>Sign in</title></head><body>Welcome to our network</body></html>';

const refusal = (code: number, description: string, parameters?: Record<string, number>): Fault => ({
  kind: 'error',
  error: { code, description, ...(parameters === undefined ? {} : { parameters }) },
});
const answer = (status: number, body: string, headers: Record<string, string> = {}): Fault => ({
  kind: 'answer',
  answer: { status, body, headers },
});

/** Answers from public reports about other bots. None of them is about a post. */
const answers: [string, Fault][] = [
  ['403, the group was deleted', refusal(403, 'Forbidden: the group chat was deleted')],
  ['403 in words of tomorrow', refusal(403, 'Forbidden: bot is not welcome in the channel chat')],
  ['400, no rights to send', refusal(400, 'Bad Request: have no rights to send a message')],
  ['400, a private channel', refusal(400, 'Bad Request: CHANNEL_PRIVATE')],
  ['400, an unknown peer', refusal(400, 'Bad Request: PEER_ID_INVALID')],
  ['400, a restricted chat', refusal(400, 'Bad Request: CHAT_RESTRICTED')],
  ['400, a closed topic', refusal(400, 'Bad Request: TOPIC_CLOSED')],
  [
    '400, upgraded without the new number',
    refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat'),
  ],
  ['429 without parameters', refusal(429, 'Too Many Requests: retry after 1')],
  ['420, a flood', refusal(420, 'FLOOD_WAIT_1')],
  [
    '500, deleted at once',
    refusal(500, "Internal Server Error: sent message was immediately deleted and can't be returned"),
  ],
  ['a portal with 200', answer(200, page)],
  ['a page with 403', answer(403, page)],
  ['a page with 429', answer(429, page, { 'retry-after': '1' })],
  ['a page with 503', answer(503, page)],
  ['a redirect', answer(302, '')],
  ['nothing', answer(200, '')],
  ['no result', answer(200, '{"ok":true}')],
  ['true', answer(200, '{"ok":true,"result":true}')],
  ['half a text', answer(200, '{"ok":true,"result":{"message_id":1')],
];

/** Telegram's words do not say what is to blame. So it has to refuse both posts until that is found out. */
const unknown: [string, Fault][] = [
  [
    '403 about a kind of content',
    refusal(403, 'Forbidden: not enough rights to send text messages to the chat'),
  ],
  ['400, sending failed', refusal(400, 'Bad Request: group send failed')],
  ['400 without words', refusal(400, 'Bad Request')],
  ['404, no such method', refusal(404, 'Not Found: method not found')],
  ['409, another program', refusal(409, 'Conflict: terminated by other getUpdates request')],
];

async function begin() {
  const stage = await Stage.set({ SETTLE_TIME: '100ms' });
  const run = await stage.start();
  stage.newsroom.insert({ id: '0', headline: 'Before' });
  await stage.until(() => expect(stage.stateOf('0')).toBe('sent'));
  return { stage, run };
}

/** Telegram answers as usual again, and somebody says so. */
async function comesRight(stage: Stage): Promise<void> {
  stage.sandbox.userSends(ownerId, ownerId, '/resume');
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A', 'B']), 20_000);
  await stage.until(() =>
    expect(stage.newsroom.posts().map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']),
  );
}

describe('Telegram, or what stands before it, answers', () => {
  test.each(answers)('%s: nothing is lost or doubled, and the order stays', async (_, fault) => {
    const { stage } = await begin();
    const struck = stage.sandbox.addFault({ ...send, ...fault });
    stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
    await stage.until(() => expect(struck.strikes).toBeGreaterThanOrEqual(1));
    struck.remove();
    const states = () => stage.newsroom.posts().map(({ state }) => state);
    await stage.until(() => expect(states()).not.toContain('sending'));
    await comesRight(stage);
  });

  test.each(unknown)('%s: nobody is to blame, so nothing is lost, and the order stays', async (_, fault) => {
    const { stage, run } = await begin();
    const struck = stage.sandbox.addFault({ ...send, ...fault });
    stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
    await run.waitForLine(({ msg }) => msg === 'Telegram refuses every post; the channel pauses');
    expect(struck.strikes).toBe(2);
    struck.remove();
    await comesRight(stage);
  });
});

test('429 for hours: it is told once, and so is its end, over a restart', async () => {
  const clock = new MovableClock('2026-11-24T07:00:00Z');
  const stage = await Stage.set({}, {}, clock);
  await stage.start();
  const wait = refusal(429, 'Too Many Requests: retry after 10072', { retry_after: 10_072 });
  const fault = stage.sandbox.addFault({ ...send, ...wait });
  const published_at = clock.now().toISOString();
  stage.newsroom.insert({ id: 'a', headline: 'A', published_at });
  await stage.until(() => expect(stage.told()).toHaveLength(1));
  expect(stage.told()[0]).toMatch(/wants no posts in the channel main for 2\.8\s?h/);
  await stage.stop();
  await stage.start();
  stage.sandbox.userSends(ownerId, ownerId, '/resume');
  // The alert, the command, and its answer.
  await stage.until(() => expect(stage.told()).toHaveLength(3));
  expect(fault.strikes).toBe(1);
  fault.remove();
  clock.advance(10_073_000);
  await stage.until((texts) => expect(headlines(texts)).toEqual(['A']));
  await stage.until(() => expect(stage.told().at(-1)).toContain('can post in the channel main again'));
});

describe('an edit is answered', () => {
  test.each([
    ['MESSAGE_NOT_MODIFIED', 'the correction counts as done'],
    ['message is not modified', 'the correction counts as done'],
  ])('400 %s: %s, and nobody is alarmed', async (description) => {
    const stage = await Stage.set();
    await stage.start();
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
    const fault = stage.sandbox.addFault({
      ...refusal(400, `Bad Request: ${description}`),
      method: 'editMessageText',
    });
    stage.newsroom.update('a', { headline: 'A2' });
    await stage.until(() => expect(fault.strikes).toBe(1));
    await stage.until(() =>
      expect(stage.newsroom.rows('select due_change from posts')).toEqual([{ due_change: null }]),
    );
    expect(stage.told()).toEqual([]);
  });
});

describe('getUpdates is answered', () => {
  test.each([
    ['a portal', answer(200, page)],
    ['nothing', answer(200, '')],
    ['no result', answer(200, '{"ok":true}')],
    ['no list', answer(200, '{"ok":true,"result":{"update_id":7}}')],
    ['a list of nothing', answer(200, '{"ok":true,"result":[null,7,"x"]}')],
    ['a page with 502', answer(502, page)],
    ['a refusal in unknown words', refusal(400, 'Bad Request: Logged out')],
    ['a wait', refusal(429, 'Too Many Requests: retry after 1')],
  ])('%s: the desk hears its editors afterwards', async (_, fault) => {
    const clock = new MovableClock('2026-11-24T07:00:00Z');
    const stage = await Stage.set({}, {}, clock);
    const struck = stage.sandbox.addFault({ ...fault, method: 'getUpdates' });
    await stage.start();
    await stage.until(() => expect(struck.strikes).toBeGreaterThanOrEqual(1));
    struck.remove();
    stage.sandbox.userSends(ownerId, ownerId, '/status');
    await stage.until(() => {
      // The pause before the next poll is over.
      clock.advance(1_000);
      expect(stage.told().join('\n')).toContain('main');
    });
  });
});
