import { expect, onTestFinished, test } from 'vitest';
import { channels, DeskStage, editorId, logChatId } from '../../stage/desk-stage.ts';
import { Newsroom } from '../../stage/newsroom.ts';
import { runProgram } from '../../stage/program.ts';

/** A date that is the very moment of the insert would count as none. */
const minuteAgo = () => new Date(Date.now() - 60_000).toISOString();

/** 60 articles without a date stand in the store at once, in two languages. */
async function burst({ before = [] as string[], articles = '50' } = {}) {
  const stage = await DeskStage.set();
  stage.settings['BURST_ARTICLES'] = articles;
  await stage.stop();
  // The moments of rows without a date are those of SQLite, so the clock shows the present.
  stage.clock.jumpTo(new Date().toISOString());
  const newsroom = new Newsroom(stage.database);
  onTestFinished(() => newsroom.close());
  for (const id of before) newsroom.insert({ id, headline: id, published_at: minuteAgo() });
  const ids = Array.from({ length: 60 }, (_, index) => `old-${String(index).padStart(2, '0')}`);
  const rowOf = (id: string, index: number) => ({
    id,
    headline: id,
    language: index % 2 === 0 ? 'kk' : 'en',
  });
  newsroom.insert(...ids.map(rowOf));
  const run = await stage.start();
  return { stage, newsroom, ids, run };
}

const inKazakh = (ids: readonly string[]) => ids.filter((_, index) => index % 2 === 0);

test('a full store without dates waits in all channels, over a restart, and breaking news passes', async () => {
  const { stage, newsroom } = await burst();
  const question = await stage.question();
  expect(question.text).toMatch(/^⏸ 60 articles without a date.*wait in all channels/);
  newsroom.insert({ id: 'flash', headline: 'Flash', language: 'kk', urgency: 1 });
  await stage.until(() => expect(stage.lines(channels.kk)).toEqual(['Flash']));
  await stage.stop();
  await stage.start();
  newsroom.insert({ id: 'more', headline: 'Later', published_at: minuteAgo() });
  await stage.until(() => expect(stage.posts('more')).toEqual([{ channel: 'en', state: 'promised' }]));
  // Told once, over the restart too.
  await stage.question();
  expect(stage.lines(channels.kk)).toEqual(['Flash']);
  expect(stage.lines(channels.en)).toEqual([]);
  for (const command of ['/status', '/queue', '/queue kk'])
    expect((await stage.say(command)).text).toMatch(/rdinary posts wait (for|until) an owner.*\/burst/s);
});

test('an editor cannot answer; of two owners the first one decides, and all posts leave in their order', async () => {
  const { stage, ids } = await burst();
  const question = await stage.question();
  await stage.say(`/editors add ${editorId}`);
  expect(await stage.press(question, 'Post all', editorId)).toBe('Only owners can do this.');
  expect((await stage.say('/burst all', editorId)).text).toBe('Only owners can do this.');
  expect(stage.lines(channels.kk)).toEqual([]);
  const [first, second] = await Promise.all([
    stage.press(question, 'Post all'),
    stage.press(question, 'Drop them'),
  ]);
  expect([first, second].filter((told) => told.startsWith('✓ All are posted'))).toHaveLength(2);
  await stage.until(() => expect(stage.lines(channels.kk)).toEqual(inKazakh(ids)), 60_000);
  expect((await stage.say('/burst')).text).toBe('No posts wait for such an answer.');
  expect((await stage.say('/log')).text).toMatch(
    /Aigul: answered about the articles without a date .*Post all/,
  );
  // The rest of the same burst is no new question.
  expect(stage.rows("select key from troubles where key like 'burst%' and ended_at is null")).toEqual([]);
}, 120_000);

test('only new ones: what waits is dropped, what comes afterwards goes out', async () => {
  const { stage, newsroom } = await burst({ before: ['dated'] });
  await stage.question();
  expect((await stage.say('/burst never')).text).toContain('/burst all');
  expect((await stage.say('/burst')).text).toContain('60 articles without a date');
  expect((await stage.say('/burst new')).text).toBe('✓ Only new ones are posted (61 posts dropped) — Aigul');
  newsroom.insert({ id: 'new', headline: 'New', language: 'kk' });
  await stage.until(() => expect(stage.lines(channels.kk)).toEqual(['New']));
  expect(stage.posts('dated')).toEqual([{ channel: 'en', state: 'dropped' }]);
});

test('drop: only the burst is dropped, and an answer in a terminal counts', async () => {
  const { stage } = await burst({ before: ['dated'] });
  const question = await stage.question();
  const given = { folder: stage.folder, env: stage.settings };
  expect((await runProgram(['status'], given)).stdout).toContain('60 articles without a date came at once');
  expect((await runProgram(['doctor'], given)).stdout).toContain('60 articles without a date came at once');
  expect((await runProgram(['burst'], given)).stdout).toContain('60 articles without a date');
  const answered = await runProgram(['burst', 'drop'], given);
  expect(answered.stdout).toBe('✓ They are dropped (60 posts dropped) — khabarshy burst\n');
  await stage.until(() => expect(stage.lines(channels.en)).toEqual(['dated']));
  expect(await stage.press(question, 'Post all')).toBe('This was already answered — khabarshy burst');
  expect(stage.lines(channels.kk)).toEqual([]);
}, 180_000);

test('without an answer nothing leaves; it is told again after ten minutes, and then every hour', async () => {
  const { stage } = await burst();
  await stage.question(1);
  stage.clock.advance(9 * 60_000);
  await stage.say('/status');
  await stage.question(1);
  stage.clock.advance(61_000);
  await stage.question(2);
  stage.clock.advance(30 * 60_000);
  await stage.say('/status');
  await stage.question(2);
  stage.clock.advance(31 * 60_000);
  await stage.question(3);
  expect([...stage.lines(channels.kk), ...stage.lines(channels.en)]).toEqual([]);
});

test('rows that are written one by one are one burst', async () => {
  const { stage, newsroom, run } = await burst({ articles: '65' });
  await stage.until(() => expect(stage.lines(channels.kk)).toHaveLength(30), 60_000);
  for (let index = 0; index < 6; index += 1) {
    newsroom.insert({ id: `slow-${index}`, headline: `slow-${index}`, language: 'kk' });
    await stage.until(() => expect(stage.posts(`slow-${index}`)).toHaveLength(1));
  }
  await run.waitForLine(({ msg }) => String(msg).startsWith('many articles without a date'));
  expect(stage.lines(channels.kk)).not.toContain('slow-5');
  await stage.question();
}, 180_000);

test('articles with dates, and BURST_ARTICLES=0, stop nothing; what waits leaves when it is turned off', async () => {
  const { stage, ids, run } = await burst();
  await stage.question();
  await run.stop();
  await stage.start({ BURST_ARTICLES: '0' });
  await stage.until(() => expect(stage.lines(channels.kk)).toEqual(inKazakh(ids)), 60_000);
  await stage.until(() => expect(stage.lines(logChatId).at(-1)).toMatch(/^▶️/));
  const dated = new Newsroom(stage.database);
  onTestFinished(() => dated.close());
  await stage.stop();
  const published_at = new Date().toISOString();
  dated.insert(...ids.map((id) => ({ id: `dated-${id}`, headline: `dated-${id}`, published_at })));
  await stage.start();
  await stage.until(() => expect(stage.lines(channels.en)).toHaveLength(90), 60_000);
}, 180_000);
