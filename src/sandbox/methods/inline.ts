import { asRecord, textField } from '../http/params.ts';
import { readFormattedText } from '../html/formatted-text.ts';
import { badRequest } from '../shapes.ts';
import type { Call, Method } from './call.ts';
import { maxTextLength } from './text-arguments.ts';

export const inlineMethods: Record<string, Method> = { answerinlinequery: answerInlineQuery };

/** Source: https://core.telegram.org/bots/api#answerinlinequery */
const maxResults = 50;
const maxOffsetBytes = 64;
const maxIdBytes = 64;
const usualCacheSeconds = 300;

function answerInlineQuery({ bot, params, world }: Call): true {
  const given = params.json('results', "can't parse inline query results JSON object");
  if (!Array.isArray(given)) throw badRequest("can't parse inline query results JSON object");
  if (given.length > maxResults) throw badRequest('RESULTS_TOO_MUCH');
  const results = given.map(readResult);
  if (new Set(results.map(({ id }) => id)).size < results.length) throw badRequest('RESULT_ID_DUPLICATE');
  const nextOffset = params.text('next_offset');
  if (Buffer.byteLength(nextOffset) > maxOffsetBytes) throw badRequest('NEXT_OFFSET_INVALID');
  const cacheSeconds = params.integer('cache_time', usualCacheSeconds, 0);
  const answer = {
    queryId: params.text('inline_query_id'),
    botId: bot.id,
    results,
    nextOffset,
    cacheSeconds,
  };
  if (!world.inlineQueries.answer(answer))
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  return true;
}

/** Articles with a text only. Source: tdlib/telegram-bot-api, Client.cpp (`get_inline_query_result`). */
function readResult(value: unknown): Record<string, unknown> & { id: string } {
  const result = asRecord(value);
  if (result === null) throw badRequest("can't parse inline query result: expected an Object");
  const id = textField(result, 'id');
  if (id === '' || Buffer.byteLength(id) > maxIdBytes) throw badRequest('RESULT_ID_INVALID');
  if (textField(result, 'type') !== 'article') throw badRequest('type of inline query result is invalid');
  if (textField(result, 'title').trim() === '') throw badRequest('RESULT_TITLE_EMPTY');
  const content = asRecord(result['input_message_content']);
  if (content === null) throw badRequest('can\'t find field "input_message_content"');
  const text = readFormattedText(textField(content, 'message_text'), textField(content, 'parse_mode'), []);
  if (text.text === '') throw badRequest('message text is empty');
  if (text.text.length > maxTextLength) throw badRequest('MESSAGE_TOO_LONG');
  return { ...result, id, shown: text };
}
