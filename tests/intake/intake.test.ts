import { describe, expect, test } from 'vitest';
import { Events } from '../../src/events.ts';
import { Intake } from '../../src/intake/intake.ts';
import { KhabarshyError } from '../../src/news/errors.ts';
import type { Source } from '../../src/news/source.ts';
import { forEachEngine } from '../stage/databases.ts';
import { after, noon, source } from '../stage/builders.ts';
import { IntakeStage } from './intake-stage.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

interface Written {
  guid?: string;
  link: string;
  title: string;
  text?: string;
  at?: Date;
  category?: string;
  image?: string;
}

function rss(items: readonly Written[]): string {
  const written = items.map(({ guid, link, title, text, at, category, image }) =>
    [
      '<item>',
      `<title>${title}</title><link>${link}</link>`,
      guid === undefined ? '' : `<guid isPermaLink="false">${guid}</guid>`,
      at === undefined ? '' : `<pubDate>${at.toUTCString()}</pubDate>`,
      text === undefined ? '' : `<description>${text}</description>`,
      category === undefined ? '' : `<category>${category}</category>`,
      image === undefined ? '' : `<enclosure url="${image}" type="image/jpeg"/>`,
      '</item>',
    ].join(''),
  );
  return `<rss version="2.0"><channel><title>Steppe</title><link>https://steppe.example/</link>${written.join('')}</channel></rss>`;
}

/** News of one site, the first the newest. */
function news(count: number, given: (index: number) => Partial<Written> = () => ({})): Written[] {
  return Array.from({ length: count }, (_, index) => ({
    guid: `g${index}`,
    link: `https://steppe.example/n/${index}`,
    title: `Headline of the article number ${index}`,
    text: `What happened in place ${index} is told here.`,
    at: after(-index * minuteMs),
    ...given(index),
  }));
}

