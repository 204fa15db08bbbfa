import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeArticle } from '../../src/compose/composer.ts';
import { openModelStage, World, type ModelStage } from '../stage/model-world.ts';
import { headlines } from '../stage/app-stage.ts';
import { channelId, Stage } from '../stage/story-stage.ts';

describe('an article that Telegram never takes', () => {
  let stage: Stage;

  test('is put aside with its reason, and told once over restarts; the next go on; corrected, it is tried again', async () => {
    stage = await Stage.set();
    const program = await stage.spawn();
    const error = { code: 400, description: 'Bad Request: MESSAGE_TOO_LONG' };
    const fault = stage.sandbox.addFault({ kind: 'error', method: 'sendMessage', chatId: channelId, error });
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    await stage.until(() => expect(stage.newsroom.posts()).toMatchObject([{ state: 'refused' }]));
    await stage.until(() => expect(stage.told()).toHaveLength(1));
    expect(stage.told()[0]).toContain('MESSAGE_TOO_LONG');
    fault.remove();
    // Killed between the telling and the note of it, it would tell again rather than perhaps never.
    const database = new SqliteDatabase(stage.database, { readonly: true });
    const untold = database.prepare('select count(*) from troubles').pluck();
    await stage.until(() => expect(untold.get()).toBe(0));
    database.close();
    await program.stop('SIGKILL');
    await stage.start();
    stage.newsroom.insert({ id: 'b', headline: 'B' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['B']));
    expect(stage.told()).toHaveLength(1);
    stage.newsroom.update('a', { headline: 'A, in other words' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['B', 'A, in other words']));
    expect(stage.told()).toHaveLength(1);
  });

  test('is not tried again and again: one request, and one more after each correction', async () => {
    stage = await Stage.set();
    const program = await stage.start();
    const error = { code: 400, description: 'Bad Request: MESSAGE_TOO_LONG' };
    const fault = stage.sandbox.addFault({ kind: 'error', method: 'sendMessage', chatId: channelId, error });
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    await stage.until(() => expect(stage.newsroom.posts()).toMatchObject([{ state: 'refused' }]));
    stage.newsroom.update('a', { headline: 'A2' });
    await stage.until(() => expect(fault.strikes).toBe(2));
    await program.stop();
    await (await stage.start()).stop();
    expect(fault.strikes).toBe(2);
  });
});

describe('an article that breaks the composer', () => {
  let stage: ModelStage;
  beforeAll(async () => {
    stage = await openModelStage();
  });
  afterAll(() => stage.close());

  /** A composer that chokes on this version of the first article. */
  const chokesOn =
    (line: string): typeof composeArticle =>
    (article, channel) => {
      if (article.headline.endsWith(line)) throw new Error('the composer choked');
      return composeArticle(article, channel);
    };

  const seen = (world: World) =>
    [...world.telegram.messages.values()].map(({ text }) => text.split('\n', 1)[0]);

  test('is put aside with its reason, and told once over restarts; the next go on', async () => {
    const world = new World(stage, chokesOn('-1 version 1'));
    await world.insert(false, false);
    await world.insert(false, false);
    await world.end();
    await world.happen({ kind: 'restart' });
    await world.insert(false, false);
    await world.end();
    expect(seen(world)).toEqual([`${world.channel.name}-2 version 1`, `${world.channel.name}-3 version 1`]);
    expect(world.rows().map(({ state }) => state)).toEqual(['dropped', 'sent', 'sent']);
    expect(world.notices).toMatchObject([
      { kind: 'uncomposable', articleId: `${world.channel.name}-1`, reason: 'the composer choked' },
    ]);
  });

  test('is tried again when it is corrected', async () => {
    const world = new World(stage, chokesOn('-1 version 1'));
    await world.insert(false, false);
    await world.end();
    await world.happen({ kind: 'correct', which: 0 });
    await world.end();
    expect(seen(world)).toEqual([`${world.channel.name}-1 version 2`]);
  });

  test('in a correction: what stands there stays, and the next correction is made', async () => {
    const world = new World(stage, chokesOn('-1 version 2'));
    await world.insert(false, false);
    await world.end();
    await world.happen({ kind: 'correct', which: 0 });
    await world.end();
    expect(seen(world)).toEqual([`${world.channel.name}-1 version 1`]);
    expect(world.notices).toMatchObject([{ kind: 'uncomposable', reason: 'the composer choked' }]);
    await world.happen({ kind: 'correct', which: 0 });
    await world.end();
    expect(seen(world)).toEqual([`${world.channel.name}-1 version 3`]);
  });
});
