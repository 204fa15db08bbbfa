import type { Insertable, Selectable } from 'kysely';
import { expect, expectTypeOf, test } from 'vitest';
import type { ArticlePostRow, ArticleRow, NewArticleRow, Postgres } from '../src/contract.d.ts';
import type { ArticleStatus } from '../src/news/article.ts';
import type { PostState } from '../src/news/post.ts';
import type { ArticlesTable } from '../src/store/schema.ts';
import { forEachEngine, openStage } from './stage/databases.ts';

type Ours = 'revision' | 'planned_revision' | 'seen_at' | 'undated' | 'changes' | 'written';

test('the types of the contract are those of the table', () => {
  expectTypeOf<ArticleRow>().toEqualTypeOf<Omit<Selectable<ArticlesTable>, Ours>>();
  expectTypeOf<NewArticleRow>().toExtend<Insertable<Omit<ArticlesTable, Ours>>>();
  expectTypeOf<ArticleRow['status']>().toEqualTypeOf<ArticleStatus>();
  expectTypeOf<ArticlePostRow['state']>().toEqualTypeOf<PostState>();
  expectTypeOf<ArticleRow<Postgres>['published_at']>().toEqualTypeOf<Date>();
});

/** Each column once; the compiler says when one is missing or too many. */
const columns: Record<keyof ArticlePostRow, true> = {
  article_id: true,
  channel: true,
  state: true,
  message_id: true,
  link: true,
  sent_at: true,
  reactions: true,
  comments: true,
};

forEachEngine((engine) => {
  test('the view of the contract has the columns that its type names', async () => {
    const { newsroom } = await openStage(engine);
    const asked = "select name from pragma_table_info('article_posts')";
    const onPostgres =
      "select column_name as name from information_schema.columns where table_name = 'article_posts'";
    const found = await newsroom.rows(engine.name === 'SQLite' ? asked : onPostgres);
    expect(found.map(({ name }) => String(name)).sort()).toEqual(Object.keys(columns).sort());
  });
});
