import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { Stage } from '../stage/story-stage.ts';

const image_credit = 'MFA';

test('a credit stands under its picture, and under no text', async () => {
  const stage = await Stage.set();
  await stage.start();
  const image_url = '/uploads/a.jpg?w=1&amp;h=2';
  stage.newsroom.insert({
    id: 'a',
    headline: 'A',
    image_credit,
    image_url,
    url: 'https://news.example.kz/1',
  });
  stage.newsroom.insert({ id: 'b', headline: 'B', image_credit });
  await stage.until((texts) => expect(texts).toEqual(['A\n\nPhoto: MFA\nRead more', 'B\n\nRead more']));
  const [shown] = stage.sandbox.messages(-1_001_000_000_001);
  expect(shown?.photoUrl).toBe('https://news.example.kz/uploads/a.jpg?w=1&h=2');
});

test('a text that an earlier version sent with a credit is edited for its article alone', async () => {
  const stage = await Stage.set();
  await stage.start();
  stage.newsroom.insert({ id: 'a', headline: 'A', image_credit });
  await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
  const database = new SqliteDatabase(stage.database);
  const asBefore = String.raw`replace(replace(message, '\n\n<a', '\n\nPhoto: MFA\n<a'), '\n\nRead', '\n\nPhoto: MFA\nRead')`;
  database.exec(`update posts set message = ${asBefore}`);
  stage.newsroom.update('a', { keywords: '["nothing that is shown"]' });
  const revision = () => database.prepare('select revision from posts').pluck().get();
  await stage.until(() => expect(revision()).toBe(2));
  const edits = () => stage.sandbox.requests.filter(({ method }) => method.startsWith('edit'));
  expect(edits()).toEqual([]);
  stage.newsroom.update('a', { headline: 'B' });
  await stage.until((texts) => expect(texts).toEqual(['B\n\nRead more']));
  database.close();
});
