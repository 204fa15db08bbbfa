import { describe, expect, onTestFinished, test } from 'vitest';
import type { Look } from '../../../src/intake/polling/look.ts';
import { SourceSchedule } from '../../../src/intake/polling/source-schedule.ts';
import type { Source } from '../../../src/news/source.ts';
import { newSourceState } from '../../../src/store/sources/source-state.ts';
import { sqlite } from '../../stage/databases.ts';
import { startFeedServer } from '../../stage/feed-server.ts';
import { MovableClock } from '../../stage/movable-clock.ts';
import { feedOf, PollerStage } from './poller-stage.ts';

const [secondMs, minuteMs, hourMs] = [1000, 60_000, 3_600_000];

/** A schedule over real looks, whose time a test moves. */
class ScheduleStage {
  readonly stage: PollerStage;
  readonly clock = new MovableClock('2026-03-02T12:00:00.000Z');
  readonly looks: { source: string; kind: string; atMs: number }[] = [];
  readonly #failed = Promise.withResolvers<unknown>();
  readonly #awaited: { count: number; tell: () => void }[] = [];
  #schedule: SourceSchedule | null = null;

  constructor(stage: PollerStage) {
    this.stage = stage;
  }

  static async open(): Promise<ScheduleStage> {
    return new ScheduleStage(await PollerStage.open(sqlite));
  }

  async start(sources: readonly Source[], random = () => 0): Promise<SourceSchedule> {
    const schedule = new SourceSchedule({
      sources,
      poller: this.stage.poller,
      states: this.stage.stage.store.sourceStates,
      clock: this.clock,
      random,
      report: async (source, look) => this.#note(source.name, look),
      onStep: (error) => {
        if (error !== null) this.#failed.resolve(error);
      },
    });
    await schedule.start();
    this.#schedule = schedule;
    onTestFinished(() => schedule.stop());
    return schedule;
  }

  stop(): Promise<void> {
    return this.#schedule?.stop() ?? Promise.resolve();
  }

  /** Resolves once there were so many looks. */
  async until(count: number): Promise<void> {
    if (this.looks.length >= count) return;
    await new Promise<void>((tell) => this.#awaited.push({ count, tell }));
  }

  /** Resolves once a step of our own failed. */
  async untilError(): Promise<void> {
    await this.#failed.promise;
  }

  namesOfLooks(): string[] {
    return this.looks.map(({ source }) => source);
  }

  async #note(source: string, { outcome }: Look): Promise<void> {
    this.looks.push({ source, kind: outcome.kind, atMs: this.clock.steadyMs() });
    for (const each of this.#awaited.splice(0)) {
      if (each.count <= this.looks.length) each.tell();
      else this.#awaited.push(each);
    }
  }
}

const own = { isOwn: true, everyMs: 10 * secondMs } as const;

test('each source is looked at when it is time, and no earlier', async () => {
  const stage = await ScheduleStage.open();
  const { site } = stage.stage;
  site.script('/a', { body: feedOf([1]) }).script('/b', { body: feedOf([2]) });
  const a = stage.stage.source({ ...own, name: 'a', url: site.url('/a') });
  const b = stage.stage.source({ ...own, name: 'b', url: site.url('/b'), everyMs: hourMs });
  await stage.start([a, b]);
  await stage.until(2);
  stage.clock.advance(11 * secondMs);
  await stage.until(3);
  stage.clock.advance(5 * secondMs);
  stage.clock.advance(6 * secondMs);
  await stage.until(4);
  expect(stage.namesOfLooks()).toEqual(['a', 'b', 'a', 'a']);
});

test('after a start, what is new comes first, what was due is spread, and the rest keeps its time', async () => {
  const stage = await ScheduleStage.open();
  const { site } = stage.stage;
  const { sourceStates } = stage.stage.stage.store;
  const sources = ['new', 'asked', 'overdue', 'later', 'odd'].map((name) =>
    stage.stage.source({ name, url: site.url(`/${name}`), everyMs: 2 * hourMs, minMs: minuteMs }),
  );
  const at = (ms: number) => new Date(stage.clock.now().getTime() + ms);
  const times = { asked: null, overdue: at(-hourMs), later: at(10 * minuteMs), odd: at(900 * hourMs) };
  for (const [name, nextAt] of Object.entries(times)) {
    await sourceStates.write({ ...newSourceState(name, site.url(`/${name}`)), nextAt });
  }
  const randoms = [0.5, 0.99, 0.75, 0.9];
  await stage.start(sources, () => randoms.shift() ?? 0);
  stage.clock.advance(1.5 * secondMs);
  await stage.until(1);
  // The second one waits for its host, which is asked once in a second.
  stage.clock.advance(1.5 * secondMs);
  await stage.until(2);
  stage.clock.advance(40 * secondMs);
  expect(site.requests).toHaveLength(2);
  stage.clock.advance(3 * secondMs);
  await stage.until(3);
  stage.clock.advance(10 * secondMs);
  await stage.until(4);
  stage.clock.advance(10 * minuteMs);
  await stage.until(5);
  expect(stage.namesOfLooks()).toEqual(['new', 'asked', 'overdue', 'odd', 'later']);
});

