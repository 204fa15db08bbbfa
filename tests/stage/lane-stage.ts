import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import type { Step } from '../../src/deliver/channel-gate.ts';
import type { Delivery } from '../../src/deliver/delivery.ts';
import { Lane } from '../../src/deliver/lane.ts';
import type { Notice } from '../../src/deliver/notices.ts';
import type { Channel } from '../../src/news/channel.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import type { Holder } from '../../src/store/lanes/holder.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { Timetable } from '../../src/timetable.ts';
import { channel as anyChannel, noon } from './builders.ts';
import { makeFolder } from './folder.ts';
import { addressesOf, modelDelivery, noticesIn, type LaneOptions } from './model-delivery.ts';
import { putMigratedFile } from './migrated-file.ts';
import { ModelClock } from './model-telegram.ts';
import { ToldTelegram } from './told-telegram.ts';

/** What a lane stands on. */
export interface Ground {
  store: Store;
  timetable: Timetable;
  /** Who works the lanes. */
  holder: Holder;
  /** A second connection, to look and to meddle. */
  database: SqliteDatabase.Database;
}

/** Opens a database for lanes in this folder. */
export async function openGround(folder: string): Promise<Ground> {
  const file = join(folder, 'lane.db');
  await putMigratedFile(file);
  const store = await openStore(`sqlite:${file}`);
  const { holder } = await store.lanes.take('main', noon);
  const timetable = await Timetable.load(store, 'UTC');
  return { store, timetable, holder, database: new SqliteDatabase(file) };
}

/** One channel's lane before a model of Telegram, in a time that passes when it is told to. */
export class LaneStage {
  readonly clock = new ModelClock(noon);
  readonly telegram = new ToldTelegram(this.clock);
  readonly store: Store;
  readonly database: SqliteDatabase.Database;
  readonly channel: Channel;
  readonly #ground: Ground;
  readonly #options: LaneOptions;
  #begun: { delivery: Delivery; pipeline: Pipeline };
  lane: Lane;

  /** A lane on a database of its own, which goes when the test ends. */
  static async set(changes: Partial<Channel> = {}): Promise<LaneStage> {
    const ground = await openGround(makeFolder());
    onTestFinished(async () => {
      await ground.store.close();
      ground.database.close();
    });
    return new LaneStage(ground, changes);
  }

  constructor(ground: Ground, changes: Partial<Channel> = {}, options: LaneOptions = {}) {
    this.#ground = ground;
    this.#options = options;
    this.store = ground.store;
    this.database = ground.database;
    this.channel = anyChannel({ id: '-1001', language: 'en', postsPerMinute: 0, ...changes });
    this.#begun = this.#begin();
    this.lane = this.laneOf({});
  }

  /** The program died, and another process takes the lanes over. */
  async restart(): Promise<void> {
    const { holder } = await this.store.lanes.take('main', this.clock.now());
    this.#ground.holder = holder;
    this.begin();
  }

  /** The program begins anew, with nothing in its memory. */
  begin(options: LaneOptions = {}): void {
    this.#begun = this.#begin(options);
    this.lane = this.laneOf({});
  }

  #begin(changes: LaneOptions = {}): { delivery: Delivery; pipeline: Pipeline } {
    const options = { ...this.#options, ...changes };
    return modelDelivery(this.#ground, this.telegram, this.clock, [this.channel], options);
  }

  get delivery(): Delivery {
    return this.#begun.delivery;
  }

  /** What people are to be told of the posts, in the order in which it was written down. */
  get notices(): Notice[] {
    return noticesIn(this.database, this.channel.name);
  }

  laneOf(changes: Partial<Channel>): Lane {
    const channel = { ...this.channel, ...changes };
    const addresses = addressesOf([channel], this.delivery);
    return new Lane({ channel, closed: null }, { ...this.delivery, addresses });
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
    await this.poll();
  }

  /** Plans what is new, without letting time pass. */
  async poll(): Promise<void> {
    await this.#begun.pipeline.poll(new AbortController().signal);
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
