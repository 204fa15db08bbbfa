import { expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { channelId, Stage } from '../stage/story-stage.ts';

let stage: Stage;

const send = { method: ['sendMessage', 'sendPhoto'], chatId: channelId };

/** A stage on which one post stands. */
async function setStage(settings: Record<string, string>): Promise<void> {
  stage = await Stage.set(settings);
  await stage.start();
  await begin();
}

async function begin(): Promise<void> {
  stage.newsroom.insert({ id: '0', headline: 'Before' });
  await stage.until((texts) => expect(texts).toHaveLength(1));
}

const stateOf = (id: string) => stage.stateOf(id);

test('a correction of an unsure post does not let the next one overtake it', async () => {
  await setStage({ SETTLE_TIME: '400ms', CORRECTION_DELAY: '3s' });
  stage.sandbox.addFault({ kind: 'drop-before', ...send, times: 1 });
  stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
  await stage.until(() => expect(stateOf('a')).toBe('unsure'));
  stage.newsroom.update('a', { headline: 'A2' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A2', 'B']));
});

test('changed between an unsure request and the resend, which shows the old text: it is mended', async () => {
  await setStage({ SETTLE_TIME: '100ms', POSTS_PER_MINUTE: '30' });
  stage.sandbox.addFault({ kind: 'drop-before', ...send, times: 1 });
  stage.newsroom.insert({ id: 'a', headline: 'A' });
  await stage.until(() => expect(stateOf('a')).toBe('unsure'));
  await stage.until(() => expect(stateOf('a')).toBe('ready'));
  // The pace keeps it for a second.
  stage.newsroom.update('a', { headline: 'A2' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A2']));
});

test('an edit that arrives late does not stand over a newer one', async () => {
  // Long enough that a busy machine sees the late edit before the newer one.
  await setStage({ SETTLE_TIME: '2s', CORRECTION_DELAY: '20ms' });
  const late = { kind: 'late', method: 'editMessageText', delayMs: 500, times: 1 } as const;
  const fault = stage.sandbox.addFault(late);
  stage.newsroom.update('0', { headline: 'Second' });
  await stage.until(() => expect(fault.strikes).toBe(1));
  stage.newsroom.update('0', { headline: 'Third' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Second']));
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Third']));
});

test('killed in the middle of an edit that arrives late: the newest text stands in the end', async () => {
  stage = await Stage.set({ SETTLE_TIME: '3s', REQUEST_TIMEOUT: '500ms', CORRECTION_DELAY: '20ms' });
  const program = await stage.spawn();
  await begin();
  const late = { kind: 'late', method: 'editMessageText', delayMs: 1_800, hang: true, times: 1 } as const;
  const fault = stage.sandbox.addFault(late);
  stage.newsroom.update('0', { headline: 'Second' });
  await stage.until(() => expect(fault.strikes).toBe(1));
  await program.stop('SIGKILL');
  await stage.start();
  stage.newsroom.update('0', { headline: 'Third' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Second']));
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Third']));
});

test('withdrawn while it is unsure, and there: it is found, and taken away', async () => {
  await setStage({ SETTLE_TIME: '400ms' });
  stage.sandbox.addFault({ kind: 'drop-after', ...send, times: 1 });
  stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
  await stage.until(() => expect(stateOf('a')).toBe('unsure'));
  stage.newsroom.update('a', { status: 'canceled' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'B']));
  expect(stateOf('a')).toBe('killed');
});

test('withdrawn while it is unsure, and not there: it never appears', async () => {
  await setStage({ SETTLE_TIME: '400ms' });
  stage.sandbox.addFault({ kind: 'drop-before', ...send, times: 1 });
  stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
  await stage.until(() => expect(stateOf('a')).toBe('unsure'));
  stage.newsroom.delete('a');
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'B']));
  expect(stateOf('a')).toBe('dropped');
});

test('the first post of a channel is unsure, there, and withdrawn: it goes when the next one shows where it is', async () => {
  stage = await Stage.set({ SETTLE_TIME: '400ms' });
  await stage.start();
  stage.sandbox.addFault({ kind: 'drop-after', ...send, times: 1 });
  stage.newsroom.insert({ id: 'a', headline: 'A' });
  await stage.until(() => expect(stateOf('a')).toBe('unsure'));
  stage.newsroom.update('a', { status: 'canceled' });
  stage.newsroom.insert({ id: 'b', headline: 'B' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['B']));
  await stage.until(() => expect(stateOf('a')).toBe('dropped'));
});
