import { describe, expect, test } from 'vitest';
import { Events } from '../../../src/events.ts';
import { Pipeline } from '../../../src/pipeline/pipeline.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { after, noon } from '../../stage/builders.ts';
import { forEachEngine, openStage, type Newsroom } from '../../stage/databases.ts';
import { article } from '../../stage/stored-posts.ts';

/** A row as a newsroom's program writes it, with the HTML of its editor. */
async function writeHtml(newsroom: Newsroom, language = 'kk'): Promise<void> {
  await newsroom.run(
    `insert into articles (id, url, language, headline, section, summary, body, author, image_credit, keywords)
    values ('h1', 'https://news.example/1/a&amp;b', '${language}', '&#171;Ақсу&#187; жеңді', 'Спорт &amp; ойын',
    '<p>Есеп 3:1.</p>', '<p>Бір.</p><p>Екі.</p>', '<b>А. Ким</b>', 'Сурет: &quot;МФА&quot;', '["a &lt; b","<i>c</i>"]')`,
  );
}

forEachEngine((engine) => {
  describe('HTML in rows that a program wrote', () => {
    test('is decoded when they are read, and the columns stay as they are', async () => {
      const { newsroom, store } = await openStage(engine);
      await writeHtml(newsroom);
      expect(await store.articles.find('h1')).toMatchObject({
        url: 'https://news.example/1/a&amp;b',
        headline: '«Ақсу» жеңді',
        section: 'Спорт & ойын',
        summary: 'Есеп 3:1.',
        body: 'Бір.\n\nЕкі.',
        author: 'А. Ким',
        imageCredit: 'Сурет: "МФА"',
        keywords: ['a < b', 'c'],
        revision: 1,
      });
      const [row] = await newsroom.rows(`select headline from articles where id = 'h1'`);
      expect(row?.['headline']).toBe('&#171;Ақсу&#187; жеңді');
    });

    test('an earlier version stored HTML of a file: the same file again changes nothing, so no post is edited', async () => {
      const { newsroom, store } = await openStage(engine);
      await writeHtml(newsroom, 'kz');
      const stored = await store.articles.find('h1');
      if (stored?.url == null) throw new Error('the row is gone');
      const { revision: _, written: _written, ...rest } = stored;
      const again = { ...rest, url: stored.url };
      expect(await store.articles.save(again, noon)).toBe('unchanged');
      expect((await store.articles.find('h1'))?.revision).toBe(1);
      expect(await store.articles.save({ ...again, headline: '«Ақсу» ұтылды' }, noon)).toBe('updated');
    });

    test('is told once, with an example', async () => {
      const { newsroom, store } = await openStage(engine);
      const events = new Events();
      const examples: string[] = [];
      events.listen('html found', ({ example }) => examples.push(example));
      const settings = { channels: [], burstArticles: 0, correctionDelayMs: 0, timeZone: 'Asia/Almaty' };
      const pipeline = new Pipeline(store, settings, events, systemClock);
      await store.articles.save(article('plain'), noon);
      const round = async () => {
        await pipeline.round(new AbortController().signal);
        await pipeline.settled();
      };
      await round();
      expect(examples).toEqual([]);
      await writeHtml(newsroom);
      await round();
      await newsroom.run(`update articles set headline = '<b>x</b>' where id = 'h1'`);
      await round();
      expect(examples).toEqual(['h1: headline "&#171;Ақсу&#187; жеңді"']);
    });
  });

  test('an article is found by the words that its HTML shows', async () => {
    const { newsroom, store } = await openStage(engine);
    await writeHtml(newsroom);
    const settings = { channels: [], burstArticles: 0, correctionDelayMs: 0, timeZone: 'Asia/Almaty' };
    await new Pipeline(store, settings, new Events(), systemClock).poll(new AbortController().signal);
    await store.search.indexSome(10);
    expect(await store.search.find('ақсу', { offset: 0, limit: 5 })).toHaveLength(1);
    expect(await store.search.find('171', { offset: 0, limit: 5 })).toEqual([]);
  });

  test.each(['kz', 'kaz'])('the language %s of a row is kk, also for a digest', async (code) => {
    const { newsroom, store } = await openStage(engine);
    await writeHtml(newsroom, code);
    await newsroom.run(`update articles set published_at = '${noon.toISOString()}'`);
    expect((await store.articles.find('h1'))?.language).toBe('kk');
    const due = async (language: string) => store.articles.dueWithin(after(-1_000), after(1_000), language);
    expect(await due('kk')).toMatchObject([{ id: 'h1', language: 'kk' }]);
    expect(await due('ru')).toEqual([]);
  });
});
