import { setTimeout } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Deletion } from '../../../src/store/articles/articles.ts';
import { forEachEngine, openStage, type Newsroom, type Stage } from '../../stage/databases.ts';
import { runs } from '../../stage/sizes.ts';

type Values = Record<string, unknown>;

const noon = '2026-03-02T12:00:00.000Z';
const needed = {
  id: 'a1',
  url: 'https://news.example/a1',
  language: 'kk',
  headline: 'Алматыда жаңа саябақ ашылды',
};

/** What a newsroom's program in any language does: it names columns and gives values. */
async function insert(newsroom: Newsroom, values: Values = {}, verb = 'insert'): Promise<void> {
  const row = { ...needed, ...values };
  const marks = Object.keys(row).map(() => '?');
  await newsroom.run(
    `${verb} into articles (${Object.keys(row).join(', ')}) values (${marks.join(', ')})`,
    Object.values(row),
  );
}

async function revisions(newsroom: Newsroom, id = 'a1') {
  const [row] = await newsroom.rows('select revision, planned_revision from articles where id = ?', [id]);
  return row;
}

async function errorOf(action: Promise<void>): Promise<string> {
  try {
    await action;
    return 'it was allowed';
  } catch (error) {
    return String(error);
  }
}

/** As the planner does after its look, without what it decided. */
async function markPlanned({ store, newsroom }: Stage, id = 'a1'): Promise<void> {
  const revision = Number((await revisions(newsroom, id))?.['revision']);
  const plan = { articleId: id, revision, promises: [], renewals: [], drops: [], dueChanges: [] };
  await store.ledger.record([plan], new Date(noon));
}

async function deletedIds({ store }: Stage, limit = 10): Promise<string[]> {
  return (await store.articles.deleted(limit)).map(({ articleId }) => articleId);
}

async function unplannedIds({ store }: Stage): Promise<string[]> {
  const { articles } = await store.articles.unplanned(new Date(), null, 100);
  return articles.map(({ id }) => id);
}

/** As the planner does with notes of deletions. */
async function forget({ store }: Stage, deletions: readonly Deletion[]): Promise<void> {
  const none = { revision: null, promises: [], renewals: [], drops: [], dueChanges: [] };
  const plans = deletions.map(({ articleId }) => ({ articleId, ...none }));
  await store.ledger.record(plans, new Date(noon), { notes: deletions.map(({ note }) => note) });
}

function isOf(id: string) {
  return ({ articleId }: Deletion) => articleId === id;
}

/** Column, a value that the contract does not allow, and what its constraint is called. */
const refused: [column: string, value: unknown, constraint: string][] = [
  ['id', '', 'article_id_must_not_be_blank'],
  ['id', '   ', 'article_id_must_not_be_blank'],
  ['id', 'қ'.repeat(501), 'article_id_must_not_be_longer_than_500_characters'],
  ['url', 'ftp://news.example/a1', 'article_url_must_be_http_or_https'],
  ['url', 'news.example/a1', 'article_url_must_be_http_or_https'],
  ['url', 'https://', 'article_url_must_be_http_or_https'],
  ['url', 'javascript:alert(1)//http://x', 'article_url_must_be_http_or_https'],
  ['language', 'KK', 'article_language_must_be_a_primary_tag'],
  ['language', 'ru-KZ', 'article_language_must_be_a_primary_tag'],
  ['language', 'q', 'article_language_must_be_a_primary_tag'],
  ['language', 'қазақ', 'article_language_must_be_a_primary_tag'],
  ['headline', '', 'article_headline_must_not_be_blank'],
  ['headline', '  ', 'article_headline_must_not_be_blank'],
  ['headline', '\n\t\u00A0', 'article_headline_must_not_be_blank'],
  ['headline', '\u200B\uFEFF', 'article_headline_must_not_be_blank'],
  ['keywords', '{"a":1}', 'article_keywords_must_be_a_json_array_of_strings'],
  ['keywords', '"News"', 'article_keywords_must_be_a_json_array_of_strings'],
  ['keywords', '["a",1]', 'article_keywords_must_be_a_json_array_of_strings'],
  ['keywords', '[["a"]]', 'article_keywords_must_be_a_json_array_of_strings'],
  ['keywords', '[null]', 'article_keywords_must_be_a_json_array_of_strings'],
  ['keywords', 'null', 'article_keywords_must_be_a_json_array_of_strings'],
  ...['{"a":1}', '"ai"', '["ai","reklama"]', '["ai",null]', '["ai",1]', '["AI"]', 'null'].map(
    (value): [string, unknown, string] => [
      'labels',
      value,
      'article_labels_must_be_a_json_array_of_known_labels',
    ],
  ),
  ['media', '{"kind":"photo"}', 'article_media_must_be_a_json_array'],
  ['media', '"photo"', 'article_media_must_be_a_json_array'],
  ['age', -1, 'article_age_must_be_0_to_21'],
  ['age', 22, 'article_age_must_be_0_to_21'],
  ['urgency', 0, 'article_urgency_must_be_1_to_8'],
  ['urgency', 9, 'article_urgency_must_be_1_to_8'],
  ['urgency', -1, 'article_urgency_must_be_1_to_8'],
  ['status', 'published', 'article_status_must_be_usable_withheld_or_canceled'],
  ['status', '', 'article_status_must_be_usable_withheld_or_canceled'],
  ['views', -1, 'article_views_must_not_be_negative'],
  ['follows', 'a1', 'article_must_not_follow_itself'],
];

