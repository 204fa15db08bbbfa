import { expect, onTestFinished, test } from 'vitest';
import { openBackend, openStore } from '../../src/store/store.ts';
import { forEachEngine } from '../stage/databases.ts';
import { restoreOld } from './old-databases.ts';

forEachEngine((engine) => {
  test('what version 0.1.0 wrote is there, in the words of today', async () => {
    const url = await restoreOld(engine);
    const told: string[] = [];
    const store = await openStore(url, (text) => told.push(text));
    onTestFinished(() => store.close());
    const newsroom = await engine.connect(url);
    onTestFinished(() => newsroom.close());
    expect(told).toEqual([
      expect.stringMatching(
        /^the database .* is upgraded \(0005-words, 0006-reading-back(, \d{4}-[a-z-]+)*\); please wait$/,
      ),
      expect.stringMatching(/^the database .* was upgraded in \d+\.\d s$/),
    ]);
    expect(
      await newsroom.rows(
        'select id, article_id, state, due_change, reason, uncertain_at from posts order by id',
      ),
    ).toMatchObject([
      { id: 1, article_id: 'sent', state: 'sent', due_change: null },
      { article_id: 'corrected', state: 'sent', due_change: 'edit' },
      { article_id: 'canceled', state: 'sent', due_change: 'kill' },
      { article_id: null, state: 'sent' },
      { article_id: 'killed', state: 'killed', reason: 'deleted' },
      { article_id: 'refused', state: 'refused' },
      { article_id: 'withdrawn', state: 'dropped', reason: 'canceled' },
      { article_id: 'dropped', state: 'dropped', reason: 'editor' },
      { article_id: 'held', state: 'uncertain', uncertain_at: Date.parse('2026-11-27T06:13:00.000Z') },
      { article_id: 'waiting', state: 'waiting' },
      { article_id: 'ready', state: 'ready' },
      { article_id: 'promised', state: 'promised' },
      { article_id: 'before', state: 'sent' },
      { article_id: 'sending', state: 'sending' },
      { article_id: 'earlier', state: 'sent' },
      { id: 16, article_id: 'unsure', state: 'unsure' },
    ]);
    const [row] = await newsroom.rows("select state from article_posts where article_id = 'held'");
    expect(row).toEqual({ state: 'uncertain' });
    expect((await store.channels.read()).get('quiet')?.quiet).toMatchObject({ mode: 'keep' });
    expect(await store.editors.languageOf(778)).toBe('kk');
    expect(await store.audit.read(null, 5)).toMatchObject([
      { action: 'kill' },
      { action: 'quiet', after: '23:00–07:00 hold' },
      { action: 'uncertain', before: 'held', after: 'again' },
    ]);
  });

  test('numbers of posts go on after the highest that there ever was', async () => {
    const url = await restoreOld(engine);
    const newsroom = await engine.connect(url);
    onTestFinished(() => newsroom.close());
    await newsroom.run("delete from posts where article_id = 'unsure'");
    const store = await openStore(url);
    onTestFinished(() => store.close());
    await store.orders.order('sent', 'second', new Date(), new Date());
    expect(
      await newsroom.rows("select id from posts where article_id = 'sent' and channel = 'second'"),
    ).toEqual([{ id: 17 }]);
  });

  test('under a running program a database is not upgraded', async () => {
    const url = await restoreOld(engine);
    // It holds the lock where it held it in 0.1.0.
    const backend = await openBackend(url);
    const unlock = await backend.lock(() => undefined);
    await expect(openStore(url)).rejects.toMatchObject({ code: 'DATABASE_IN_USE' });
    await unlock?.();
    await (await openStore(url)).close();
  });
});
