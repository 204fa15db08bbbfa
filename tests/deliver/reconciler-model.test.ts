import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeArticle, composeWithdrawal } from '../../src/compose/composer.ts';
import { Lane } from '../../src/deliver/lane.ts';
import { Pacer } from '../../src/deliver/pacer.ts';
import { Reconciler } from '../../src/deliver/reconciler.ts';
import type { Surroundings } from '../../src/deliver/surroundings.ts';
import type { Telegram } from '../../src/deliver/telegram.ts';
import type { Channel } from '../../src/news/channel.ts';
import { canMove, type PostState } from '../../src/news/post.ts';
import { Pipeline } from '../../src/pipeline.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { Crash, fates, latestMs, ModelClock, ModelTelegram, type Fate } from './model-telegram.ts';

/**
 * The whole way from the ledger to the channel against a Telegram small enough to be sure of, in which any request
 * may be lost before it arrives or after, arrive late, or be the last that the program did: whatever happens, in the
 * end each article stands there once, in order, with its newest text.
 */

const noon = new Date('2026-03-02T12:00:00.000Z');
const settleTimeMs = 1_000;
const timeoutMs = 200;

let folder: string;
let store: Store;
let database: SqliteDatabase.Database;
let runs = 0;

beforeAll(async () => {
  // In memory where there is such a place: the disk would be most of the time.
  folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'khabarshy-model-'));
  store = await openStore(`sqlite:${join(folder, 'model.db')}`);
  database = new SqliteDatabase(join(folder, 'model.db'));
  database.exec(`create table moves (post_id integer, origin text, target text);
    create trigger moves_are_kept after update of state on posts
    begin insert into moves values (new.id, old.state, new.state); end`);
});

afterAll(async () => {
  await store.close();
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

type Event =
  | { kind: 'insert'; isBreaking: boolean; hasImage: boolean }
  | { kind: 'correct' | 'withdraw' | 'delete'; which: number }
  | { kind: 'person' }
  | { kind: 'pass'; ms: number }
  | { kind: 'set clock'; byMs: number }
  | { kind: 'restart' }
  | { kind: 'work'; steps: number; fates: { fate: Fate; delayMs: number }[] };

const someFates = fc.array(
  fc.record({ fate: fc.constantFrom(...fates), delayMs: fc.integer({ min: 1, max: latestMs }) }),
  { maxLength: 6 },
);

const events: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('insert'), isBreaking: fc.boolean(), hasImage: fc.boolean() }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('correct'), which: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('withdraw', 'delete'), which: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('person') }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.integer({ min: 1, max: 3_000 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('set clock'),
        byMs: fc.integer({ min: -20_000_000, max: 20_000_000 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart') }) },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('work'),
        steps: fc.integer({ min: 1, max: 8 }),
        fates: someFates,
      }),
    },
  ),
  { minLength: 4, maxLength: 30 },
);

interface Known {
  id: string;
  version: number;
  isBreaking: boolean;
  hasImage: boolean;
  isGone: boolean;
}

class World {
  readonly clock = new ModelClock(noon);
  readonly telegram = new ModelTelegram(this.clock);
  readonly articles: Known[] = [];
  readonly channel: Channel;
  readonly #pipeline: Pipeline;
  readonly #name: string;
  #people = 0;
  #lane: Lane;