const refusedBySqlite: typeof refused = [
  ['labels', 'advertising', 'article_labels_must_be_a_json_array_of_known_labels'],
  ['age', '18+', 'article_age_must_be_0_to_21'],
  ['keywords', 'News, Sport', 'article_keywords_must_be_a_json_array_of_strings'],
  ['urgency', 2.5, 'article_urgency_must_be_1_to_8'],
  ['urgency', 'high', 'article_urgency_must_be_1_to_8'],
  ['views', 'many', 'article_views_must_not_be_negative'],
  ...['published_at', 'embargoed_until'].flatMap((column): typeof refused =>
    [
      '2026-03-02',
      '2026-03-02 12:00:00',
      '2026-03-02T12:00:00Z',
      '2026-03-02T12:00:00.000',
      '2026-03-02T12:00:00.000+05:00',
      '2026-02-30T12:00:00.000Z',
      '2026-03-02T24:00:00.000Z',
      '2026-03-02T24:34:00.000Z',
      'now',
      1_772_452_800,
      '',
    ].map((value) => [column, value, `article_${column}_must_be_iso_8601_utc_with_milliseconds`]),
  ),
  ...[
    'id',
    'url',
    'language',
    'headline',
    'section',
    'summary',
    'body',
    'author',
    'image_url',
    'image_credit',
    'keywords',
    'labels',
    'media',
    'story_id',
    'follows',
  ].map((column): (typeof refused)[number] => [
    column,
    Buffer.from('kk'),
    /^(id|url|language|keywords|labels|media)$/.test(column)
      ? `article_${column}`
      : 'article_texts_must_be_text_and_no_blobs',
  ]),
];

const refusedByPostgres: typeof refused = ['published_at', 'embargoed_until'].flatMap((column) =>
  ['infinity', '-infinity', '0001-01-01 00:00:00+00 BC', '10000-01-01 00:00:00+00'].map(
    (value): (typeof refused)[number] => [
      column,
      value,
      `article_${column}_must_be_within_the_years_1_to_9999`,
    ],
  ),
);

const taken: [column: string, value: unknown][] = [
  ['id', 'ақ-42/б'],
  ['id', 'қ'.repeat(500)],
  ['url', 'HTTP://news.example'],
  ['language', 'kaz'],
  ['keywords', '[]'],
  ['keywords', '["Әуежай", "say \\"hi\\""]'],
  ['keywords', null],
  ['urgency', 1],
  ['urgency', 8],
  ['status', 'withheld'],
  ['status', 'canceled'],
  ['views', 2_000_000_000],
  ['follows', 'an article that is not there'],
  ['published_at', '0001-01-01T00:00:00.000Z'],
  ['published_at', '9999-12-31T23:59:59.999Z'],
  ['embargoed_until', '2024-02-29T23:59:59.999Z'],
];

