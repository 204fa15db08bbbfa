import { beforeEach, describe, expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { channelId, ownerId, Stage, storyBot } from '../stage/story-stage.ts';

let stage: Stage;

const send = { method: ['sendMessage', 'sendPhoto'], chatId: channelId };

describe('a request whose answer is lost', () => {
  beforeEach(async () => {
    stage = await Stage.set();
    await stage.start();
    stage.newsroom.insert({ id: '0', headline: 'Before' });
    await stage.until((texts) => expect(texts).toHaveLength(1));
  });

  test.each(['drop-before', 'drop-after', 'half-body', 'half-body-after', '500', '502'] as const)(
    '%s: the post stands there once',
    async (kind) => {
      stage.sandbox.addFault({ kind, ...send, times: 1 });
      stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
      await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A', 'B']));
      await stage.until(() =>
        expect(stage.newsroom.posts().every(({ state }) => state === 'sent')).toBe(true),
      );
    },
  );

  test('it arrives late, while the channel settles: it is found, and not sent again', async () => {
    stage.sandbox.addFault({ kind: 'late', ...send, delayMs: 150, times: 1 });
    stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A', 'B']));
    const sends = stage.sandbox.requests.filter(({ method }) => method.toLowerCase() === 'sendmessage');
    expect(sends.filter(({ chatId }) => chatId === channelId)).toHaveLength(3);
  });

  test('people post in between: their posts are passed over and left alone', async () => {
    stage.sandbox.addFault({ kind: 'drop-after', ...send, times: 1 });
    stage.sandbox.personPosts(channelId, 'A person');
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    await stage.until((texts) => expect(texts).toHaveLength(3));
    stage.sandbox.personPosts(channelId, 'Another person');
    stage.newsroom.insert({ id: 'b', headline: 'B' });
    const all = ['Before', 'A person', 'A', 'Another person', 'B'];
    await stage.until((texts) => expect(headlines(texts)).toEqual(all));
    // The copies that were read are gone from the log chat.
    expect(stage.told()).toEqual([]);
  });
});

test('the process dies after Telegram accepted the message: it is found there after the restart', async () => {
  stage = await Stage.set();
  const program = await stage.spawn();
  stage.newsroom.insert({ id: '0', headline: 'Before' });
  await stage.until((texts) => expect(texts).toHaveLength(1));
  stage.sandbox.addFault({ kind: 'hang-after', ...send, times: 1 });
  stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
  await stage.until((texts) => expect(texts).toHaveLength(2));
  await program.stop('SIGKILL');
  await stage.start();
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A', 'B']));
});

test('the very first post of a channel is unsure: it stands there once, sent again or found', async () => {
  stage = await Stage.set();
  stage.sandbox.personPosts(channelId, 'A person');
  // An update would tell the number of that post, and the search would begin there.
  stage.sandbox.addFault({ kind: 'hang', method: 'getUpdates' });
  stage.sandbox.addFault({ kind: 'drop-after', ...send, times: 1 });
  await stage.start();
  stage.newsroom.insert({ id: 'a', headline: 'A' });
  await stage.until(() => expect(stage.newsroom.posts()).toMatchObject([{ state: 'sent' }]));
  await stage.until((texts) => expect(headlines(texts)).toEqual(['A person', 'A']));
});

describe('a channel that cannot be read', () => {
  beforeEach(async () => {
    stage = await Stage.set();
    await stage.start();
    stage.newsroom.insert({ id: '0', headline: 'Before' });
    await stage.until((texts) => expect(texts).toHaveLength(1));
    stage.sandbox.setProtected(channelId, true);
    stage.sandbox.addFault({ kind: 'drop-after', ...send, times: 1 });
    stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
    // The other posts go on; this one waits for a person.
    await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A', 'B']));
    await stage.until(() => expect(stage.told()).toHaveLength(1));
  });

  const question = () => stage.sandbox.messages(ownerId)[0];
  const button = (index: number) => question()?.keyboard?.[0]?.[index]?.callback_data ?? '';

  test('an editor says that it is there', async () => {
    stage.sandbox.userPresses(ownerId, ownerId, question()?.id ?? 0, button(0));
    await stage.until(() =>
      expect(stage.newsroom.posts().map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']),
    );
    await stage.until(() => expect(stage.told()[0]).toContain('It is there — Owner'));
  });

  test('an editor has it posted again', async () => {
    stage.sandbox.userPresses(ownerId, ownerId, question()?.id ?? 0, button(1));
    await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A', 'B', 'A']));
  });

  test('a stranger presses an editor’s button: nothing happens', async () => {
    stage.sandbox.addUser({ id: 666, firstName: 'Stranger', languageCode: 'en' });
    stage.sandbox.userPresses(666, ownerId, question()?.id ?? 0, button(2));
    stage.sandbox.userPresses(ownerId, ownerId, question()?.id ?? 0, button(0));
    await stage.until(() => expect(stage.told()[0]).toContain('It is there'));
    expect(stage.newsroom.posts().map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
  });
});

describe('a witness', () => {
  const witness = {
    token: '5151515151:witness-token-for-the-story',
    id: 5_151_515_151,
    username: 'witness_bot',
    firstName: 'Witness',
  };
  const isForwarded = () =>
    stage.sandbox.requests.some(({ method }) => method.toLowerCase() === 'forwardmessage');

  /** Two posts come; the answer to the first one is lost, and it stands there. */
  async function loseAnAnswer(): Promise<void> {
    stage.newsroom.insert({ id: '0', headline: 'Before' });
    await stage.until((texts) => expect(texts).toHaveLength(1));
    stage.sandbox.addFault({ kind: 'drop-after', ...send, times: 1 });
    stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A', 'B']), 10_000);
  }

  test('settles an unsure post at once and without forwards', async () => {
    const settings = { WITNESS_BOT_TOKEN: witness.token, SETTLE_TIME: '20s' };
    stage = await Stage.set(settings, { bots: [storyBot, witness] });
    await stage.start();
    await loseAnAnswer();
    expect(isForwarded()).toBe(false);
  });

  test.each([
    ['no chat', { message_id: 1, date: 0, text: 'x' }],
    ['nothing', null],
    ['a list', []],
  ])('that hears %s goes on to hear, and proves nothing about what was sent before', async (_, content) => {
    stage = await Stage.set({ WITNESS_BOT_TOKEN: witness.token }, { bots: [storyBot, witness] });
    const run = await stage.start();
    stage.sandbox.addUpdate(witness.id, 'channel_post', content);
    await run.waitForLine(({ msg }) => msg === 'the witness bot heard something of an unknown shape');
    await loseAnAnswer();
    const strange = run.lines.filter(({ msg }) => msg.startsWith('the witness bot heard something'));
    expect(strange).toHaveLength(1);
    expect(isForwarded()).toBe(false);
  });

  test('that hears nothing leaves an unsure post to reading back', async () => {
    stage = await Stage.set({ WITNESS_BOT_TOKEN: witness.token }, { bots: [storyBot, witness] });
    stage.sandbox.addFault({ kind: '502', method: 'getUpdates' });
    await stage.start();
    await loseAnAnswer();
    expect(isForwarded()).toBe(true);
  });
});
