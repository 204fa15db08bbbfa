import { expect, onTestFinished, test } from 'vitest';
import { Events } from '../../src/events.ts';
import { Pipeline } from '../../src/pipeline/pipeline.ts';
import { systemClock } from '../../src/time/clock.ts';
import { channel } from '../stage/builders.ts';
import { forEachEngine, openStage, type Engine } from '../stage/databases.ts';

/**
 * A planner, a newsroom that writes articles, and an editor's program that keeps one row of them locked. Whatever the
 * planner waits, a test may do something meanwhile.
 */
async function setOut(engine: Engine) {
  const { newsroom, store, url } = await openStage(engine);
  const editor = await engine.connect(url);
  onTestFinished(() => editor.close());
  const waited: number[] = [];
  const meanwhile = { happen: async (): Promise<void> => undefined };
  const clock = {
    ...systemClock,
    wait: (ms: number) => {
      waited.push(ms);
      return meanwhile.happen();
    },
  };
  /** How many articles each batch planned. */
  const planned: number[] = [];
  const events = new Events();
  events.listen('planned', ({ articles }) => void planned.push(articles));
  const settings = { channels: [channel()], burstArticles: 0, correctionDelayMs: 0, timeZone: 'UTC' };
  const pipeline = new Pipeline(store, settings, events, clock);
  const insert = (...ids: string[]) =>
    newsroom.run(
      `insert into articles (id, url, language, headline, published_at)
       select id, 'https://news.example/' || id, 'en', id, timestamptz '2026-03-02T12:00Z' + number * interval '1 s'
       from unnest(?::text[]) with ordinality as given (id, number)`,
      [ids],
    );
  return {
    editor,
    insert,
    meanwhile,
    newsroom,
    planned,
    waited,
    poll: () => pipeline.poll(new AbortController().signal),
    promised: async () => {
      const rows = await newsroom.rows('select article_id from posts order by id');
      return rows.map(({ article_id: id }) => id);
    },
  };
}

forEachEngine((engine) => {
  test.runIf(engine.name === 'Postgres')(
    'somebody changes the older of two articles for a moment: it is promised first, in its new words',
    async () => {
      const { editor, insert, meanwhile, newsroom, planned, poll, promised, waited } = await setOut(engine);
      await insert('older', 'newer');
      await editor.run('begin');
      await editor.run("update articles set headline = 'changed' where id = 'older'");
      meanwhile.happen = async () => {
        if (waited.length === 2) await editor.run('commit');
      };
      await poll();
      expect(waited).toHaveLength(2);
      expect(planned).toEqual([2]);
      expect(await promised()).toEqual(['older', 'newer']);
      expect(await newsroom.rows('select id from articles where planned_revision <> revision')).toEqual([]);
    },
  );

  test.runIf(engine.name === 'Postgres')(
    'somebody changes it for long: the others go on, nobody waits for it again, and it follows when it is free',
    async () => {
      const { editor, insert, newsroom, planned, poll, promised, waited } = await setOut(engine);
      await insert('older', 'newer');
      await editor.run('begin');
      await editor.run("update articles set headline = 'changed' where id = 'older'");
      await poll();
      const tries = waited.length;
      expect(tries).toBeGreaterThan(3);
      expect(waited.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(400);
      expect(planned).toEqual([1]);
      await poll();
      await insert('newest');
      await poll();
      expect(planned).toEqual([1, 1]);
      expect(waited).toHaveLength(tries);
      expect(await promised()).toEqual(['newer', 'newest']);
      await editor.run('commit');
      await poll();
      expect(waited).toHaveLength(tries);
      expect(await promised()).toEqual(['newer', 'newest', 'older']);
      expect(await newsroom.rows('select id from articles where planned_revision <> revision')).toEqual([]);
    },
  );

  test.runIf(engine.name === 'Postgres')(
    'somebody changes more articles than are planned at a time, for long: what comes after them is planned all the same',
    async () => {
      const { editor, insert, planned, poll, promised, waited } = await setOut(engine);
      const held = Array.from({ length: 450 }, (_, index) => `held ${index}`);
      await insert(...held);
      await editor.run('begin');
      await editor.run('update articles set views = 7');
      await insert('newer');
      await poll();
      expect(planned).toEqual([1]);
      const tries = waited.length;
      await insert('newest');
      await poll();
      expect(await promised()).toEqual(['newer', 'newest']);
      expect(waited).toHaveLength(tries);
      await editor.run('rollback');
      await poll();
      expect(await promised()).toEqual(['newer', 'newest', ...held]);
    },
  );

  test.runIf(engine.name === 'Postgres')(
    'nobody waits for a correction: it is left until its row is free',
    async () => {
      const { editor, insert, newsroom, planned, poll, waited } = await setOut(engine);
      await insert('older');
      await poll();
      await newsroom.run("update articles set headline = 'corrected' where id = 'older'");
      await editor.run('begin');
      await editor.run("update articles set views = 7 where id = 'older'");
      await insert('newer');
      await poll();
      expect(planned).toEqual([1, 1]);
      expect(waited).toEqual([]);
      await editor.run('commit');
      await poll();
      expect(planned).toEqual([1, 1, 1]);
      expect(await newsroom.rows('select id from articles where planned_revision <> revision')).toEqual([]);
    },
  );

  test.runIf(engine.name === 'Postgres')(
    'an article is deleted while the planner waits for it: it is planned no more',
    async () => {
      const { editor, insert, meanwhile, poll, promised } = await setOut(engine);
      await insert('older', 'newer');
      await editor.run('begin');
      await editor.run("delete from articles where id = 'older'");
      meanwhile.happen = () => editor.run('commit');
      await poll();
      expect(await promised()).toEqual(['newer']);
    },
  );
});
