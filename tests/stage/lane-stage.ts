import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { composeArticle, composeWithdrawal } from '../../src/compose/composer.ts';
import type { Step } from '../../src/deliver/channel-gate.ts';
import { Lane } from '../../src/deliver/lane.ts';
import { Pacer } from '../../src/deliver/pacer.ts';
import { Reconciler } from '../../src/deliver/doubt/reconciler.ts';
import type { Delivery } from '../../src/deliver/delivery.ts';
import type { Telegram } from '../../src/deliver/telegram/telegram.ts';
import type { Channel } from '../../src/news/channel.ts';
import { Pipeline } from '../../src/pipeline.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { ModelClock, ModelTelegram } from './model-telegram.ts';

type Method = 'send' | 'edit' | 'delete' | 'readBack' | 'pin';

/** A Telegram that answers as it is told; where it is told nothing, as the small one does. */
export class ToldTelegram extends ModelTelegram {
  readonly asked: { method: Method; chatId: string; messageId: number | null }[] = [];
  /** Given a request's place in the row of its kind, from 0; undefined: as usual. */
  readonly tell: Partial<Record<Method, (call: number, chatId: string) => object | undefined>> = {};
  /** Chat numbers by @name. */
  readonly numbers: Record<string, string> = {};

  override send(...given: Parameters<ModelTelegram['send']>): ReturnType<ModelTelegram['send']> {
    return this.#ask('send', given[0], null, () => super.send(...given));
  }

  override edit(...given: Parameters<ModelTelegram['edit']>): ReturnType<ModelTelegram['edit']> {
    return this.#ask('edit', given[0], given[1], () => super.edit(...given));
  }

  override delete(...given: Parameters<ModelTelegram['delete']>): ReturnType<ModelTelegram['delete']> {
    return this.#ask('delete', given[0], given[1], () => super.delete(...given));
  }

  override readBack(...given: Parameters<ModelTelegram['readBack']>): ReturnType<ModelTelegram['readBack']> {
    return this.#ask('readBack', given[0], given[1], () => super.readBack(...given));
  }

  numberOf(chatId: string): Promise<string | null> {
    return Promise.resolve(chatId.startsWith('@') ? (this.numbers[chatId] ?? null) : chatId);
  }

  count(method: Method): number {
    return this.asked.filter((request) => request.method === method).length;
  }

  #ask<Answer>(
    method: Method,
    to: unknown,
    messageId: number | null,
    usual: () => Promise<Answer>,
  ): Promise<Answer> {
    const { chatId } = to as { chatId: string }; // an Address
    const call = this.count(method);
    this.asked.push({ method, chatId, messageId });
    const told = this.tell[method]?.(call, chatId);
    return told === undefined ? usual() : Promise.resolve(told as Answer); // the test's own answer
  }
}

/** One channel's lane on a database of its own, in a time that passes when it is told to. */
export class LaneStage {
  readonly clock = new ModelClock(new Date('2026-03-02T12:00:00.000Z'));
  readonly telegram = new ToldTelegram(this.clock);
  readonly notices: { kind: string; reason: string }[] = [];
  readonly delivery: Delivery;
  readonly store: Store;
  readonly database: SqliteDatabase.Database;
  lane: Lane;
  readonly #pipeline: Pipeline;

  static async set(changes: Partial<Channel> = {}): Promise<LaneStage> {
    const folder = mkdtempSync(join(tmpdir(), 'khabarshy-lane-'));
    const store = await openStore(`sqlite:${join(folder, 'lane.db')}`);
    const database = new SqliteDatabase(join(folder, 'lane.db'));
    onTestFinished(async () => {
      await store.close();
      database.close();
      rmSync(folder, { recursive: true, force: true });
    });
    return new LaneStage(store, database, { ...plainChannel, ...changes });
  }

