import { beforeEach, expect, test } from 'vitest';
import { LogChat, LogChatFailure } from '../../src/watch/log-chat.ts';
import { QuestionAnswers } from '../../src/watch/question-answers.ts';
import { ModelClock } from '../stage/model-telegram.ts';
import { quietLog } from '../stage/quiet-log.ts';
import { ToldTelegram } from '../stage/told-telegram.ts';

const closed = { kind: 'closed', reason: 'Forbidden: bot was kicked from the supergroup chat' };
const loggedOut = { kind: 'refused', because: 'unknown', reason: 'Bad Request: Logged out' };

let clock: ModelClock;
let telegram: ToldTelegram;
let answers: QuestionAnswers;
beforeEach(() => {
  clock = new ModelClock(new Date('2026-11-28T12:00:00Z'));
  telegram = new ToldTelegram(clock);
  answers = new QuestionAnswers({ logChat: new LogChat(telegram), clock, log: quietLog });
});

/** Tries until the question needs nothing more. @returns how often Telegram was asked. */
async function sitOut(most: number): Promise<number> {
  for (let tries = 0; tries < most; tries += 1) {
    if (await answers.tryToGive(1, 'A')) break;
    clock.pass(120_000);
  }
  return telegram.count('edit');
}

test.each([
  ['was deleted by somebody', { kind: 'gone', reason: 'message to edit not found' }],
  ['cannot be edited', { kind: 'refused', because: 'content', reason: "message can't be edited" }],
])('a question that %s needs no answer', async (_, outcome) => {
  telegram.tell.edit = () => outcome;
  expect(await answers.tryToGive(1, 'A')).toBe(true);
});

test.each([closed, loggedOut, { kind: 'unsure', reason: 'timeout' }])(
  'an answer that never succeeds is given up after ten tries: $kind',
  async (outcome) => {
    telegram.tell.edit = () => outcome;
    expect(await sitOut(50)).toBe(10);
  },
);

test('an answer is not given up while the log chat itself is closed to the bot', async () => {
  telegram.tell.edit = () => closed;
  let isOpen = false;
  const findChat = telegram.findChat.bind(telegram);
  telegram.findChat = (chatId) =>
    isOpen ? findChat(chatId) : Promise.resolve({ kind: 'closed', reason: '' });
  expect(await sitOut(50)).toBe(50);
  isOpen = true;
  expect(await sitOut(50)).toBe(51);
});

test('during its pause nothing is asked, and others get their answers', async () => {
  telegram.tell.edit = (call) => (call === 0 ? loggedOut : { kind: 'done' });
  answers.keep(1, 'A');
  answers.keep(2, 'B');
  await answers.giveKept();
  await answers.giveKept();
  expect(telegram.asked.map(({ messageId }) => messageId)).toEqual([1, 2]);
  clock.pass(5_000);
  await answers.giveKept();
  await answers.giveKept();
  expect(telegram.asked.map(({ messageId }) => messageId)).toEqual([1, 2, 1]);
});

test('after a 429 nothing more is asked, and the answer is given later', async () => {
  telegram.tell.edit = (call) => (call === 0 ? { kind: 'limited', retryAfterSeconds: 40 } : { kind: 'done' });
  answers.keep(1, 'A');
  answers.keep(2, 'B');
  const failure: unknown = await answers.giveKept().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(LogChatFailure);
  expect(failure).toMatchObject({ retryAfterSeconds: 40 });
  expect(telegram.count('edit')).toBe(1);
  await answers.giveKept();
  expect(telegram.asked.map(({ messageId }) => messageId)).toEqual([1, 1, 2]);
});
