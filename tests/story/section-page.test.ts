import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startFeedServer } from '../stage/feed-server.ts';
import { Stage } from '../stage/story-stage.ts';

function card(path: string, headline: string): string {
  return `<article><h2><a href="${path}">${headline}</a></h2></article>`;
}

function page(headline: string, text: string): string {
  return `<html lang="en"><head><title>${headline}</title><meta property="article:published_time" content="${new Date().toISOString()}"></head><body><article><h1>${headline}</h1><p>${text}</p></article></body></html>`;
}

test('a new article of a section page is posted with the text of its own page, and nothing old is', async () => {
  const site = await startFeedServer();
  const old = card('/news/old-story-of-the-week', 'An old story of the week');
  site.script('/news', { body: old });
  site.script('/news/ferry-runs-again', {
    body: page(
      'The ferry runs again after six weeks',
      'A storm had broken the pier, and divers needed all of October to mend it. The first boat left at dawn with forty people on board.',
    ),
  });
  const stage = await Stage.set();
  writeFileSync(
    join(stage.folder, 'sources.yaml'),
    `sources: [{ name: site, kind: page, url: "${site.url('/news')}", own: true, private: true, every: 1s }]`,
  );
  await stage.start();
  await site.until('/news', 1);
  site.script('/news', { body: card('/news/ferry-runs-again', 'The ferry runs again…') + old });
  await stage.until((texts) => {
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(/^The ferry runs again after six weeks\n[^]*A storm had broken the pier/u);
  }, 40_000);
  const looks = site.asked('/news').length;
  await site.until('/news', looks + 2);
  expect(stage.texts()).toHaveLength(1);
  expect(site.asked('/news/old-story-of-the-week')).toEqual([]);
  expect(site.asked('/news/ferry-runs-again')).toHaveLength(1);
}, 90_000);