  private constructor(store: Store, database: SqliteDatabase.Database, channel: Channel) {
    this.store = store;
    this.database = database;
    this.delivery = this.#delivery();
    this.#pipeline = new Pipeline(
      store,
      { channels: [channel], correctionDelayMs: 0, timeZone: 'UTC' },
      () => undefined,
    );
    this.lane = this.laneOf(channel);
  }

  laneOf(changes: Partial<Channel>): Lane {
    return new Lane({ channel: { ...plainChannel, ...changes }, movedTo: null, closed: null }, this.delivery);
  }

  async save(id: string, headline: string): Promise<void> {
    const url = `https://news.example.kz/${id}`;
    await this.store.articles.save({ id, url, language: 'en', headline }, this.clock.now());
    await this.plan();
  }

  async cancel(id: string): Promise<void> {
    await this.store.orders.setStatus(id, ['usable'], 'canceled');
    await this.plan();
  }

  async plan(): Promise<void> {
    this.clock.pass(1);
    await this.#pipeline.poll(
      () => this.clock.now(),
      () => false,
    );
  }

  /** So many steps, one after the other, as a lane that is woken all the time takes them: no time passes. */
  async hurry(steps: number): Promise<Step> {
    let step: Step = 'again';
    for (let count = 0; count < steps; count += 1) step = await this.lane.step(new AbortController().signal);
    return step;
  }

  /** Steps until there is nothing to do, and lets the time pass that it wants to wait. */
  async rest(most = 200): Promise<void> {
    for (let count = 0; count < most; count += 1) {
      const step = await this.lane.step(new AbortController().signal);
      if (step === 'again') continue;
      if (step.wakeAt === null) return;
      this.clock.pass(step.wakeAt - this.clock.steadyMs() + 1);
    }
    throw new Error(`it does not come to rest: ${JSON.stringify(this.telegram.asked.slice(-10))}`);
  }

  states(): Record<string, string> {
    const rows = this.database.prepare('select article_id, state from posts order by id').all();
    const posts = rows as { article_id: string; state: string }[]; // the table's columns
    return Object.fromEntries(posts.map(({ article_id: id, state }) => [id, state]));
  }

  /** The headlines that stand in the channel. */
  standing(): (string | undefined)[] {
    return [...this.telegram.messages.values()].map(({ text }) => text.split('\n', 1)[0]);
  }

  #delivery(): Delivery {
    const { clock, store } = this;
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const telegram = this.telegram as unknown as Telegram; // the world outside, without its private parts
    const searcher = new Reconciler({
      telegram,
      clock,
      log,
      settleTimeMs: 1_000,
      readBackGap: 5,
      logChatId: '777',
      isOther: (post, chatId, messageId) => store.posts.isOther(post, chatId, messageId),
    });
    return {
      ledger: store.ledger,
      posts: store.posts,
      channels: store.channels,
      unknownPosts: store.unknownPosts,
      digests: store.digests,
      composeDigest: () => Promise.resolve(null),
      approvals: { isNeeded: () => false, await: () => Promise.resolve() },
      timetable: { at: () => ({ kind: 'open', until: null }), wasKept: () => false },
      telegram,
      pacer: new Pacer(0),
      searcher,
      clock,
      log,
      settleTimeMs: 1_000,
      requestTimeoutMs: 200,
      uncertainBlocksMs: 0,
      isOlderCopy: false,
      caughtUp: () => undefined,
      logChatId: '777',
      compose: composeArticle,
      composePhoto: () => null,
      composeWithdrawal,
      notice: (kind, { reason }) => Promise.resolve(void this.notices.push({ kind, reason })),
      troubleBegins: () => Promise.resolve(),
      troubleEnds: () => Promise.resolve(),
      failed: () => undefined,
      succeeded: () => undefined,
      giveUp: () => undefined,
      stopping: new AbortController().signal,
    };
  }
}

const plainChannel: Channel = {
  name: 'main',
  id: '-1001',
  language: 'en',
  sections: null,
  keywords: null,
  exclude: [],
  maxAgeMs: null,
  linkText: null,
  footer: null,
  hashtags: 'none',
  images: 'none',
  topic: null,
  postsPerMinute: 0,
  approval: null,
  quiet: null,
  sound: 'all',
  digest: null,
  isDigestOnly: false,
};
