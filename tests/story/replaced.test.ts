import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { Stage } from '../stage/story-stage.ts';

let stage: Stage;

test('a newsroom that writes with INSERT OR REPLACE: the post is mended, and not sent again', async () => {
  stage = await Stage.set();
  await stage.start();
  const database = new SqliteDatabase(stage.database);
  const write = database.prepare(
    "insert or replace into articles (id, url, language, headline) values ('a', 'https://n.example.kz/a', 'en', ?)",
  );
  write.run('First');
  await stage.until((texts) => expect(headlines(texts)).toEqual(['First']));
  write.run('Second');
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Second']));
  write.run('Third');
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Third']));
  database.close();
});
