import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import type { Step } from '../../src/deliver/channel-gate.ts';
import type { Delivery } from '../../src/deliver/delivery.ts';
import { Lane } from '../../src/deliver/lane.ts';
import type { Address } from '../../src/deliver/messenger.ts';
import type { Notice } from '../../src/deliver/notices.ts';
import type { Channel } from '../../src/news/channel.ts';
import type { Pipeline } from '../../src/pipeline.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { Timetable } from '../../src/timetable.ts';
import { modelDelivery, noticesIn } from './model-delivery.ts';
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

  override numberOf(chatId: string): Promise<string | null> {
    return Promise.resolve(chatId.startsWith('@') ? (this.numbers[chatId] ?? null) : chatId);
  }

  count(method: Method): number {
    return this.asked.filter((request) => request.method === method).length;
  }

  #ask<Answer>(
    method: Method,
    to: Address,
    messageId: number | null,
    usual: () => Promise<Answer>,
  ): Promise<Answer> {
    const { chatId } = to;
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
    const timetable = await Timetable.load(store, 'UTC');
    return new LaneStage(store, timetable, database, { ...plainChannel, ...changes });
  }

  private constructor(
    store: Store,
    timetable: Timetable,
    database: SqliteDatabase.Database,
    channel: Channel,
  ) {
    this.store = store;
    this.database = database;
    const { delivery, pipeline } = modelDelivery(store, timetable, this.telegram, this.clock, [channel]);
    this.delivery = delivery;
    this.#pipeline = pipeline;
    this.lane = this.laneOf(channel);
  }

  /** What people are to be told of the posts, in the order in which it was written down. */
  get notices(): Notice[] {
    return noticesIn(this.database, plainChannel.name);
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
