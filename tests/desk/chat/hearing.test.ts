import { afterEach, describe, expect, test } from 'vitest';
import { runHere } from '../../stage/command.ts';
import { DeskStage, editorId, logChatId, outsiderId, ownerId } from '../../stage/desk-stage.ts';

const byDay = '2026-11-24T10:00:00Z';
const aMinuteLater = '2026-11-24T10:01:10Z';
const botId = 4_242_424_242;
const webhook = 'https://user:secret@hooks.example.kz/telegram/token';

async function callBot(stage: DeskStage, method: string, payload: object): Promise<unknown> {
  const url = `${stage.sandbox.url}/bot${stage.settings['BOT_TOKEN']}/${method}`;
  const body = JSON.stringify(payload);
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return ((await answer.json()) as { result: unknown }).result; // Telegram's envelope
}

/** The doctor's lines about the desk. */
async function examine(stage: DeskStage): Promise<string[]> {
  const { stdout } = await runHere(['doctor'], { folder: stage.folder, env: { ...stage.settings } });
  return stdout.split('\n').filter((line) => line.includes(' desk: '));
}

let polling: AbortController | null = null;
afterEach(() => polling?.abort());

/** Another program that polls with the same token, until the test ends. */
function pollBeside(stage: DeskStage): AbortController {
  const { signal } = (polling = new AbortController());
  const poll = async (): Promise<void> => {
    while (!signal.aborted) await callBot(stage, 'getUpdates', { timeout: 1 }).catch(() => undefined);
  };
  void poll();
  return polling;
}

describe('a webhook', () => {
  test('is deleted at the start: what was said meanwhile is answered, and its host is logged', async () => {
    const stage = await DeskStage.withRules([], byDay);
    await callBot(stage, 'setWebhook', { url: webhook });
    const { id } = stage.sandbox.userSends(ownerId, ownerId, '/status');
    const run = await stage.start();
    const line = await run.waitForLine(({ msg }) => msg.includes('webhook'));
    expect(line).toMatchObject({ level: 'warn', host: 'hooks.example.kz' });
    expect((await stage.answerAfter(id, ownerId)).text).toContain('main');
    expect(run.output()).not.toContain('secret');
    expect(await callBot(stage, 'getWebhookInfo', {})).toMatchObject({ url: '' });
  });

  test('is kept on request: the desk is off and says so, and news goes out', async () => {
    const stage = await DeskStage.withRules([], byDay);
    await callBot(stage, 'setWebhook', { url: webhook });
    const run = await stage.start({ KEEP_WEBHOOK: 'true' });
    await run.waitForLine(
      ({ msg }) => msg === 'the desk is off: KEEP_WEBHOOK keeps the webhook of another program',
    );
    await stage.publish('1');
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 1']));
    expect(await callBot(stage, 'getWebhookInfo', {})).toMatchObject({ url: webhook });
  });

  test('that comes later makes the desk deaf, and its owners are told once', async () => {
    const stage = await DeskStage.withRules([], byDay);
    await stage.start();
    await stage.say('/status');
    await callBot(stage, 'setWebhook', { url: webhook });
    stage.clock.jumpTo(aMinuteLater);
    await stage.until(() => expect(stage.lines(logChatId).join()).toContain('(hooks.example.kz)'));
    expect(stage.lines(logChatId).join()).not.toContain('secret');
    const because =
      '✗ desk: a webhook of hooks.example.kz takes what editors say, so they are not heard. A restart';
    expect(await examine(stage)).toEqual([expect.stringContaining(because)]);
  });
});

test('a program that keeps polling with the token is told once, and so is its end', async () => {
  const stage = await DeskStage.withRules([], byDay);
  const run = await stage.start();
  await stage.say('/status');
  const other = pollBeside(stage);
  await run.waitForLine(({ msg }) => msg.startsWith('another program polls'));
  expect((await run.app.health()).isWell).toBe(true);
  stage.clock.jumpTo(aMinuteLater);
  await stage.until(() =>
    expect(stage.lines(logChatId).join()).toContain('another program reads my messages'),
  );
  expect((await run.app.health()).isWell).toBe(false);
  expect(await examine(stage)).toEqual([
    expect.stringMatching(/^✗ desk: another program reads.* Stop it\.$/),
  ]);
  other.abort();
  // The next poll is left alone, and ends without news.
  const noNews = { status: 200, body: '{"ok":true,"result":[]}' };
  stage.sandbox.addFault({ kind: 'answer', method: 'getUpdates', answer: noNews, times: 1 });
  await stage.until(() => {
    stage.clock.advance(15_000);
    expect(stage.lines(logChatId).at(-1)).toContain("Editors' commands reach me again");
  });
  expect(stage.lines(logChatId)).toHaveLength(2);
  expect((await run.app.health()).isWell).toBe(true);
  expect(await examine(stage)).toEqual([]);
});

