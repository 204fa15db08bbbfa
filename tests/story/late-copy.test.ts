import { expect, test, vi } from 'vitest';
import { headlines, type Run } from '../stage/app-stage.ts';
import { channelId, Stage } from '../stage/story-stage.ts';

const send = { method: ['sendMessage', 'sendPhoto'], chatId: channelId };
const patience = { timeout: 20_000, interval: 20 };
const forwards = (stage: Stage) =>
  stage.sandbox.requests.filter(({ method }) => method.toLowerCase() === 'forwardmessage').length;

/** A stands there after a resend, and its first request is under way all the time. */
async function resend(stage: Stage): Promise<Run> {
  const run = await stage.start();
  stage.newsroom.insert({ id: '0', headline: 'Before' });
  await stage.until((texts) => expect(texts).toHaveLength(1));
  stage.sandbox.addFault({ kind: 'late', ...send, delayMs: 3_000, times: 1 });
  stage.newsroom.insert({ id: 'a', headline: 'A' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A']));
  return run;
}

test('a request arrives after SETTLE_TIME and after the resend: the copy is deleted with the next post', async () => {
  const stage = await Stage.set();
  await resend(stage);
  stage.newsroom.insert({ id: 'b', headline: 'B' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A', 'B']));
  // The correction changes what is stored of the post, and not what arrives.
  stage.newsroom.update('a', { headline: 'A2' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A2', 'B']));
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A2', 'B', 'A']));
  stage.sandbox.personPosts(channelId, 'A person');
  stage.newsroom.insert({ id: 'c', headline: 'C' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A2', 'B', 'A person', 'C']));
});

test('the same after a restart, and for a post that was canceled since', async () => {
  const stage = await Stage.set();
  const run = await resend(stage);
  stage.newsroom.update('a', { status: 'canceled' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before']));
  await run.stop();
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A']));
  await stage.start();
  stage.newsroom.insert({ id: 'b', headline: 'B' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'B']));
});

test('more than ten posts leave at once after a resend, before its first request arrives: the copy is deleted', async () => {
  const stage = await Stage.set();
  await resend(stage);
  const burst = Array.from({ length: 12 }, (_, index) => `B${index}`);
  stage.newsroom.insert(...burst.map((headline) => ({ id: headline, headline })));
  await stage.until((texts) =>
    expect(headlines(texts).toSorted()).toEqual(['A', 'A', 'Before', ...burst].toSorted()),
  );
  stage.newsroom.insert({ id: 'c', headline: 'C' });
  await stage.until((texts) =>
    expect(headlines(texts).toSorted()).toEqual(['A', 'Before', 'C', ...burst].toSorted()),
  );
});

test('ten posts and a minute after a resend, nothing is read any more', async () => {
  const stage = await Stage.set();
  await resend(stage);
  for (let count = 1; count <= 10; count += 1) {
    stage.newsroom.insert({ id: `b${count}`, headline: `B${count}` });
    await stage.until((texts) => expect(headlines(texts)).toContain(`B${count}`));
  }
  await stage.until((texts) => expect(headlines(texts)).toHaveLength(12));
  await vi.waitFor(() => expect(stage.stateOf('b10')).toBe('sent'), patience);
  stage.newsroom.rows('update posts set claimed_at = claimed_at - 60000 returning id');
  const before = forwards(stage);
  stage.sandbox.personPosts(channelId, 'A person');
  stage.newsroom.insert({ id: 'c', headline: 'C' });
  await vi.waitFor(() => expect(stage.stateOf('c')).toBe('sent'), patience);
  stage.newsroom.insert({ id: 'd', headline: 'D' });
  await vi.waitFor(() => expect(stage.stateOf('d')).toBe('sent'), patience);
  expect(forwards(stage)).toBe(before);
});
