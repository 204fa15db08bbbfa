import type { InlineQueryResult } from 'grammy/types';
import { expect, test } from 'vitest';
import { bot, person, refusal, sandboxes } from '../../stage/sandboxes.ts';

const start = sandboxes();

function result(id: string, given: object = {}): InlineQueryResult {
  const content = { message_text: '<b>x</b>', parse_mode: 'HTML' };
  return { type: 'article', id, title: 'x', input_message_content: content, ...given } as InlineQueryResult; // perhaps wrong
}

test('a query is answered once, in time, and in the form that Telegram takes', async () => {
  let nowMs = Date.now();
  const { sandbox, api } = await start({ bots: [{ ...bot, isInline: true }], nowMs: () => nowMs });
  expect(await api.getMe()).toMatchObject({ supports_inline_queries: true });
  const id = sandbox.readers.search(person, bot.id, 'library', '20') ?? '';
  const [update] = await api.getUpdates();
  expect(update?.inline_query).toMatchObject({ id, from: { id: person }, query: 'library', offset: '20' });
  const answer = (results: InlineQueryResult[], more: object = {}) =>
    refusal(api.answerInlineQuery(id, results, more));
  expect(await answer([result('')])).toBe('400 Bad Request: RESULT_ID_INVALID');
  expect(await answer([result('1'), result('1')])).toBe('400 Bad Request: RESULT_ID_DUPLICATE');
  expect(await answer(Array.from({ length: 51 }, (_, at) => result(String(at))))).toBe(
    '400 Bad Request: RESULTS_TOO_MUCH',
  );
  expect(await answer([], { next_offset: 'x'.repeat(65) })).toBe('400 Bad Request: NEXT_OFFSET_INVALID');
  const broken = { message_text: '<b>x', parse_mode: 'HTML' };
  expect(await answer([result('1', { input_message_content: broken })])).toMatch(/can't parse entities/);
  expect(await answer([result('1', { title: ' ' })])).toBe('400 Bad Request: RESULT_TITLE_EMPTY');
  expect(await api.answerInlineQuery(id, [result('1')], { next_offset: '40', cache_time: 5 })).toBe(true);
  expect(sandbox.inlineAnswers).toMatchObject([{ queryId: id, nextOffset: '40', cacheSeconds: 5 }]);
  const late = '400 Bad Request: query is too old and response timeout expired or query ID is invalid';
  expect(await answer([])).toBe(late);
  const next = sandbox.readers.search(person, bot.id, 'x') ?? '';
  nowMs += 11_000;
  expect(await refusal(api.answerInlineQuery(next, []))).toBe(late);
});

test('a bot whose owner did not allow it is asked nothing', async () => {
  const { sandbox, api } = await start();
  expect(await api.getMe()).toMatchObject({ supports_inline_queries: false });
  expect(sandbox.readers.search(person, bot.id, 'library')).toBe(null);
  expect(await api.getUpdates()).toEqual([]);
});