forEachEngine((engine) => {
  describe('a value', () => {
    test('that the contract does not allow is refused by name, new and in a change', async () => {
      const { newsroom } = await openStage(engine);
      await insert(newsroom, { id: 'standing' });
      const own = engine.name === 'SQLite' ? refusedBySqlite : refusedByPostgres;
      const answers: Values = {};
      const expected: Values = {};
      for (const [column, value, constraint] of [...refused, ...own]) {
        const what = `${column} = ${String(value)}`;
        answers[`new, ${what}`] = await errorOf(insert(newsroom, { [column]: value }));
        expected[`new, ${what}`] = expect.stringContaining(constraint);
        if (column === 'follows') continue; // the standing one has another id
        const sql = `update articles set ${column} = ? where id = 'standing'`;
        answers[`changed, ${what}`] = await errorOf(newsroom.run(sql, [value]));
        expected[`changed, ${what}`] = expect.stringContaining(constraint);
      }
      expect(answers).toEqual(expected);
      expect(await newsroom.rows('select id from articles')).toEqual([{ id: 'standing' }]);
    });

    test.each(['id', 'url', 'language', 'headline'])('%s may not be missing', async (column) => {
      const { newsroom } = await openStage(engine);
      await expect(insert(newsroom, { [column]: null })).rejects.toThrow(column);
    });

    test('no address is allowed only to what an editor wrote, under an id of the desk', async () => {
      const { newsroom, store } = await openStage(engine);
      const written = JSON.stringify({
        text: 'A',
        marks: [],
        channels: ['a'],
        bot: 'main',
        hasPreview: true,
      });
      const rule = 'article_url_may_be_missing_only_where_an_editor_wrote_the_post';
      for (const values of [
        { id: 'desk-1' },
        { id: 'cms-1', written },
        { id: 'DESK-1', written },
        { id: 'a-desk-1', written },
      ])
        expect(await errorOf(insert(newsroom, { ...values, url: null }))).toContain(rule);
      for (const wrong of ['[]', '"text"', 'null'])
        expect(await errorOf(insert(newsroom, { id: 'desk-1', url: null, written: wrong }))).toContain(
          'article_written_must_be_a_json_object',
        );
      await insert(newsroom, { id: 'desk-1', url: null, written });
      expect(await store.articles.find('desk-1')).toMatchObject({ url: null, written: { text: 'A' } });
      // A newsroom may have had such ids before.
      await insert(newsroom, { id: 'desk-2' });
      expect(await store.articles.find('desk-2')).toMatchObject({ url: needed.url, written: null });
      expect(await errorOf(newsroom.run("update articles set url = null where id = 'desk-2'"))).toContain(
        rule,
      );
    });

    test('what an editor wrote is not read if nobody could have written it', async () => {
      const { newsroom, store } = await openStage(engine);
      const whole = { text: 'AB', marks: [], channels: ['a'], bot: 'main', hasPreview: true };
      for (const wrong of [
        { marks: [{ kind: 'bold', start: 0, end: 3 }] },
        { marks: [{ kind: 'bold', start: 1, end: 1 }] },
        { marks: [{ kind: 'huge', start: 0, end: 1 }] },
        { marks: [{ kind: 'link', start: 0, end: 1 }] },
        { channels: 'a' },
        { text: null },
        { bot: 1 },
      ]) {
        await newsroom.run('delete from articles');
        const written = JSON.stringify({ ...whole, ...wrong });
        await insert(newsroom, { id: 'desk-1', url: null, written });
        expect(await store.articles.find('desk-1')).toBeNull();
      }
    });

    test('what an editor wrote is changed by no import', async () => {
      const { newsroom, store } = await openStage(engine);
      const written = JSON.stringify({
        text: 'A',
        marks: [],
        channels: ['a'],
        bot: 'main',
        hasPreview: true,
      });
      await insert(newsroom, { id: 'desk-1', url: null, written });
      const saved = store.articles.save({ ...needed, id: 'desk-1', headline: 'B' }, new Date(noon));
      await expect(saved).rejects.toMatchObject({ code: 'ARTICLE_REFUSED' });
      const pushed = store.items.write((writer) => writer.patch('desk-1', { status: 'canceled' }));
      await expect(pushed).rejects.toMatchObject({ code: 'ARTICLE_REFUSED' });
      expect(await store.articles.find('desk-1')).toMatchObject({ headline: needed.headline, revision: 1 });
    });

    test('that it allows is taken, and read back', async () => {
      const { newsroom, store } = await openStage(engine);
      for (const [column, value] of taken) {
        await newsroom.run('delete from articles');
        await insert(newsroom, { [column]: value });
        const id = column === 'id' ? String(value) : 'a1';
        expect(await store.articles.find(id)).toMatchObject({ id });
      }
    });
  });

  test('a row of four values gets the defaults', async () => {
    const { newsroom, store } = await openStage(engine);
    const before = Date.now();
    await insert(newsroom);
    const found = await store.articles.find('a1');
    expect(found).toEqual({
      ...needed,
      media: null,
      labels: null,
      age: null,
      section: null,
      sections: [],
      summary: null,
      body: null,
      author: null,
      imageUrl: null,
      imageCredit: null,
      keywords: [],
      urgency: 5,
      status: 'usable',
      publishedAt: found?.publishedAt,
      embargoedUntil: null,
      views: 0,
      storyId: null,
      follows: null,
      written: null,
      revision: 1,
    });
    expect(found?.publishedAt.getTime()).toBeGreaterThanOrEqual(before - 1);
    expect(found?.publishedAt.getTime()).toBeLessThanOrEqual(Date.now() + 1);
    expect(await revisions(newsroom)).toEqual({ revision: 1, planned_revision: 0 });
  });

  describe('the revision', () => {
    const changes: [column: string, value: unknown][] = [
      ['url', 'https://news.example/a1-new'],
      ['language', 'ru'],
      ['headline', 'Новый парк'],
      ['section', 'City'],
      ['summary', 'Summary'],
      ['body', 'Body'],
      ['author', 'A. B.'],
      ['image_url', 'https://news.example/1.jpg'],
      ['image_credit', 'MFA'],
      ['keywords', '["a"]'],
      ['urgency', 2],
      ['status', 'withheld'],
      ['published_at', noon],
      ['embargoed_until', noon],
      ['story_id', 's1'],
      ['follows', 'a0'],
    ];

    test('rises by one with each change of content, and planned_revision stays', async () => {
      const stage = await openStage(engine);
      await insert(stage.newsroom);
      await markPlanned(stage);
      let revision = 1;
      for (const [column, value] of changes) {
        await stage.newsroom.run(`update articles set ${column} = ? where id = 'a1'`, [value]);
        revision += 1;
        expect({ column, ...(await revisions(stage.newsroom)) }).toEqual({
          column,
          revision,
          planned_revision: 1,
        });
      }
      // The same again, and back to nothing.
      const sets = changes.map(([column]) => `${column} = ?`).join(', ');
      const values = changes.map(([, value]) => value);
      await stage.newsroom.run(`update articles set ${sets}`, values);
      expect(await revisions(stage.newsroom)).toEqual({ revision, planned_revision: 1 });
      await stage.newsroom.run('update articles set section = null, embargoed_until = null');
      expect(await revisions(stage.newsroom)).toEqual({ revision: revision + 1, planned_revision: 1 });
    });

    test('does not rise with the counter of views', async () => {
      const stage = await openStage(engine);
      await insert(stage.newsroom);
      await markPlanned(stage);
      await stage.newsroom.run('update articles set views = views + 100');
      expect(await revisions(stage.newsroom)).toEqual({ revision: 1, planned_revision: 1 });
      expect(await unplannedIds(stage)).toEqual([]);
    });

    test('does not rise with further sections, and the article is planned again', async () => {
      const stage = await openStage(engine);
      const revisionIs = async () => (await revisions(stage.newsroom))?.['revision'];
      await insert(stage.newsroom, { section: 'City' });
      await markPlanned(stage);
      await stage.newsroom.run(`update articles set sections = '["City","Sport"]'`);
      expect(await revisionIs()).toBe(1);
      expect(await unplannedIds(stage)).toEqual(['a1']);
      expect(await stage.store.articles.find('a1')).toMatchObject({ sections: ['City', 'Sport'] });
      const {
        articles: [seen],
      } = await stage.store.articles.unplanned(new Date(), null, 1);
      // They change once more between the planner's look and its record.
      await stage.newsroom.run(`update articles set sections = '["City","Sport","Chess"]'`);
      const { plannedRevision = 0 } = seen ?? {};
      const plan = { articleId: 'a1', revision: 1, plannedRevision };
      await stage.store.ledger.record(
        [{ ...plan, promises: [], renewals: [], drops: [], dueChanges: [] }],
        new Date(noon),
      );
      expect(await unplannedIds(stage)).toEqual(['a1']);
      await markPlanned(stage);
      await stage.newsroom.run(`update articles set sections = '["City","Sport","Chess"]'`);
      expect(await unplannedIds(stage)).toEqual([]);
      // A program that knows only one section sets the first.
      await stage.newsroom.run(`update articles set section = 'Town'`);
      expect(await revisionIs()).toBe(2);
      expect(await stage.store.articles.find('a1')).toMatchObject({ sections: ['Town', 'Sport', 'Chess'] });
      for (const broken of ['{}', '[1]', '"City"'])
        await expect(stage.newsroom.run('update articles set sections = ?', [broken])).rejects.toThrow(
          /article_sections_must_be_a_json_array_of_strings/,
        );
    });

    test('rises once for many rows of one statement', async () => {
      const { newsroom } = await openStage(engine);
      for (const id of ['a1', 'a2', 'a3']) await insert(newsroom, { id });
      await newsroom.run("update articles set section = 'City' where id <> 'a3'");
      expect(await revisions(newsroom, 'a1')).toMatchObject({ revision: 2 });
      expect(await revisions(newsroom, 'a2')).toMatchObject({ revision: 2 });
      expect(await revisions(newsroom, 'a3')).toMatchObject({ revision: 1 });
    });

    test('rises when an upsert changes the row, and only then', async () => {
      const stage = await openStage(engine);
      const upsert = (headline: string) =>
        stage.newsroom.run(
          `insert into articles (id, url, language, headline) values ('a1', 'https://news.example/a1', 'kk', ?)
           on conflict (id) do update set url = excluded.url, headline = excluded.headline`,
          [headline],
        );
      await upsert('one');
      await markPlanned(stage);
      await upsert('one');
      expect(await unplannedIds(stage)).toEqual([]);
      await upsert('two');
      expect(await revisions(stage.newsroom)).toEqual({ revision: 2, planned_revision: 1 });
      expect(await unplannedIds(stage)).toEqual(['a1']);
      expect(await deletedIds(stage)).toEqual([]);
    });
  });

  describe('what is new is found', () => {
    test('whatever its date and whenever it is committed', async () => {
      const stage = await openStage(engine);
      const late = await engine.connect(stage.url);
      await insert(stage.newsroom, { id: 'first' });
      // SQLite has one writer at a time, so there the late commit comes without another one meanwhile.
      await late.run('begin');
      await insert(late, { id: 'late', published_at: '2019-05-01T00:00:00.000Z' });
      expect(await unplannedIds(stage)).toEqual(['first']);
      if (engine.name === 'Postgres') await insert(stage.newsroom, { id: 'second' });
      for (const id of await unplannedIds(stage)) {
        if (engine.name === 'Postgres') await markPlanned(stage, id);
      }
      await late.run('commit');
      await late.close();
      expect(await unplannedIds(stage)).toContain('late');
    });

    test('also when the row was replaced as a whole', async () => {
      const stage = await openStage(engine);
      await insert(stage.newsroom);
      await markPlanned(stage);
      if (engine.name === 'SQLite') {
        await insert(stage.newsroom, { headline: 'two' }, 'insert or replace');
      } else {
        await stage.newsroom.run("delete from articles where id = 'a1'");
        await insert(stage.newsroom, { headline: 'two' });
      }
      expect(await unplannedIds(stage)).toEqual(['a1']);
    });
  });

  describe('a row that goes', () => {
    test('is noted until the planner recorded it', async () => {
      const stage = await openStage(engine);
      await insert(stage.newsroom);
      await insert(stage.newsroom, { id: 'a2' });
      await markPlanned(stage);
      await stage.newsroom.run('delete from articles');
      expect(await stage.store.articles.isAnyUnplanned()).toBe(true);
      expect((await deletedIds(stage)).sort()).toEqual(['a1', 'a2']);
      expect(await deletedIds(stage, 1)).toHaveLength(1);
      await forget(stage, (await stage.store.articles.deleted(10)).filter(isOf('a1')));
      expect(await deletedIds(stage)).toEqual(['a2']);
    });

    test('by a change of its id is noted under the old one, and new under the other', async () => {
      const stage = await openStage(engine);
      await insert(stage.newsroom);
      await markPlanned(stage);
      await stage.newsroom.run("update articles set id = 'b1' where id = 'a1'");
      expect(await deletedIds(stage)).toEqual(['a1']);
      expect(await unplannedIds(stage)).toEqual(['b1']);
    });

    test('again, while the planner records that it went and came back, is noted too', async () => {
      const stage = await openStage(engine);
      await insert(stage.newsroom);
      await stage.newsroom.run('delete from articles');
      await insert(stage.newsroom);
      const read = await stage.store.articles.deleted(10);
      await stage.newsroom.run('delete from articles');
      await forget(stage, read);
      expect(await deletedIds(stage)).toEqual(['a1']);
    });

    test('and comes back after it was posted has a revision that it never had', async () => {
      const stage = await openStage(engine);
      await insert(stage.newsroom);
      const promises = [{ channel: 'main', priority: 2 as const, sortAt: new Date(noon) }];
      const plan = { articleId: 'a1', revision: 1, promises, renewals: [], drops: [], dueChanges: [] };
      await stage.store.ledger.record([plan], new Date(noon));
      const seen = new Set([1]);
      for (let times = 0; times < 3; times += 1) {
        await setTimeout(2);
        await stage.newsroom.run('delete from articles');
        await insert(stage.newsroom);
        seen.add(Number((await revisions(stage.newsroom))?.['revision']));
      }
      expect(seen.size).toBe(4);
    });
  });

  test('the view article_posts shows what became of an article', async () => {
    const { newsroom, store } = await openStage(engine);
    await insert(newsroom);
    const promise = (channel: string) => ({ channel, priority: 2 as const, sortAt: new Date(noon) });
    const plan = { articleId: 'a1', revision: 1, renewals: [], drops: [], dueChanges: [] };
    await store.ledger.record([{ ...plan, promises: [promise('kk'), promise('ru')] }], new Date(noon));
    const [post] = await store.posts.postsOf(['a1']);
    const sentAt = '2026-03-02T12:00:01.007Z';
    await newsroom.run(
      "update posts set state = 'sent', chat_id = '-1001', message_id = 42, link = 'https://t.me/kk/42', sent_at = ? where id = ?",
      [Date.parse(sentAt), post?.id],
    );
    await newsroom.run(
      "insert into post_readers (chat_id, message_id, posted_at, reactions) values ('-1001', 42, 0, 4)",
    );
    const rows = await newsroom.rows('select * from article_posts order by channel');
    expect(rows).toEqual([
      {
        article_id: 'a1',
        channel: post?.channel,
        state: 'sent',
        message_id: 42,
        link: 'https://t.me/kk/42',
        sent_at: engine.name === 'SQLite' ? sentAt : new Date(sentAt),
        reactions: 4,
        comments: null,
      },
      {
        article_id: 'a1',
        channel: 'ru',
        state: 'promised',
        message_id: null,
        link: null,
        sent_at: null,
        reactions: null,
        comments: null,
      },
    ]);
  });
});

test('SQLite takes every moment that toISOString writes', () => {
  const database = new SqliteDatabase(':memory:');
  const isTaken = database
    .prepare<[string, string], number>("select strftime('%Y-%m-%dT%H:%M:%fZ', ?) is ?")
    .pluck();
  const [min, max] = [new Date('0001-01-01'), new Date('9999-12-31T23:59:59.999Z')];
  fc.assert(
    fc.property(fc.date({ min, max, noInvalidDate: true }), (moment) => {
      expect(isTaken.get(moment.toISOString(), moment.toISOString())).toBe(1);
    }),
    { numRuns: runs(2_000) },
  );
  database.close();
});
