import { describe, expect, test } from 'vitest';
import { prune } from '../../../src/retention.ts';
import { forEachEngine, openStage, type Stage } from '../../stage/databases.ts';
import { after, noon, plan } from '../../stage/builders.ts';
import { article, force } from '../../stage/stored-posts.ts';

const dayMs = 86_400_000;
const keepArticlesMs = 40 * dayMs;
const running = new AbortController().signal;

/** An article of noon with a post in `main`, in this state; null: it has none. */
async function stored({ store, newsroom }: Stage, id: string, state: 'sent' | 'ready' | null): Promise<void> {
  await store.articles.save({ ...article(id), publishedAt: noon }, noon);
  const promises = state === null ? [] : [{ channel: 'main', priority: 2 as const, sortAt: noon }];
  await store.ledger.record([plan(id, { promises })], noon);
  const [post] = await store.orders.postsOf([id]);
  if (post !== undefined && state !== null) await force(newsroom, post.id, state);
}

async function idsOf({ newsroom }: Stage): Promise<unknown[]> {
  return (await newsroom.rows('select id from articles order by id')).map(({ id }) => id);
}

forEachEngine((engine) => {
  describe('what is older than it is kept', () => {
    test('goes with all that is said of it; what waits, is withheld or is touched stays, and no post is killed', async () => {
      const stage = await openStage(engine);
      const { newsroom, store } = stage;
      for (const id of ['sent', 'reposted', 'changed', 'drafted', 'canceled'])
        await stored(stage, id, 'sent');
      await stored(stage, 'waiting', 'ready');
      await stored(stage, 'bare', null);
      await stored(stage, 'withheld', null);
      await store.articles.save(
        { ...article('embargoed'), publishedAt: noon, embargoedUntil: after(9 * dayMs) },
        noon,
      );
      await store.ledger.record([plan('embargoed')], noon);
      await store.search.indexSome(100);
      for (const [id, status] of [
        ['withheld', 'withheld'],
        ['canceled', 'canceled'],
      ]) {
        await newsroom.run(`update articles set status = '${status}' where id = '${id}'`);
        await store.ledger.record([plan(id ?? '', { revision: 2 })], noon);
      }
      const item = "'sent', 's', '{}', '[]'";
      await newsroom.run(`insert into source_items (article_id, source, said, owned) values (${item})`);
      await newsroom.run(
        "insert into item_keys (key, article_id, source, seen_at) values ('k', 'sent', 's', 0)",
      );
      await newsroom.run(
        "insert into drafts (article_id, pushed_by, received_at) values ('drafted', 't', 0)",
      );
      await newsroom.run(
        `update posts set sent_at = ${after(30 * dayMs).getTime()} where article_id = 'reposted'`,
      );
      const now = after(45 * dayMs);
      await newsroom.run("update articles set headline = 'New' where id = 'changed'");
      expect(await store.retention.countArticles(new Date(now.getTime() - keepArticlesMs))).toBe(3);
      const posts = await newsroom.rows('select * from posts order by id');
      expect(await prune(store, { keepArticlesMs, keepAuditMs: null }, now, running)).toEqual({
        articles: 3,
        entries: 0,
      });
      expect(await idsOf(stage)).toEqual([
        'changed',
        'drafted',
        'embargoed',
        'reposted',
        'waiting',
        'withheld',
      ]);
      // The ledger and the item keys are as they were, and nobody takes it for a cancellation.
      expect(await newsroom.rows('select * from posts order by id')).toEqual(posts);
      expect(await newsroom.rows('select key from item_keys')).toEqual([{ key: 'k' }]);
      expect(await store.articles.deleted(10)).toEqual([]);
      expect(await newsroom.rows('select article_id from source_items')).toEqual([]);
      const found = await newsroom.rows(
        "select article_id from article_keys where article_id in ('sent', 'bare')",
      );
      expect(found).toEqual([]);
      // What comes back has a post already.
      await store.articles.save({ ...article('sent'), publishedAt: noon }, now);
      const promises = [{ channel: 'main', priority: 2 as const, sortAt: noon }];
      expect(await store.ledger.record([plan('sent', { promises })], now)).toMatchObject({ promised: 0 });
    });

    test('is known of every table that names an article', async () => {
      const { newsroom } = await openStage(engine);
      const query =
        engine.name === 'SQLite'
          ? "select m.name as name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and c.name = 'article_id'"
          : "select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name) where c.column_name = 'article_id' and t.table_type = 'BASE TABLE' and c.table_schema = 'public'";
      const names = (await newsroom.rows(query)).map(({ name }) => String(name));
      // A new one goes into `companions` of retention.ts if it may be forgotten, and into the second list if it may not.
      const forgotten = [
        'article_keys',
        'deleted_articles',
        'overrides',
        'similar_articles',
        'source_items',
        'unindexed_articles',
        'unreadable_articles',
        'writings',
      ];
      const kept = ['drafts', 'item_keys', 'posts', 'pushed_articles', 'site_descriptions'];
      expect(names.toSorted()).toEqual([...forgotten, ...kept].toSorted());
    });

    test('goes in batches, to the end, and stops when it is told to', async () => {
      const stage = await openStage(engine);
      for (let index = 0; index < 23; index += 1) await stored(stage, `a${index}`, null);
      const now = after(45 * dayMs);
      const stopped = AbortSignal.abort();
      const settings = { keepArticlesMs, keepAuditMs: null };
      expect(await prune(stage.store, settings, now, stopped)).toEqual({ articles: 0, entries: 0 });
      expect(await prune(stage.store, settings, now, running)).toEqual({ articles: 23, entries: 0 });
      expect(await idsOf(stage)).toEqual([]);
    });

    test('entries of the log go by their age', async () => {
      const { newsroom, store } = await openStage(engine);
      const entry = { userId: 1, name: 'A', action: 'hold', subject: 'x', before: null, after: null };
      for (const day of [0, 1, 44]) await store.audit.write({ ...entry, at: after(day * dayMs) });
      const settings = { keepArticlesMs: null, keepAuditMs: 40 * dayMs };
      expect(await prune(store, settings, after(45 * dayMs), running)).toEqual({ articles: 0, entries: 2 });
      expect(await newsroom.rows('select name from audit')).toHaveLength(1);
    });
  });
});
