import { expect, test } from 'vitest';
import { Notices } from '../../src/deliver/notices.ts';
import { Events } from '../../src/events.ts';
import type { Source } from '../../src/news/source.ts';
import { spokenLanguages } from '../../src/news/language.ts';
import { troubleText } from '../../src/watch/alerts/trouble-text.ts';
import { brakeButtons, endsSilently } from '../../src/watch/source-text.ts';
import { SourceWatch } from '../../src/watch/source-watch.ts';
import { feedOf, PollerStage } from '../intake/polling/poller-stage.ts';
import { sqlite } from '../stage/databases.ts';
import { startFeedServer } from '../stage/feed-server.ts';
import { ModelClock } from '../stage/model-telegram.ts';

const minuteMs = 60_000;

/** Looks at sources, and what people are told of them. */
async function openWatch() {
  const stage = await PollerStage.open(sqlite);
  const { store } = stage.stage;
  const notices = new Notices(store, new Events(), new ModelClock(stage.now));
  const watch = new SourceWatch(notices, store.troubles);
  const look = async (source: Source = stage.source(), minutes = 60) => {
    stage.pass(minutes * minuteMs);
    await watch.note(source, await stage.look(source), stage.now);
    return (await store.troubles.open()).map(({ key }) => key);
  };
  const texts = async () => (await store.troubles.open()).map((trouble) => troubleText(trouble, 'en'));
  return { stage, look, texts, troubles: store.troubles };
}

test('a certificate that is not trusted is told after three looks, with its cause', async () => {
  const { look, texts } = await openWatch();
  const site = await startFeedServer({ isTls: true });
  const source = { name: 'steppe', url: site.url('/rss'), isPrivate: true };
  const stage = (await openWatch()).stage;
  const secured = stage.source(source);
  expect(await look(secured)).toEqual([]);
  expect(await look(secured)).toEqual([]);
  expect(await look(secured)).toEqual(['source:steppe']);
  const [text] = await texts();
  expect(text).toContain('its certificate is not trusted');
  expect(text).toMatch(/SOURCE_CERTIFICATE: .*127\.0\.0\.1.*\([A-Z_]+\)$/u);
});

test('a source that is gone for good is told once, and not asked any more', async () => {
  const { stage, look, texts } = await openWatch();
  stage.site.script('/rss', { status: 410 });
  expect([await look(), await look(), await look()]).toEqual([[], [], ['source:steppe']]);
  expect((await texts()).join()).toMatch(/gone for good \(410\), so I do not ask it any more/u);
  await look();
  expect(stage.site.requests).toHaveLength(3);
});

test('a source that moved for good is told with its new address, and silently forgotten when it is corrected', async () => {
  const { stage, look, texts } = await openWatch();
  stage.site.script('/rss', { location: '/new.xml?from=rss', status: 301 });
  stage.site.script('/new.xml', { body: feedOf([1]), etag: '"a"' });
  for (let day = 0; day < 8; day += 1) expect(await look(stage.source(), 24 * 60)).toEqual([]);
  await look();
  expect(await look()).toEqual(['source moved:steppe']);
  const [text] = await texts();
  expect(text).toContain(`${stage.site.url('/new.xml')}.`);
  expect(text).not.toContain('from=rss');
  expect(endsSilently('source moved:steppe')).toBe(true);
  // The owner writes the new address into the settings.
  expect(await look(stage.source({ url: stage.site.url('/new.xml?from=rss') }))).toEqual([]);
});

test('an address with a key is not kept: the source is asked at its old one, and nothing is told', async () => {
  const { stage, look } = await openWatch();
  stage.site.script('/rss', { location: '/new.xml?key=secret', status: 301 });
  stage.site.script('/new.xml', { body: feedOf([1]), etag: '"a"' });
  for (let day = 0; day < 12; day += 1) expect(await look(stage.source(), 24 * 60)).toEqual([]);
  expect(stage.site.requests.filter(({ path }) => path === '/rss')).toHaveLength(12);
});

test('an overrun is told once, and is over with the next look that shows something known', async () => {
  const { stage, look, texts } = await openWatch();
  stage.site.script('/rss', { body: feedOf([1]) });
  await look();
  stage.site.script('/rss', { body: feedOf([5]) });
  expect(await look()).toEqual(['source overrun:steppe']);
  expect((await texts()).join()).toMatch(/^⚠️ Since my last look.*Older articles may be missing/u);
  stage.site.script('/rss', { body: feedOf([6, 5]) });
  expect(await look()).toEqual([]);
});

test('what a brake kept back is asked about with two buttons, once a day', async () => {
  const { stage, look, texts, troubles } = await openWatch();
  stage.site.script('/rss', { body: feedOf([1, 2]) });
  await look();
  const flood = (from: number) => ({
    body: feedOf(Array.from({ length: 12 }, (_, index) => from + index)),
  });
  stage.site.script('/rss', flood(100));
  expect(await look()).toEqual(['source brake:steppe']);
  expect((await texts()).join()).toContain('12 items, for example “News number 100 of the steppe”');
  const [trouble] = await troubles.open();
  if (trouble === undefined) throw new Error('it was just begun');
  for (const language of spokenLanguages) {
    expect(brakeButtons(trouble, language).map(({ data }) => data)).toEqual([
      'brake:steppe:lift',
      'brake:steppe:keep',
    ]);
    expect(troubleText(trouble, language)).toContain('steppe');
  }
  stage.site.script('/rss', flood(200));
  await look();
  expect((await texts()).join()).toContain('number 100');
  stage.site.script('/rss', flood(300));
  await look(stage.source(), 25 * 60);
  expect((await texts()).join()).toContain('number 300');
});

test('what another brake keeps back is asked about at once, and so is what comes after an editor lifted the brakes', async () => {
  const { stage, look, texts, troubles } = await openWatch();
  const { sourceStates } = stage.stage.store;
  const items = (from: number) => Array.from({ length: 12 }, (_, index) => from + index);
  stage.site.script('/rss', { body: feedOf(items(1)) });
  await look();
  stage.site.script('/rss', { body: feedOf(items(100)) });
  await look();
  expect((await texts()).join()).toContain('number 100');
  await sourceStates.liftBrake('steppe', new Date(stage.now.getTime() + 60 * minuteMs));
  await troubles.end('source brake:steppe', stage.now);
  expect(await look(stage.source(), 1)).toEqual([]);
  stage.site.script('/rss', { body: feedOf(items(200)) });
  await look(stage.source(), 120);
  expect((await texts()).join()).toMatch(/everything .* new to me: 12 items, .*number 200/u);
  expect(await troubles.untold()).toMatchObject([{ isTold: false, endedAt: null }]);
  stage.site.script('/rss', { body: feedOf(items(100)).replaceAll('News number', 'Daily news') });
  await look(stage.source(), 10);
  expect((await texts()).join()).toMatch(/12 items changed at once/u);
});

test('a failure that may be over in a moment is told after an hour, and its end once', async () => {
  const { stage, look } = await openWatch();
  stage.site.script('/rss', { body: feedOf([1]) });
  await look();
  stage.site.script('/rss', { status: 503 });
  for (let minutes = 0; minutes < 50; minutes += 10) expect(await look(stage.source(), 10)).toEqual([]);
  expect(await look(stage.source(), 10)).toEqual(['source:steppe']);
  stage.site.script('/rss', { body: feedOf([1]) });
  expect(await look(stage.source(), 10)).toEqual([]);
});