  constructor() {
    runs += 1;
    this.#name = `run${runs}`;
    this.channel = channelNamed(this.#name);
    const settings = { channels: [this.channel], correctionDelayMs: 300, timeZone: 'Asia/Almaty' };
    this.#pipeline = new Pipeline(store, settings, () => undefined);
    this.#lane = this.#makeLane();
  }

  /** A first post, so that a number of the channel is known. */
  async begin(): Promise<void> {
    await this.insert(false, false);
    await this.#work(10);
  }

  async insert(isBreaking: boolean, hasImage: boolean): Promise<void> {
    const id = `${this.#name}-${this.articles.length + 1}`;
    const article = { id, version: 1, isBreaking, hasImage, isGone: false };
    this.articles.push(article);
    await this.#save(article);
  }

  async happen(event: Event): Promise<void> {
    switch (event.kind) {
      case 'insert':
        return this.insert(event.isBreaking, event.hasImage);
      case 'correct':
      case 'withdraw':
      case 'delete':
        return this.#change(event.kind, event.which);
      case 'person':
        return this.telegram.personPosts(`A person ${(this.#people += 1)}`);
      case 'pass':
        return this.clock.pass(event.ms);
      case 'set clock':
        return this.clock.set(event.byMs);
      case 'restart':
        return this.#restart();
      case 'work':
        this.telegram.ordain(event.fates);
        await this.#work(event.steps);
    }
  }

  /** The sky is clear: everything that is left is done. */
  async end(): Promise<void> {
    this.telegram.ordain([]);
    this.clock.pass(2 * latestMs);
    // A clock set back makes corrections wait no longer than it was set back.
    for (let round = 0; round < 400; round += 1) {
      const hasWork = await this.#work(1);
      if (!hasWork && this.#unfinished() === 0) return;
    }
    throw new Error(`it does not come to rest: ${JSON.stringify(this.rows())}`);
  }

  rows(): { id: number; article_id: string; state: PostState; message_id: number | null }[] {
    const rows = database.prepare('select * from posts where channel = ?').all(this.#name);
    return rows as ReturnType<World['rows']>; // the table's columns
  }

  get countOfPeople(): number {
    return this.#people;
  }

  #unfinished(): number {
    const waiting = `select count(*) from posts where channel = ? and (turn is not null or state = 'sending')`;
    return database.prepare<[string], number>(waiting).pluck().get(this.#name) ?? 0;
  }

  async #save({ id, version, isBreaking, hasImage }: Known): Promise<void> {
    const place = Number(id.split('-')[1]);
    await store.articles.save(
      {
        id,
        url: `https://news.example.kz/${id}`,
        language: 'en',
        headline: `${id} version ${version}`,
        urgency: isBreaking ? 1 : 5,
        imageUrl: hasImage ? 'https://img.example.kz/a.jpg' : null,
        // Long enough ago that no clock that is set makes it wait.
        publishedAt: new Date(noon.getTime() - 30 * 86_400_000 + place),
      },
      this.clock.now(),
    );
  }

  async #change(kind: 'correct' | 'withdraw' | 'delete', which: number): Promise<void> {
    const living = this.articles.filter(({ isGone }) => !isGone);
    const article = living[which % Math.max(living.length, 1)];
    if (article === undefined) return;
    if (kind === 'correct') {
      article.version += 1;
      return this.#save(article);
    }
    article.isGone = true;
    const sql =
      kind === 'delete'
        ? 'delete from articles where id = ?'
        : "update articles set status = 'canceled' where id = ?";
    database.prepare(sql).run(article.id);
  }

  /** @returns whether there was anything to do. */
  async #work(steps: number): Promise<boolean> {
    await this.#pipeline.poll(
      () => this.clock.now(),
      () => false,
    );
    for (let step = 0; step < steps; step += 1) {
      try {
        const next = await this.#lane.step(new AbortController().signal);
        if (next === 'again') continue;
        if (next.wakeAt === null) return false;
        // As the dispatcher has it: a lane looks again after half a minute at the latest.
        this.clock.pass(Math.min(next.wakeAt - this.clock.steadyMs(), 30_000) + 1);
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        await this.#restart();
      }
    }
    return true;
  }

  async #restart(): Promise<void> {
    this.clock.pass(50);
    await store.ledger.recover(this.clock.now());
    this.#lane = this.#makeLane();
  }

  #makeLane(): Lane {
    const { clock } = this;
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    // The model is the world outside; the class has private parts that it cannot have.
    const telegram = this.telegram as unknown as Telegram;
    const logChatId = '777';
    const searcher = new Reconciler({ telegram, clock, log, settleTimeMs, readBackGap: 5, logChatId });
    const around: Surroundings = {
      ledger: store.ledger,
      channels: store.channels,
      sightings: store.sightings,
      digests: store.digests,
      approvals: { isNeeded: () => false, await: () => Promise.resolve() },
      timetable: { at: () => ({ kind: 'open', until: null }), wasKept: () => false },
      telegram,
      pacer: new Pacer(0),
      searcher,
      clock,
      log,
      settleTimeMs,
      requestTimeoutMs: timeoutMs,
      holdBlocksMs: 0,
      isOlderCopy: false,
      caughtUp: () => undefined,
      logChatId,
      compose: composeArticle,
      composePhoto: (article, channel, imageUrl) =>
        composeArticle({ ...article, imageUrl }, { ...channel, images: 'photo' }).photo,
      composeWithdrawal,
      notice: () => Promise.resolve(),
      troubleBegins: () => Promise.resolve(),
      troubleEnds: () => Promise.resolve(),
      failed: (_part, error) => {
        throw error;
      },
      succeeded: () => undefined,
      giveUp: () => undefined,
      stopping: new AbortController().signal,
    };
    return new Lane({ channel: this.channel, movedTo: null, closed: null }, around);
  }
}

