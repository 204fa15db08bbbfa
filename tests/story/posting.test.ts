import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { Stage } from '../stage/story-stage.ts';

const seedPage = resolve(import.meta.dirname, '../../../shared/seeds/article-page.txt');

let stage: Stage;

describe('an article that enters the store', () => {
  test('is in the channel, once, and stays once over restarts', async () => {
    stage = await Stage.set();
    const first = await stage.start();
    stage.newsroom.insert({ id: 'a', headline: 'The first', summary: 'What it is about.' });
    await stage.until((texts) => expect(texts).toEqual(['The first\n\nWhat it is about.\n\nRead more']));
    await first.stop();
    await stage.start();
    stage.newsroom.insert({ id: 'b', headline: 'The second' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['The first', 'The second']));
    await stage.until(() =>
      expect(stage.newsroom.posts()).toEqual([
        expect.objectContaining({
          article_id: 'a',
          channel: 'main',
          state: 'sent',
          message_id: 1,
          link: 'https://t.me/story_channel/1',
        }),
        expect.objectContaining({ article_id: 'b', message_id: 2 }),
      ]),
    );
  });

  test.skipIf(!existsSync(seedPage))('may be a saved page (needs ../shared)', async () => {
    stage = await Stage.set({ MAX_AGE: '0' });
    await stage.start();
    const imported = await stage.command(['import', seedPage, '--url', 'https://mfa.example.kz/news/1']);
    expect(imported.code).toBe(0);
    const headline =
      'Initiative of Head of State on proclamation of international year of volunteers discussed in Kazakh MFA';
    await stage.until((texts) => expect(headlines(texts)).toEqual([headline]));
    // Its picture was not saved with it, so nobody is credited.
    expect(stage.texts()[0]).not.toContain('Photo: MFA');
    expect(stage.texts()[0]).toContain('#News');
  });

  test('waits for its embargo, and no longer', async () => {
    stage = await Stage.set({ POLL_SCHEDULE: '0 0 * * * *' });
    await stage.start();
    const until = new Date(Date.now() + 1_500);
    stage.newsroom.insert({ id: 'a', headline: 'Under embargo', embargoed_until: until.toISOString() });
    await stage.until((texts) => expect(texts).toHaveLength(1));
    expect(Date.now()).toBeGreaterThanOrEqual(until.getTime());
  });

  test('is not posted when it is too old, withheld or canceled', async () => {
    stage = await Stage.set();
    await stage.start();
    stage.newsroom.insert(
      { id: 'old', headline: 'Old', published_at: '2020-01-01T00:00:00.000Z' },
      { id: 'withheld', headline: 'Withheld', status: 'withheld' },
      { id: 'canceled', headline: 'Canceled', status: 'canceled' },
      { id: 'good', headline: 'Good' },
    );
    await stage.until((texts) => expect(headlines(texts)).toEqual(['Good']));
    stage.newsroom.update('withheld', { status: 'usable' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['Good', 'Withheld']));
  });

  test('overtakes the others when it is breaking, else goes by its publication', async () => {
    stage = await Stage.set();
    const program = await stage.start();
    await program.stop();
    const at = (second: number) => new Date(Date.now() - 60_000 + second * 1_000).toISOString();
    stage.newsroom.insert(
      { id: 'c', headline: 'Third', published_at: at(3) },
      { id: 'a', headline: 'First', published_at: at(1) },
      { id: 'x', headline: 'Breaking', published_at: at(9), urgency: 1 },
      { id: 'b', headline: 'Second', published_at: at(2) },
    );
    await stage.start();
    await stage.until((texts) => expect(headlines(texts)).toEqual(['Breaking', 'First', 'Second', 'Third']));
  });

  test('replies to the post of the article that it follows', async () => {
    stage = await Stage.set();
    await stage.start();
    stage.newsroom.insert({ id: 'a', headline: 'It begins' });
    await stage.until((texts) => expect(texts).toHaveLength(1));
    stage.newsroom.insert({ id: 'b', headline: 'It goes on', follows: 'a' });
    await stage.until((texts) => expect(texts).toHaveLength(2));
    expect(stage.sandbox.messages(-1_001_000_000_001)[1]).toMatchObject({ replyTo: 1 });
  });

  test('is looked at once more when it is claimed: what was withdrawn behind a backlog never leaves', async () => {
    stage = await Stage.set({ POSTS_PER_MINUTE: '60' });
    await stage.start();
    stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' }, { id: 'c', headline: 'C' });
    await stage.until((texts) => expect(texts).toHaveLength(1));
    stage.newsroom.update('b', { status: 'canceled' });
    stage.newsroom.update('c', { headline: 'C, corrected' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A', 'C, corrected']));
  });
});

/** The program with a message in flight that takes so long. */
async function startSending(delayMs: number) {
  stage = await Stage.set();
  const program = await stage.spawn();
  stage.sandbox.addFault({ kind: 'slow', method: 'sendMessage', delayMs, times: 1 });
  stage.newsroom.insert({ id: 'a', headline: 'In flight' });
  await stage.until(() => expect(stage.newsroom.posts()[0]?.state).toBe('sending'));
  return program;
}

test('the program ends within its time at SIGTERM, and finishes the message in flight', async () => {
  const program = await startSending(700);
  expect(await program.stop()).toBe(0);
  expect(stage.newsroom.posts()).toMatchObject([{ state: 'sent', message_id: 1 }]);
});

test('Ctrl-C under npm start, which comes twice, finishes it too', async () => {
  const program = await startSending(700);
  process.kill(program.pid, 'SIGINT');
  expect(await program.stop('SIGINT')).toBe(0);
  expect(stage.newsroom.posts()).toMatchObject([{ state: 'sent', message_id: 1 }]);
});

test('Ctrl-C pressed once more ends it at once', async () => {
  const impatient = await startSending(60_000);
  const pressing = setInterval(() => void impatient.stop('SIGINT'), 200);
  expect(await impatient.exited.finally(() => clearInterval(pressing))).toBe(130);
  expect(stage.newsroom.posts()).toMatchObject([{ state: 'sending' }]);
});

test('a second instance on the same database ends with a clear message, and posts nothing', async () => {
  stage = await Stage.set();
  await stage.start();
  const { code, stderr } = await stage.command(['run']);
  expect(code).toBe(1);
  expect(stderr).toContain('Another khabarshy runs on');
});