describe('a host of somebody else', () => {
  test('gets one request at a time, and one in a second', async () => {
    const stage = await ScheduleStage.open();
    const { site } = stage.stage;
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) site.script(`/${name}`, { body: feedOf([1]) });
    site.script('/a', { body: feedOf([1]), holds: 'before headers' });
    await stage.start(
      names.map((name) => stage.stage.source({ name, url: site.url(`/${name}`), everyMs: hourMs })),
    );
    await site.until('/a', 1);
    stage.clock.advance(5 * secondMs);
    expect(site.requests).toHaveLength(1);
    site.release();
    await stage.until(2);
    for (const count of [3, 4]) {
      stage.clock.advance(secondMs);
      await stage.until(count);
    }
    expect(stage.namesOfLooks()).toEqual(names);
    expect(site.mostOpen).toBe(1);
    const times = stage.looks.slice(1).map(({ atMs }) => atMs);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test('is left alone with all its sources for as long as one of them was told, also by an editor and after a restart', async () => {
    const stage = await ScheduleStage.open();
    const { site } = stage.stage;
    site.script('/a', { status: 429, headers: { 'retry-after': '600' } }).script('/b', { body: feedOf([1]) });
    const sources = ['a', 'b'].map((name) =>
      stage.stage.source({ name, url: site.url(`/${name}`), everyMs: minuteMs }),
    );
    const schedule = await stage.start(sources);
    await stage.until(1);
    await stage.stage.stage.store.sourceStates.askNow('a');
    await schedule.refresh();
    stage.clock.advance(9 * minuteMs);
    await stage.stop();
    await stage.start(sources);
    expect(site.requests).toHaveLength(1);
    site.script('/a', { body: feedOf([2]) });
    stage.clock.advance(6 * minuteMs);
    await stage.until(2);
    stage.clock.advance(secondMs);
    await stage.until(3);
    expect(stage.namesOfLooks().toSorted()).toEqual(['a', 'a', 'b']);
  });
});

test('an own host gets four requests at a time, and no pause between them', async () => {
  const stage = await ScheduleStage.open();
  const { site } = stage.stage;
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const name of names) site.script(`/${name}`, { body: feedOf([1]), holds: 'before headers' });
  await stage.start(
    names.map((name) => stage.stage.source({ ...own, name, url: site.url(`/${name}`), everyMs: hourMs })),
  );
  await site.until('/d', 1);
  expect(site.requests).toHaveLength(4);
  site.release();
  await site.until('/f', 1);
  site.release();
  await stage.until(6);
  expect(site.mostOpen).toBe(4);
});

test('sixteen looks go on at a time, and a host that hangs holds up no other', async () => {
  const stage = await ScheduleStage.open();
  const sites = await Promise.all(Array.from({ length: 18 }, () => startFeedServer()));
  for (const site of sites) site.script('/rss', { body: feedOf([1]), holds: 'before headers' });
  await stage.start(
    sites.map((site, index) =>
      stage.stage.source({ name: `s${index}`, url: site.url('/rss'), everyMs: hourMs }),
    ),
  );
  await Promise.all(sites.slice(0, 16).map((site) => site.until('/rss', 1)));
  expect(sites.flatMap(({ requests }) => requests)).toHaveLength(16);
  sites[3]?.release();
  await sites[16]?.until('/rss', 1);
  expect(stage.namesOfLooks()).toEqual(['s3']);
  for (const site of sites) site.release();
  await sites[17]?.until('/rss', 1);
  sites[17]?.release();
  await stage.until(18);
});

test('one bad source costs the others nothing, nor does a step of our own that fails', async () => {
  const stage = await ScheduleStage.open();
  const { site } = stage.stage;
  site.script('/good', { body: feedOf([1]) });
  const bad = stage.stage.source({ ...own, name: 'bad', url: 'http://127.0.0.1:1/' });
  const good = stage.stage.source({ ...own, name: 'good', url: site.url('/good') });
  await stage.start([bad, good]);
  await stage.until(2);
  await stage.stage.stage.newsroom.run('alter table source_states rename to gone');
  stage.clock.advance(11 * secondMs);
  await stage.untilError();
  await stage.stage.stage.newsroom.run('alter table gone rename to source_states');
  stage.clock.advance(2 * minuteMs);
  await stage.until(4);
  expect(
    stage.looks
      .slice(2)
      .map(({ source }) => source)
      .toSorted(),
  ).toEqual(['bad', 'good']);
});

test('a source that an editor resumes, or that is asked for, is looked at now', async () => {
  const stage = await ScheduleStage.open();
  const { sourceStates } = stage.stage.stage.store;
  stage.stage.site.script('/rss', { body: feedOf([1]) });
  const schedule = await stage.start([stage.stage.source({ everyMs: hourMs })]);
  await stage.until(1);
  await sourceStates.pause('steppe', 'an editor', stage.clock.now());
  stage.clock.advance(2 * hourMs);
  await sourceStates.askNow('steppe');
  await schedule.refresh();
  await sourceStates.resume('steppe');
  await schedule.refresh();
  await stage.until(2);
  await sourceStates.askNow('steppe');
  await schedule.refresh();
  await stage.until(3);
  expect(stage.stage.site.requests).toHaveLength(3);
});

test('it ends at once although a site hangs, and nothing is noted of what was given up', async () => {
  const stage = await ScheduleStage.open();
  stage.stage.site.script('/rss', { holds: 'before headers' });
  const schedule = await stage.start([stage.stage.source()]);
  await stage.stage.site.until('/rss', 1);
  await schedule.stop();
  expect(stage.looks).toEqual([]);
  expect((await stage.stage.state()).lookedAt).toBeNull();
});