describe('updates of new shapes', () => {
  test('a press without its message decides all the same, once, and its buttons go', async () => {
    const stage = await DeskStage.withRules(['approval: all'], byDay);
    await stage.start();
    await stage.publish('1');
    const question = await stage.question();
    const [post] = stage.buttons(question);
    const press = () =>
      stage.sandbox.userPresses(ownerId, logChatId, question.id, post?.data ?? '', { isInline: true });
    const told = (id: string) => stage.sandbox.answers.find(({ queryId }) => queryId === id)?.text;
    const first = press();
    await stage.until(() => expect(told(first)).toBe('✓ To be posted — Aigul'));
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 1']));
    await stage.until(() => expect(stage.sandbox.message(logChatId, question.id)?.keyboard).toBeNull());
    const second = press();
    await stage.until(() => expect(told(second)).toBe('✓ To be posted — Aigul'));
    expect(stage.lines()).toEqual(['Headline 1']);
  });

  test('a press without its message in a list is answered in private', async () => {
    const stage = await DeskStage.withRules([], byDay);
    await stage.start();
    await stage.publish('1');
    await stage.until(() => expect(stage.lines()).toEqual(['Headline 1']));
    const question = await stage.say('/kill 1');
    const [yes] = stage.buttons(question);
    stage.sandbox.userPresses(ownerId, ownerId, question.id, yes?.data ?? '', { isInline: true });
    await stage.until(() => expect(stage.lines()).toEqual([]));
  });

  test('an outsider cannot use it', async () => {
    const stage = await DeskStage.withRules(['approval: all'], byDay);
    await stage.start();
    await stage.publish('1');
    const question = await stage.question();
    const [post] = stage.buttons(question);
    stage.sandbox.userPresses(outsiderId, logChatId, question.id, post?.data ?? '', { isInline: true });
    await stage.say('/status');
    expect(stage.lines()).toEqual([]);
  });

  test.each([
    ['a message without a chat', 'message', { message_id: 1, date: 0, text: '/status' }],
    ['a message that is none', 'message', null],
    ['a chat without a number', 'message', { message_id: 1, date: 0, chat: { type: 'x' }, text: '/x' }],
    ['a press without anybody', 'callback_query', { id: '1', data: 'x' }],
    ['a membership that is a list', 'my_chat_member', []],
  ])('%s is logged and confirmed, and the desk goes on', async (_name, type, content) => {
    const stage = await DeskStage.withRules([], byDay);
    const run = await stage.start();
    stage.sandbox.addUpdate(botId, type, content);
    await run.waitForLine(({ msg }) => msg === 'an update of an unknown shape is skipped');
    expect((await stage.say('/status')).text).toContain('main');
    await stage.say('/status');
    const skipped = run.lines.filter(({ msg }) => msg === 'an update of an unknown shape is skipped');
    expect(skipped).toHaveLength(1);
  });
});

describe('a flood of outsiders', () => {
  test('gets twenty answers at most, and editors are answered at once', async () => {
    const stage = await DeskStage.withRules([], byDay);
    await stage.start();
    await stage.say('/status');
    const strangers = Array.from({ length: 100 }, (_, index) => 5_000 + index);
    for (const id of strangers) {
      stage.sandbox.addUser({ id, firstName: 'Stranger', languageCode: 'en' });
      stage.sandbox.addChat({ id, type: 'private', title: 'Stranger' });
    }
    for (let round = 0; round < 20; round += 1)
      for (const id of strangers) stage.sandbox.userSends(id, id, '/status');
    expect((await stage.say('/status')).text).toContain('main');
    const answers = strangers.flatMap((id) =>
      stage.sandbox.messages(id).filter(({ text }) => text !== '/status'),
    );
    expect(answers).toHaveLength(20);
  });

  test('somebody who was turned away and becomes an editor is heard at once', async () => {
    const stage = await DeskStage.withRules([], byDay);
    await stage.start();
    await stage.say('/status', editorId);
    await stage.say(`/editors add ${editorId}`);
    await stage.until(() => expect(stage.lines(editorId).at(-1)).toContain('You are an editor now'));
    expect((await stage.say('/status', editorId)).text).toContain('main');
  });
});
