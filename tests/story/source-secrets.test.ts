import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startFeedServer } from '../stage/feed-server.ts';
import { Stage } from '../stage/story-stage.ts';

const feed =
  '<rss version="2.0"><channel><title>Steppe</title><item><title>The bridge is open again</title><link>/n/1</link><guid isPermaLink="false">g1</guid></item></channel></rss>';

test('passwords and keys of addresses, also of those to which a site moved, stand in no log, no answer, no post and no database', async () => {
  const site = await startFeedServer();
  site.script('/rss?key=hidden-key', { body: feed });
  // Moved for good, to addresses that are secret themselves.
  for (const [path, location] of [
    ['/old', '/rss2?key=hidden-key'],
    ['/older', '/feeds/hidden0secret1of2letters/rss'],
    ['/gone', '/nothing/hidden0secret1of2letters?key=hidden-key'],
  ])
    site.script(path ?? '', { status: 301, location: location ?? '' });
  site.script('/rss2?key=hidden-key', { body: feed.replaceAll('g1', 'g2').replaceAll('/n/1', '/n/2') });
  site.script('/feeds/hidden0secret1of2letters/rss', { body: feed.replace('<item>', '<item><bad>') });
  const link =
    '<link rel="alternate" type="application/rss+xml" href="/f/hidden0secret1of2letters?key=hidden-key">';
  site.script('/page', { body: `<html><head>${link}</head><body><p>Welcome to our site.</p></body></html>` });
  const at = (path: string) => site.url(path).replace('//', '//me:hidden-word@');
  const stage = await Stage.set();
  const usual = 'own: true, private: true, first_run: { last: 5 }, full_text: never';
  writeFileSync(
    join(stage.folder, 'sources.yaml'),
    `sources:
  - { name: good, url: "${at('/rss?key=hidden-key')}", ${usual} }
  - { name: missing, url: "${at('/nothing')}", ${usual} }
  - { name: old, url: "${site.url('/old')}", ${usual} }
  - { name: older, url: "${site.url('/older')}", ${usual} }
  - { name: gone, url: "${site.url('/gone')}", ${usual} }
  - { name: page, kind: feed, url: "${site.url('/page')}", ${usual} }
  - { name: closed, url: "http://me:hidden-word@127.0.0.1:1/rss", ${usual} }
`,
  );
  const run = await stage.start();
  const looks = () => stage.newsroom.rows('select source from source_states where looked_at is not null');
  await stage.until(() => expect(looks()).toHaveLength(7));
  await stage.until((texts) => expect(texts.length).toBeGreaterThan(0));
  const commands = [['status'], ['sources'], ['sources', 'test', 'missing'], ['doctor']];
  const answers: string[] = [];
  for (const args of commands) answers.push(JSON.stringify(await stage.command(args)));
  expect(answers.join()).toContain('SOURCE_NOT_FOUND');
  await stage.stop();
  const files = readdirSync(stage.folder).filter((name) => name.startsWith('story.db'));
  const stored = files.map((name) => readFileSync(join(stage.folder, name), 'latin1'));
  expect(stored.join()).toContain('The bridge is open again');
  for (const text of [run.output(), ...answers, ...stage.texts(), ...stage.told(), ...stored])
    expect(text).not.toContain('hidden-');
});
