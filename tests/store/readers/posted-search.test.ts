import { describe, expect, test } from 'vitest';
import { after } from '../../stage/builders.ts';
import { forEachEngine, openStage, type Stage } from '../../stage/databases.ts';

const page = { limit: 10, offset: 0 };

interface Given {
  id: string;
  headline?: string;
  summary?: string;
  channel?: string;
  state?: string;
  link?: string;
  /** Minutes after noon. */
  at?: number;
}

/** An article with a post that stands. */
async function add({ newsroom, store }: Stage, given: Given): Promise<void> {
  const { at = 0, channel = 'main', headline = `Headline ${given.id}`, id, state = 'sent', summary } = given;
  await newsroom.run(
    "insert into articles (id, url, language, headline, summary) values (?, ?, 'en', ?, ?) on conflict do nothing",
    [id, `https://news.kz/${id}`, headline, summary ?? null],
  );
  await newsroom.run('update articles set planned_revision = revision where id = ?', [id]);
  await newsroom.run('delete from unindexed_articles where article_id = ?', [id]);
  await newsroom.run('insert into unindexed_articles (article_id) values (?)', [id]);
  const sentAt = after(at * 60_000).getTime();
  await newsroom.run(
    `insert into posts (channel, article_id, state, priority, sort_at, promised_at, sent_at, chat_id, message_id, link)
     values (?, ?, ?, 2, ?, ?, ?, '-1001', 1, ?)`,
    [channel, id, state, sentAt, sentAt, sentAt, given.link ?? `https://t.me/${channel}/${id}`],
  );
  await store.search.indexSome(100);
}

async function find({ store }: Stage, query: string, channels = ['main'], given = page): Promise<string[]> {
  const found = await store.readers.posted.find(query, channels, given);
  return found.map(({ article }) => article.id);
}

forEachEngine((engine) => {
  describe('a reader finds', () => {
    test('only what stands in channels that everybody can open', async () => {
      const stage = await openStage(engine);
      await add(stage, { id: 'stands' });
      await add(stage, { id: 'killed', state: 'killed' });
      await add(stage, { id: 'queued', state: 'ready' });
      await add(stage, { id: 'private', link: 'https://t.me/c/1001/5' });
      await add(stage, { id: 'other', channel: 'other' });
      await add(stage, { id: 'dying' });
      await add(stage, { id: 'canceled' });
      await stage.newsroom.run("update posts set due_change = 'kill' where article_id = 'dying'");
      await stage.newsroom.run("update articles set status = 'canceled' where id = 'canceled'");
      for (const query of ['headline', '', '!?']) expect(await find(stage, query)).toEqual(['stands']);
      expect(await find(stage, 'headline', ['other', 'main'])).toHaveLength(2);
      expect(await find(stage, 'headline', [])).toEqual([]);
      expect(await find(stage, 'nothing of this')).toEqual([]);
    });

    test('what has the words in its headline first, then the newest, page by page', async () => {
      const stage = await openStage(engine);
      await add(stage, { id: 'a', headline: 'A library opens', at: 1 });
      await add(stage, { id: 'b', headline: 'News', summary: 'The library is open.', at: 5 });
      await add(stage, { id: 'c', headline: 'The libraries', at: 3 });
      expect(await find(stage, 'library')).toEqual(['c', 'a', 'b']);
      expect(await find(stage, 'LIBRARY open')).toEqual(['a', 'b']);
      expect(await find(stage, 'library', ['main'], { limit: 2, offset: 0 })).toEqual(['c', 'a']);
      expect(await find(stage, 'library', ['main'], { limit: 2, offset: 2 })).toEqual(['b']);
      expect(await find(stage, 'library', ['main'], { limit: 2, offset: 9_999 })).toEqual([]);
      expect(await find(stage, '')).toEqual(['b', 'c', 'a']);
      expect(await find(stage, '', ['main'], { limit: 1, offset: 1 })).toEqual(['c']);
    });

    test('an article of several channels once, in the first of the settings', async () => {
      const stage = await openStage(engine);
      await add(stage, { id: 'a', channel: 'second' });
      await add(stage, { id: 'a', channel: 'main', at: 1 });
      for (const query of ['headline', '']) {
        const found = await stage.store.readers.posted.find(query, ['main', 'second'], page);
        expect(found.map(({ channel, link }) => [channel, link])).toEqual([['main', 'https://t.me/main/a']]);
      }
    });

    test('nothing by signs that mean something to a database', async () => {
      const stage = await openStage(engine);
      await add(stage, { id: 'a', headline: 'Headline' });
      for (const query of [
        'head%',
        '*',
        '% _',
        '"head" OR "x"*',
        "'; drop table posts; --",
        'a:*',
        'NEAR(',
        '\u0000',
      ])
        expect(Array.isArray(await find(stage, query))).toBe(true);
      expect(await find(stage, 'headline '.repeat(5_000))).toEqual(['a']);
    });
  });
});
