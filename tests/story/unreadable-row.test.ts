import SqliteDatabase from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { runHere } from '../stage/command.ts';
import { ownerId, Stage } from '../stage/story-stage.ts';

const told = '1 article cannot be read: 4711: its headline holds bytes instead of text';

test('an article with bytes in its headline stops nobody, is told everywhere, and is posted when it is mended', async () => {
  const stage = await Stage.set();
  const run = await stage.start();
  const careless = new SqliteDatabase(stage.database, { timeout: 5_000 });
  onTestFinished(() => void careless.close());
  careless.pragma('ignore_check_constraints = on');
  const insert = careless.prepare(
    "insert into articles (id, url, language, headline) values (?, 'https://news.example.kz/' || ?, 'en', ?)",
  );
  const write = (id: string, headline: string | Buffer) => insert.run(id, id, headline);
  const spoil = careless.prepare("update articles set headline = x'ff00d2' where id = ?");
  write('first', 'First park');
  await stage.until((texts) => expect(headlines(texts)).toEqual(['First park']));
  write('4711', Buffer.from([0xff, 0x00, 0xd2]));
  write('second', 'Second park');
  await stage.until((texts) => expect(headlines(texts)).toEqual(['First park', 'Second park']));

  // It is logged once, and the program goes on as if it were not there.
  await run.waitForLine(
    ({ msg, article }) => msg.startsWith('an article cannot be read') && article === '4711',
  );
  const ask = async (command: string, answer: string) => {
    stage.sandbox.userSends(ownerId, ownerId, command);
    return stage.sandbox.waitForMessage(({ chatId, text }) => chatId === ownerId && text.includes(answer));
  };
  const unindexed = careless.prepare('select count(*) from unindexed_articles').pluck();
  await stage.until(() => expect(unindexed.get()).toBe(0));
  await ask('/find park', 'Second park');
  await ask('/latest', 'First park');
  await ask('/preview 4711', told);
  await ask('/status', told);
  expect((await run.app.health()).notes).toEqual([told]);
  for (const command of ['status', 'doctor']) {
    const { stdout } = await runHere([command], { folder: stage.folder, env: { ...stage.settings } });
    expect(stdout).toContain(told);
  }
  const preview = await runHere(['preview', '4711'], { folder: stage.folder, env: { ...stage.settings } });
  expect(preview.stderr).toContain(told);
  expect(run.lines.filter(({ msg }) => msg.startsWith('an article cannot be read'))).toHaveLength(1);

  // Posts that stand stay, and one that is canceled is killed although nobody can read it.
  spoil.run('second');
  spoil.run('first');
  careless.prepare("update articles set status = 'canceled' where id = 'first'").run();
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Second park']));
  careless.prepare("update articles set headline = 'Mended' where id = '4711'").run();
  careless.prepare("update articles set headline = 'Second park, mended' where id = 'second'").run();
  await stage.until((texts) =>
    expect(headlines(texts).toSorted()).toEqual(['Mended', 'Second park, mended']),
  );
  expect(stage.newsroom.rows('select article_id from unreadable_articles')).toEqual([
    { article_id: 'first' },
  ]);
}, 120_000);