function channelNamed(name: string): Channel {
  return {
    name,
    id: '-1001',
    language: 'en',
    sections: null,
    keywords: null,
    exclude: [],
    maxAgeMs: null,
    linkText: null,
    footer: null,
    hashtags: 'none',
    images: 'photo',
    topic: null,
    postsPerMinute: 0,
    approval: null,
    quiet: null,
    sound: 'all',
    digest: null,
    isDigestOnly: false,
  };
}

/** What readers see: the first lines of our posts in any order, the ordinary ones in theirs, and people's posts. */
function seenIn({ telegram, articles }: World) {
  const messages = [...telegram.messages.values()];
  const ours = messages.filter(({ isOurs }) => isOurs).map(({ text }) => text.split('\n', 1)[0] ?? '');
  const breaking = new Set(articles.filter(({ isBreaking }) => isBreaking).map(({ id }) => id));
  return {
    count: ours.length,
    posts: new Set(ours),
    ordinary: ours.filter((text) => !breaking.has(text.split(' ', 1)[0] ?? '')),
    people: messages.length - ours.length,
  };
}

/** Each article that was not withdrawn, once, with its newest text; only breaking ones may stand earlier. */
function wantedIn({ articles, countOfPeople }: World): ReturnType<typeof seenIn> {
  const living = articles.filter(({ isGone }) => !isGone);
  const lineOf = ({ id, version }: Known) => `${id} version ${version}`;
  return {
    count: living.length,
    posts: new Set(living.map(lineOf)),
    ordinary: living.filter(({ isBreaking }) => !isBreaking).map(lineOf),
    people: countOfPeople,
  };
}

function forbiddenMoves(world: World): string[] {
  const ids = new Set(world.rows().map(({ id }) => id));
  const rows = database.prepare('select * from moves').all() as {
    post_id: number;
    origin: PostState;
    target: PostState;
  }[]; // the columns above
  database.exec('delete from moves');
  return (
    rows
      .filter(({ post_id: id, origin, target }) => ids.has(id) && origin !== target)
      // Composed and claimed in one statement: by way of ready.
      .filter(
        ({ origin, target }) => !canMove(origin, target) && !(origin === 'promised' && target === 'sending'),
      )
      .map(({ origin, target }) => `${origin} → ${target}`)
  );
}

test('whatever is lost, late or dies: each article stands there once, in order, with its newest text', async () => {
  await fc.assert(
    fc.asyncProperty(events, async (given) => {
      const world = new World();
      await world.begin();
      for (const event of given) await world.happen(event);
      await world.end();
      expect(seenIn(world)).toEqual(wantedIn(world));
      expect(forbiddenMoves(world)).toEqual([]);
    }),
    { numRuns: 400 },
  );
}, 120_000);

test('the same in a channel of which no number is known, as long as nothing is withdrawn from it', async () => {
  const lasting = events.map((list) => list.filter(({ kind }) => kind !== 'withdraw' && kind !== 'delete'));
  await fc.assert(
    fc.asyncProperty(lasting, async (given) => {
      const world = new World();
      for (const event of given) await world.happen(event);
      await world.end();
      expect(seenIn(world)).toEqual(wantedIn(world));
      expect(forbiddenMoves(world)).toEqual([]);
    }),
    { numRuns: 200 },
  );
}, 120_000);
