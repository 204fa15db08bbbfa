import { Kysely, type CompiledQuery } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openSqlite } from '../../src/store/engines/sqlite.ts';
import type { Tables } from '../../src/store/schema.ts';
import { Store } from '../../src/store/store.ts';
import { noon } from '../stage/builders.ts';
import { openStage, sqlite } from '../stage/databases.ts';

/** Tables that grow with the newsroom. */
const long = ['articles', 'posts', 'article_keys', 'source_items', 'item_keys', 'post_readers'];

/** What the program asks again and again, or an editor at any time, and joins with one of these tables. */
const questions: Record<string, (store: Store) => Promise<unknown>> = {
  'drafts that editors have to be asked about': ({ drafts }) => drafts.unasked(10),
  'drafts that wait': ({ drafts }) => drafts.undecided(10),
  'canceled articles that were seen': ({ unknownPosts }) =>
    unknownPosts.wantKill('main', ['https://news.example/1'], noon),
  'files of the queue': ({ unknownPosts }) => unknownPosts.queuedFiles('main'),
  'whether a link is in the queue': ({ unknownPosts }) =>
    unknownPosts.isQueued('main', ['https://news.example/1'], ['Headline']),
  'how new a source is': ({ items }) => items.newestOf('site'),
  'what left the document of a source': ({ items }) => items.leftBy('site', new Set(['a1'])),
  'what only one source shows': ({ items }) => items.broughtBy('site', new Set(['a1'])),
  'posts of sources': ({ items }) => items.postedSince(['site'], noon),
  'articles by their links': ({ search }) => search.byUrl(['https://news.example/1']),
  'an article by its key': ({ search }) => search.byKey(7),
  'places of an article': ({ orders }) => orders.placesOf('a1'),
  'approvals that editors have to be asked about': ({ approvals }) => approvals.unasked(noon, 10),
  'posts whose readers are counted': ({ readers }) => readers.posts.totals('main', noon, noon),
  'most read posts': ({ readers }) => readers.posts.top(['main'], noon, 10),
  'newest articles': ({ search }) => search.newest(noon, { offset: 0, limit: 30 }),
  'posts of articles': ({ orders }) => orders.postsOf(['a1', 'a2']),
};

/** A store on an empty database, and what it asked. */
async function openListening() {
  const { newsroom, url } = await openStage(sqlite);
  const asked: CompiledQuery[] = [];
  const backend = openSqlite(url.slice('sqlite:'.length));
  const db = new Kysely<Tables>({ dialect: backend.dialect, log: ({ query }) => void asked.push(query) });
  onTestFinished(() => db.destroy());
  return { newsroom, asked, store: new Store(db, backend) };
}

test.each(Object.entries(questions))(
  '%s: SQLite, which has no statistics, does not read a whole table',
  async (_what, ask) => {
    const { asked, newsroom, store } = await openListening();
    await ask(store);
    expect(asked).not.toEqual([]);
    for (const { sql, parameters } of asked) {
      const steps = await newsroom.rows(`explain query plan ${sql}`, [...parameters]);
      const whole = steps
        .map(({ detail }) => String(detail))
        // From the newest article on, to the first one that fits.
        .filter((detail) => detail !== 'SCAN articles USING INDEX articles_by_publication')
        .filter((detail) => long.some((table) => new RegExp(`^SCAN ${table}\\b`).test(detail)));
      expect({ sql, whole }).toEqual({ sql, whole: [] });
    }
  },
);
