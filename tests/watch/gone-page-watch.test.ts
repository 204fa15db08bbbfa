import { expect, onTestFinished, test } from 'vitest';
import { noProxies } from '../../src/config/proxy-settings.ts';
import { Notices } from '../../src/deliver/notices.ts';
import { Events } from '../../src/events.ts';
import { HttpClient } from '../../src/http/http-client.ts';
import { GonePages } from '../../src/intake/pages/gone-pages.ts';
import { watchGonePages } from '../../src/watch/gone-page-watch.ts';
import { noon, source } from '../stage/builders.ts';
import { openStage, sqlite } from '../stage/databases.ts';
import { startFeedServer } from '../stage/feed-server.ts';
import { MovableClock } from '../stage/movable-clock.ts';
import { quietLog } from '../stage/quiet-log.ts';
import { claim, promise } from '../stage/stored-posts.ts';

const minuteMs = 60_000;

/** It tells when somebody waits on it. */
class WatchedClock extends MovableClock {
  #tell: () => void = () => undefined;

  override wait(ms: number, signal: AbortSignal): Promise<void> {
    const waiting = super.wait(ms, signal);
    this.#tell();
    return waiting;
  }

  /** Moves on, and resolves when everything that was due is done. */
  async pass(minutes: number): Promise<void> {
    const next = new Promise<void>((tell) => (this.#tell = tell));
    this.advance(minutes * minuteMs);
    await next;
  }
}

/** A watch over the page of one article that was posted at noon. */
async function open(gone: 'tell' | 'cancel') {
  const site = await startFeedServer();
  const { store, newsroom } = await openStage(sqlite);
  const own = source({ url: site.url('/rss.xml'), isOwn: true, isPrivate: true, gone });
  const postId = await promise(store, 'a');
  await claim(store, postId);
  await newsroom.run(`update posts set state = 'sent', sent_at = ? where id = ?`, [noon.getTime(), postId]);
  await newsroom.run('update articles set url = ? where id = ?', [site.url('/a'), 'a']);
  const said = { articleId: 'a', source: 'steppe', hashes: {}, owned: [], held: [], changedAt: [] };
  await store.items.write((writer) => writer.writeSaid(said));
  const clock = new WatchedClock(noon.toISOString());
  const events = new Events();
  const told = Promise.withResolvers<void>();
  events.listen('trouble', () => told.resolve());
  const changed = Promise.withResolvers<void>();
  events.listen('articles changed', () => changed.resolve());
  const stopping = new AbortController();
  const client = new HttpClient({ proxies: noProxies, userAgent: 'khabarshy/test' });
  const watching = watchGonePages(new GonePages(store, client, [own]), {
    clock,
    events,
    log: quietLog,
    noticesAbout: () => Promise.resolve(new Notices(store, events, clock)),
    stopping: stopping.signal,
  });
  onTestFinished(async () => {
    stopping.abort();
    await watching;
  });
  return { site, store, newsroom, clock, told: told.promise, changed: changed.promise, stopping, watching };
}

test('a page that is gone is told by itself when its time has come, and once', async () => {
  const { site, store, clock, told } = await open('tell');
  site.script('/a', { body: '<h1>The ferry</h1>' }, { status: 410 });
  await clock.pass(5);
  expect(site.requests).toEqual([]);
  await clock.pass(6);
  expect(site.asked('/a')).toHaveLength(1);
  await clock.pass(50);
  await told;
  await clock.pass(6 * 60);
  const [trouble, ...others] = await store.troubles.open();
  expect(trouble?.key).toBe('gone page:a');
  expect(others).toEqual([]);
  expect(site.asked('/a')).toHaveLength(2);
});

test('gone: cancel kills it, and says so', async () => {
  const { site, newsroom, clock, changed, told } = await open('cancel');
  site.script('/a', { status: 410 });
  await clock.pass(11);
  await Promise.all([changed, told]);
  expect(await newsroom.rows('select status from articles')).toEqual([{ status: 'canceled' }]);
});

test('a database that fails ends no watch', async () => {
  const { site, newsroom, clock, told } = await open('tell');
  site.script('/a', { status: 410 });
  await newsroom.run('alter table source_items rename to gone');
  await clock.pass(11);
  expect(site.requests).toEqual([]);
  await newsroom.run('alter table gone rename to source_items');
  await clock.pass(5);
  await told;
  expect(site.asked('/a')).toHaveLength(1);
});

test('it ends at once, also while it waits', async () => {
  const { stopping, watching, site } = await open('tell');
  stopping.abort();
  await watching;
  expect(site.requests).toEqual([]);
});