forEachEngine((engine) => {
  describe('what a source does not say', () => {
    const rich: Written = {
      link: 'https://steppe.example/a',
      title: 'The bridge opens on Monday',
      text: 'Cars may use it from eight.',
      at: noon,
      category: 'City',
      image: 'https://steppe.example/a.jpg',
    };

    test('stays: a thin feed takes nothing away, and resets no status', async () => {
      const { stage, look } = await opened();
      await look(rss([rich]), noon);
      await stage.newsroom.run(
        "update articles set status = 'withheld', urgency = 2, follows = 'x', story_id = 's'",
      );
      const thin = source({ name: 'thin', url: 'https://steppe.example/thin.xml' });
      const { text: _text, image: _image, category: _category, ...bare } = rich;
      await look(rss([{ ...bare, title: 'The bridge opens on Monday' }]), after(minuteMs), thin);
      await look(rss([{ ...rich, title: 'The bridge opens on Tuesday' }]), after(2 * minuteMs));
      const [row] = await stage.newsroom.rows('select * from articles');
      expect(row).toMatchObject({
        headline: 'The bridge opens on Tuesday',
        summary: 'Cars may use it from eight.',
        section: 'City',
        status: 'withheld',
        urgency: 2,
        follows: 'x',
        story_id: 's',
      });
    });

    test('does not bring a canceled article back, and does not change it', async () => {
      const { stage, look } = await opened();
      await look(rss([rich]), noon);
      await stage.newsroom.run("update articles set status = 'canceled'");
      expect(await look(rss([{ ...rich, title: 'It opens after all' }]), after(minuteMs))).toMatchObject({
        updated: 0,
      });
      const [row] = await stage.newsroom.rows('select * from articles');
      expect(row).toMatchObject({ status: 'canceled', headline: rich.title });
    });

    test('does not come back after its row was deleted', async () => {
      const { stage, look } = await opened();
      await look(rss([rich]), noon);
      await stage.newsroom.run('delete from articles');
      expect(await look(rss([{ ...rich, title: 'Once more' }]), after(minuteMs))).toMatchObject({
        inserted: 0,
        seen: 1,
      });
    });
  });

  test('two sources that show the same items at the same time bring each of them once', async () => {
    const { stage, look } = await opened();
    const second = source({ name: 'second', url: 'https://steppe.example/second.xml' });
    const document = rss(news(12));
    await Promise.all([look(document, noon), look(document, noon, second), look(document, noon)]);
    const rows = await stage.newsroom.rows('select url from articles');
    expect(new Set(rows.map(({ url }) => url)).size).toBe(rows.length);
    expect(rows).toHaveLength(12);
  });

  test('the first source that gave a field owns it, and another may only fill what is empty', async () => {
    const { stage, look } = await opened();
    const item = { link: 'https://steppe.example/a', title: 'Snow closes the pass' };
    const second = source({ name: 'second', url: 'https://steppe.example/second.xml' });
    await look(rss([item]), noon);
    await look(rss([{ ...item, title: 'SNOW!', text: 'Drivers turn back at the post.' }]), noon, second);
    const [filled] = await stage.newsroom.rows('select * from articles');
    expect(filled).toMatchObject({
      headline: 'Snow closes the pass',
      summary: 'Drivers turn back at the post.',
    });
    // Who filled it owns it: its correction counts, and that of the first source does not.
    await look(rss([{ ...item, text: 'Something else is said here.' }]), after(minuteMs));
    await look(rss([{ ...item, title: 'SNOW!', text: 'All drivers turn back.' }]), after(minuteMs), second);
    const [row] = await stage.newsroom.rows('select * from articles');
    expect(row).toMatchObject({ headline: 'Snow closes the pass', summary: 'All drivers turn back.' });
  });

  describe('an article that left the feed which brought it, and stands in another one of the site', () => {
    const front = source({ name: 'front', url: 'https://steppe.example/front.xml' });
    const item = { link: 'https://steppe.example/a', title: 'Snow closes the pass', at: noon };
    const later = { link: 'https://steppe.example/b', title: 'The pass is open again', at: after(minuteMs) };

    test('is corrected by that one', async () => {
      const { stage, look } = await opened();
      await look(rss([item]), noon);
      await look(rss([item]), noon, front);
      await look(rss([later]), after(minuteMs));
      for (const title of ['Snow closes two passes', 'Snow closes three passes']) {
        expect(await look(rss([later, { ...item, title }]), after(2 * minuteMs), front)).toMatchObject({
          updated: 1,
        });
        expect(await stage.newsroom.rows("select headline from articles where url like '%/a'")).toEqual([
          { headline: title },
        ]);
      }
    });

    test('is not put back by a feed that comes late, nor by another site', async () => {
      const { stage, look } = await opened();
      const foreign = source({ name: 'foreign', url: 'https://other.example/feed.xml' });
      const at = (n: number) => rss([{ ...item, title: `Snow closes the pass, part ${n}` }]);
      await look(at(1), noon);
      await look(at(1), noon, front);
      await look(at(1), noon, foreign);
      await look(at(2), after(minuteMs));
      await look(at(3), after(2 * minuteMs));
      expect(await look(at(2), after(2 * minuteMs), front)).toMatchObject({ updated: 0 });
      expect(await look(at(3), after(3 * minuteMs), foreign)).toMatchObject({ updated: 0 });
      expect(await look(at(4), after(4 * minuteMs), foreign)).toMatchObject({ updated: 0 });
      expect(await stage.newsroom.rows('select headline from articles')).toEqual([
        { headline: 'Snow closes the pass, part 3' },
      ]);
    });

    test('keeps its headline where the template of that one changes', async () => {
      const { look } = await opened();
      await look(rss(news(6)), noon);
      await look(rss(news(6)), noon, front);
      const renamed = news(6, (n) => ({ title: `Headline of the article number ${n} | Front` }));
      expect(await look(rss(renamed), after(minuteMs), front)).toMatchObject({ updated: 0, brake: null });
    });
  });

  test('an article that was written by SQL is recognised by its address, and what it says stays', async () => {
    const { stage, look } = await opened();
    for (const [id, url] of [
      ['unplanned', 'http://www.steppe.example/n/0/'],
      ['planned', 'https://steppe.example/n/1?utm_source=x'],
    ])
      await stage.newsroom.run(
        "insert into articles (id, url, language, headline) values (?, ?, 'ru', 'Свой заголовок')",
        [id, url],
      );
    const plan = { articleId: 'planned', revision: 1, promises: [], renewals: [], drops: [], dueChanges: [] };
    await stage.store.ledger.record([plan], noon);
    expect(await look(rss(news(2)), noon)).toMatchObject({ inserted: 0, updated: 2 });
    await stage.store.search.indexSome(10);
    expect(await look(rss(news(3)), after(minuteMs))).toMatchObject({ inserted: 1, unchanged: 2 });
    const rows = await stage.newsroom.rows('select id, headline, summary from articles order by id');
    expect(rows).toMatchObject([
      {},
      { id: 'planned', headline: 'Свой заголовок', summary: 'What happened in place 1 is told here.' },
      { id: 'unplanned', headline: 'Свой заголовок' },
    ]);
  });

  test('a site that gets new guids and addresses keeps its articles', async () => {
    const { look, stage } = await opened();
    await look(rss(news(12)), noon);
    const moved = news(12, (n) => ({ guid: `new-${n}`, link: `https://www.steppe.example/2026/${n}.html` }));
    expect(await look(rss(moved), after(minuteMs))).toMatchObject({ inserted: 0, updated: 12, brake: null });
    const rows = await stage.newsroom.rows("select id from articles where url like '%/2026/%'");
    expect(rows).toHaveLength(12);
  });

  test('a site that gets new guids and addresses keeps its articles in the feeds of all its sections', async () => {
    const { stage } = await opened();
    const intake = new IntakeStage(stage, null);
    const [front, economy] = ['front', 'economy'].map((name) =>
      source({ name, url: `https://steppe.example/${name}.xml` }),
    );
    if (front === undefined || economy === undefined) throw new Error('there are two');
    const old = rss(news(6));
    // The second feed shows the same items, and saw them last.
    for (const each of [front, economy, front, economy]) await intake.look(each, old, noon);
    const moved = rss(
      news(6, (n) => ({ guid: `new-${n}`, link: `https://www.steppe.example/2026/${n}.html` })),
    );
    expect(await intake.look(front, moved, after(minuteMs))).toMatchObject({ inserted: 0, updated: 6 });
    expect(await intake.look(economy, moved, after(minuteMs))).toMatchObject({ inserted: 0, brake: null });
    expect(await stage.newsroom.rows('select id from articles')).toHaveLength(6);
  });

  test('an equal headline alone is no reason: both stand in the document', async () => {
    const { look } = await opened();
    const daily = { title: 'Exchange rates of the day', at: noon };
    await look(rss([{ ...daily, link: 'https://steppe.example/r/1' }]), noon);
    const both = [
      { ...daily, link: 'https://steppe.example/r/2', at: after(hourMs) },
      { ...daily, link: 'https://steppe.example/r/1' },
    ];
    expect(await look(rss(both), after(hourMs))).toMatchObject({ inserted: 1, unchanged: 1 });
  });

  describe('a flood of items of which none is known', () => {
    const flood = (n: number, at: Date): Written => ({
      guid: `f${n}`,
      link: `https://steppe.example/f/${n}`,
      title: `Another headline, number ${n}`,
      at,
    });

    test('is not taken, unless it is newer than what was known; an editor may want it all the same', async () => {
      const { look, stage } = await opened();
      await look(rss(news(12)), noon);
      const items = [
        flood(0, after(2 * minuteMs)),
        ...Array.from({ length: 11 }, (_, n) => flood(n + 1, after(-hourMs))),
      ];
      expect(await look(rss(items), after(hourMs))).toMatchObject({
        inserted: 1,
        seen: 11,
        brake: { kind: 'flood', count: 11 },
      });
      expect(await look(rss(items), after(hourMs + minuteMs))).toMatchObject({ inserted: 0, brake: null });
      await stage.store.sourceStates.liftBrake('steppe', after(2 * hourMs));
      expect(await look(rss(items), after(hourMs + 2 * minuteMs))).toMatchObject({ inserted: 11 });
    });

    test('is none less because the feed of another section has shown a part of it', async () => {
      const { stage } = await opened();
      const intake = new IntakeStage(stage, null);
      const [front, economy] = ['front', 'economy'].map((name) =>
        source({ name, url: `https://steppe.example/${name}.xml` }),
      );
      if (front === undefined || economy === undefined) throw new Error('there are two');
      const old = rss(news(12));
      for (const each of [front, economy]) await intake.look(each, old, noon);
      const all = Array.from({ length: 16 }, (_, n) => flood(n, after(-hourMs)));
      const atFront = rss(all.slice(0, 12));
      const atEconomy = rss(all.slice(4));
      expect(await intake.look(front, atFront, after(hourMs))).toMatchObject({
        inserted: 0,
        brake: { kind: 'flood', count: 12 },
      });
      const held = { inserted: 0, brake: { kind: 'flood', count: 4 } };
      expect(await intake.look(economy, atEconomy, after(hourMs))).toMatchObject(held);
      await stage.store.sourceStates.liftBrake('front', after(2 * hourMs));
      expect(await intake.look(front, atFront, after(hourMs + minuteMs))).toMatchObject({ inserted: 12 });
      const again = await intake.look(economy, atEconomy, after(hourMs + 2 * minuteMs));
      expect(again).toMatchObject({ inserted: 0, seen: 4, brake: null });
      const more = rss([flood(16, after(3 * hourMs)), ...all.slice(4)]);
      expect(await intake.look(economy, more, after(3 * hourMs))).toMatchObject({ inserted: 1, brake: null });
    });

    test('is kept back by a feed that is read only after the brake of another one was lifted', async () => {
      const { stage } = await opened();
      const intake = new IntakeStage(stage, null);
      const economy = source({ name: 'economy', url: 'https://steppe.example/economy.xml' });
      const front = source();
      for (const each of [front, economy]) await intake.look(each, rss(news(12)), noon);
      const all = Array.from({ length: 16 }, (_, n) => flood(n, after(-hourMs)));
      await intake.look(front, rss(all.slice(0, 12)), after(hourMs));
      await stage.store.sourceStates.liftBrake('steppe', after(2 * hourMs));
      await intake.look(front, rss(all.slice(0, 12)), after(hourMs + minuteMs));
      expect(await intake.look(economy, rss(all.slice(4)), after(hourMs + 2 * minuteMs))).toMatchObject({
        inserted: 0,
        brake: { kind: 'flood', count: 4 },
      });
    });

    test('is taken after an outage, when everything is newer', async () => {
      const { look } = await opened();
      await look(rss(news(12)), noon);
      const items = Array.from({ length: 20 }, (_, n) => flood(n, after(hourMs + n * minuteMs)));
      expect(await look(rss(items), after(9 * hourMs))).toMatchObject({ inserted: 20, brake: null });
    });
  });

  describe('many changes at once', () => {
    const renamed = (n: number): Partial<Written> => ({
      title: `Headline of the article number ${n} | Steppe`,
    });

    test('are kept back until an editor wants them, and single corrections pass afterwards', async () => {
      const { look, stage } = await opened();
      await look(rss(news(8)), noon);
      expect(await look(rss(news(8, renamed)), after(minuteMs))).toMatchObject({
        updated: 0,
        brake: { kind: 'many changes', count: 8 },
      });
      const one = news(8, (n) => (n === 3 ? { title: 'Quite another headline' } : renamed(n)));
      expect(await look(rss(one), after(2 * minuteMs))).toMatchObject({ updated: 1, brake: null });
      await stage.store.sourceStates.liftBrake('steppe', after(hourMs));
      expect(await look(rss(one), after(3 * minuteMs))).toMatchObject({ updated: 7 });
      expect(await look(rss(one), after(4 * minuteMs))).toMatchObject({ updated: 0, unchanged: 8 });
    });

    test('are corrections when we did not look for a night', async () => {
      const { look } = await opened();
      await look(rss(news(8)), noon);
      expect(await look(rss(news(8, renamed)), after(9 * hourMs))).toMatchObject({
        updated: 8,
        brake: null,
      });
    });

    test('are not links and pictures that come by http or https by chance', async () => {
      const { look, stage } = await opened();
      const at = (answer: number, given: Partial<Written> = {}) => {
        const items = news(8, (n) => {
          const site = `${(n + answer) % 2 === 0 ? 'http' : 'https'}://steppe.example`;
          return { link: `${site}/n/${n}`, image: `${site}/${n}.jpg`, ...(n === 3 ? given : {}) };
        });
        return look(rss(items), after(answer * minuteMs));
      };
      await at(0);
      // Half of them get the better address, once.
      expect(await at(1)).toMatchObject({ updated: 4, brake: null });
      for (const answer of [2, 3, 4, 5, 6, 7])
        expect(await at(answer)).toMatchObject({ updated: 0, unchanged: 8, brake: null });
      expect(await at(8, { title: 'A correction of it' })).toMatchObject({ updated: 1, brake: null });
      expect(
        await stage.newsroom.rows(
          "select count(*) as number from articles where url like 'http:%' or image_url like 'http:%'",
        ),
      ).toEqual([{ number: expect.toSatisfy((number) => Number(number) === 0) }]);
    });
  });

  test('an item that changes again and again is passed on three times in six hours', async () => {
    const { look } = await opened();
    const at = (n: number) =>
      rss([{ link: 'https://steppe.example/live', title: `Live, part ${n}`, at: noon }]);
    await look(at(0), noon);
    for (const n of [1, 2, 3])
      expect(await look(at(n), after(n * minuteMs))).toMatchObject({ updated: 1, brake: null });
    expect(await look(at(4), after(4 * minuteMs))).toMatchObject({
      updated: 0,
      brake: { kind: 'churn', count: 1, example: 'Live, part 4' },
    });
    expect(await look(at(5), after(7 * hourMs))).toMatchObject({ updated: 1, brake: null });
  });

  test.each([
    ['all', { headline: 'New headline of it', summary: 'Another text is here now.' }],
    ['headline', { headline: 'New headline of it', summary: 'What happened in place 0 is told here.' }],
    ['none', { headline: 'Headline of the article number 0' }],
  ] as const)('updates: %s', async (updates, expected) => {
    const { look, stage } = await opened({ updates });
    await look(rss(news(1)), noon);
    const changed = news(1, () => ({ title: 'New headline of it', text: 'Another text is here now.' }));
    await look(rss(changed), after(minuteMs));
    expect(await stage.newsroom.rows('select * from articles')).toMatchObject([expected]);
  });

  test('who asks during a look gets another one', async () => {
    const { look, stage } = await opened();
    const { sourceStates } = stage.store;
    await look(rss(news(1)), noon);
    const before = await sourceStates.find('steppe');
    expect.assert(before !== null);
    await sourceStates.takeAsk('steppe', noon);
    expect(await sourceStates.askedNow()).toEqual([]);
    await sourceStates.askNow('steppe');
    await sourceStates.write({ ...before, nextAt: after(minuteMs) });
    expect(await sourceStates.askedNow()).toEqual(['steppe']);
    await sourceStates.takeAsk('steppe', noon);
    await sourceStates.write({ ...before, nextAt: after(minuteMs) });
    expect(await sourceStates.find('steppe')).toMatchObject({ nextAt: after(minuteMs) });
  });

  test('brakes that are lifted during a look have the document read anew all the same', async () => {
    const { look, stage } = await opened();
    const { sourceStates } = stage.store;
    await look(rss(news(1)), noon);
    const before = await sourceStates.find('steppe');
    expect.assert(before !== null);
    const found = { etag: '"1"', lastModified: null };
    await sourceStates.takeAsk('steppe', noon);
    await sourceStates.write({ ...before, validators: found, bodyHash: 'h', nextAt: after(minuteMs) });
    expect(await sourceStates.find('steppe')).toMatchObject({ validators: found, nextAt: after(minuteMs) });
    await sourceStates.liftBrake('steppe', after(hourMs));
    await sourceStates.write({ ...before, validators: found, bodyHash: 'h', nextAt: after(minuteMs) });
    expect(await sourceStates.find('steppe')).toMatchObject({
      validators: { etag: null },
      bodyHash: null,
      nextAt: null,
      brakeLiftedUntil: after(hourMs),
    });
  });

  test('a key that was not seen for 400 days is forgotten, and one that still stands in a feed is not', async () => {
    const { look, stage } = await opened({ firstRun: { kind: 'none' } });
    const days = (count: number) => after(count * 24 * hourMs);
    await look(rss(news(3)), noon);
    await look(rss(news(1)), days(200));
    expect(await stage.store.items.forgetOld(days(399))).toBe(0);
    expect(await stage.store.items.forgetOld(days(401))).toBe(4);
    expect(await stage.newsroom.rows('select key from item_keys')).toHaveLength(2);
  });

  test('another site cannot withdraw an article', async () => {
    const { look } = await opened();
    await look(rss([{ guid: 'urn:a', link: 'https://other.example/a', title: 'Of another site' }]), noon);
    const gone =
      '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><at:deleted-entry ref="urn:a"/></feed>';
    expect(await look(gone, after(minuteMs))).toMatchObject({ canceled: 0 });
  });

  test('any document may be taken twice: nothing is doubled, whatever was written the first time', async () => {
    const { look } = await opened();
    const items = rss(news(30));
    await Promise.all([look(items, noon), look(items, noon)]);
    expect(await look(items, after(minuteMs))).toMatchObject({ inserted: 0, updated: 0, unchanged: 30 });
  });

  test('an item that the store refuses costs no other', async () => {
    const { look, stage } = await opened({}, { changesSchema: true });
    await stage.newsroom.run(
      engine.name === 'SQLite'
        ? `create trigger refuse before insert on articles when new.headline like '%number 2'
           begin select raise(abort, 'CHECK constraint failed: refused_by_the_newsroom'); end`
        : `alter table articles add constraint refused_by_the_newsroom check (headline not like '%number 2')`,
    );
    const taken = await look(rss(news(4)), noon);
    expect(taken).toMatchObject({ inserted: 3, refused: [{ name: 'item 3' }] });
    expect(taken.refused[0]?.reason).toContain('refused_by_the_newsroom');
  });

  describe('an import', () => {
    test('changes the fields that it names, and no others', async () => {
      const { stage } = await opened();
      const intake = new Intake(stage.store, new Events());
      const one = { id: 'a', url: 'https://steppe.example/a', language: 'ru', headline: 'Мост открыт' };
      const closed = { ...one, headline: 'Мост закрыт' };
      await intake.import([{ ...one, summary: 'По нему уже едут.', urgency: 2 }], noon);
      await stage.newsroom.run("update articles set status = 'withheld'");
      expect(await intake.import([closed], noon)).toEqual(['updated']);
      expect(await intake.import([one, closed], noon)).toEqual(['updated', 'updated']);
      expect(await intake.import([{ ...closed, summary: null }], noon)).toEqual(['updated']);
      expect(await stage.store.articles.find('a')).toMatchObject({
        headline: 'Мост закрыт',
        summary: null,
        urgency: 2,
        status: 'withheld',
      });
    });

    test('knows what a source brought under another id, and takes what a first run left', async () => {
      const { look, stage } = await opened({ firstRun: { kind: 'last', count: 1 } });
      const intake = new Intake(stage.store, new Events());
      await look(rss(news(2)), noon);
      const named = (n: number) => ({
        id: `cms-${n}`,
        url: `http://www.steppe.example/n/${n}`,
        language: 'en',
        headline: 'The desk wrote it',
      });
      expect(await intake.import([named(0), named(1)], noon)).toEqual(['updated', 'inserted']);
      expect(await look(rss(news(2)), after(minuteMs))).toMatchObject({ inserted: 0, seen: 0 });
      const rows = await stage.newsroom.rows('select headline from articles');
      expect(rows).toEqual([{ headline: 'The desk wrote it' }, { headline: 'The desk wrote it' }]);
    });

    test('many: a refusal stands in the place of its article, the others are taken', async () => {
      const { stage } = await opened();
      const intake = new Intake(stage.store, new Events());
      const one = (id: string) => ({ id, url: `https://a.example/${id}`, language: 'ru', headline: id });
      const results = await intake.import(
        [one('a1'), { ...one('a2'), url: 'mailto:x' }, one('a3'), one('a1')],
        noon,
      );
      expect(results).toEqual(['inserted', expect.any(KhabarshyError), 'inserted', 'unchanged']);
      expect(String(results[1])).toMatch(/"a2".*article_url_must_be_http_or_https/);
      expect(await stage.store.articles.count()).toBe(2);
      expect(await intake.import([], noon)).toEqual([]);
    });
  });

  async function opened(given: Partial<Source> = {}, options?: { changesSchema: boolean }) {
    const intake = await IntakeStage.open(engine, options);
    const look = (text: string, now: Date, from: Source = source(given)) => intake.look(from, text, now);
    return { stage: intake.stage, look };
  }
});
