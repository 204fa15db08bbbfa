import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FloodLimiter } from '../../src/sandbox/flood-limiter.ts';
import { ask, bot, channel, person, refusal, sandboxes } from '../stage/sandboxes.ts';

const start = sandboxes();

test('in no second and no minute are there more than the limits allow, and a wait that is told suffices', () => {
  const limits = { perChatPerSecond: 2, perChatPerMinute: 5, perSecond: 3 };
  const requests = fc.array(fc.record({ chatId: fc.nat(2), stepMs: fc.nat(4_000) }), { maxLength: 60 });
  fc.assert(
    fc.property(requests, (list) => {
      const floods = new FloodLimiter(limits);
      const admitted: { chatId: number; atMs: number }[] = [];
      let nowMs = 0;
      for (const { chatId, stepMs } of list) {
        nowMs += stepMs;
        const waitSeconds = floods.admit(chatId, nowMs);
        nowMs += waitSeconds * 1_000;
        expect(waitSeconds === 0 || floods.admit(chatId, nowMs) === 0).toBe(true);
        admitted.push({ chatId, atMs: nowMs });
      }
      for (const { chatId, atMs } of admitted) {
        const within = (ms: number) =>
          admitted.filter((other) => other.atMs > atMs - ms && other.atMs <= atMs);
        expect(within(1_000).length).toBeLessThanOrEqual(limits.perSecond);
        const own = (ms: number) => within(ms).filter((other) => other.chatId === chatId).length;
        expect(own(1_000)).toBeLessThanOrEqual(limits.perChatPerSecond);
        expect(own(60_000)).toBeLessThanOrEqual(limits.perChatPerMinute);
      }
    }),
  );
});

test('edits count as sends; what is refused for another reason does not count', async () => {
  let nowMs = Date.UTC(2026, 0, 1);
  const floodLimits = { perChatPerSecond: 2, perChatPerMinute: 20, perSecond: 30 };
  const { sandbox, api } = await start({ nowMs: () => nowMs, floodLimits });
  await api.sendMessage(channel, 'x');
  await refusal(api.editMessageText(channel, 9, 'y'));
  await api.editMessageText(channel, 1, 'y');
  const third = await ask(sandbox, `/bot${bot.token}/sendMessage?chat_id=${channel}&text=z`);
  expect(third).toMatchObject({ status: 429, answer: { error_code: 429, parameters: { retry_after: 1 } } });
  expect(third.headers.get('retry-after')).toBe('1');
  await api.sendMessage(person, 'another chat');
  nowMs += 1_000;
  await api.sendMessage(channel, 'z');
});
