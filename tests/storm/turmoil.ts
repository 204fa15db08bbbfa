import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../src/sandbox/http/server.ts';
import type { Feeds } from './feeds.ts';
import { rowOf, versionOf, type News } from './news.ts';
import type { Newsroom } from './newsroom.ts';
import type { Random } from './random.ts';
import type { PersonsPost } from './verdict.ts';

/** How often something happens with a batch of news. */
const shareFlooded = 0.02;
const shareJumping = 0.03;
/** People post so much at once now and then, between two posts of ours. */
const flood = 40;
const longestJump = 120;

interface Parts {
  sandbox: Sandbox;
  /** It may connect anew. */
  machine: { readonly newsroom: Newsroom };
  feeds: Feeds;
  news: News;
  random: Random;
  count: (what: string) => void;
}

/** What the newsroom and the people in the channels do in a storm. */
export class Turmoil {
  readonly people: PersonsPost[] = [];
  /**
   * After a restore, until everything came to rest once: a row that is deleted before its post was found again leaves
   * nothing by which the post could be known.
   */
  isRestored = false;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Writes news until `posts` posts are owed, over about `ms` milliseconds; at least once. */
  async feed(posts: number, ms: number): Promise<void> {
    const random = this.#parts.random;
    const untilMs = Date.now() + ms;
    const pauseMs = Math.max(10, ms / 6);
    do {
      const batch = [];
      for (let count = random.between(1, 4); count > 0 && this.#parts.news.posts < posts; count -= 1) {
        batch.push(this.#parts.news.write());
      }
      if (batch.length > 0) await this.#parts.machine.newsroom.insert(batch);
      this.#parts.feeds.stir();
      await this.#parts.machine.newsroom.askForSources();
      if (random.isLucky(0.35)) await this.#correct();
      if (random.isLucky(0.06)) await this.#cancel();
      if (random.isLucky(0.15)) this.#personPosts(1);
      if (random.isLucky(shareFlooded)) this.#personPosts(flood);
      if (random.isLucky(shareJumping)) this.#jump();
      await sleep(random.between(5, Math.floor(pauseMs * 2)));
    } while (this.#parts.news.posts < posts || Date.now() < untilMs);
  }

  async #correct(): Promise<void> {
    const article = this.#parts.news.choose();
    if (article === null) return;
    this.#parts.news.correct(article);
    await this.#parts.machine.newsroom.update(article.id, versionOf(article));
    this.#parts.count('corrections');
  }

  async #cancel(): Promise<void> {
    const article = this.#parts.news.choose();
    if (article === null) return;
    article.isKilled = true;
    article.isDeleted = this.#parts.random.isLucky(0.3) && !this.isRestored;
    if (article.isDeleted) await this.#parts.machine.newsroom.delete(article.id);
    else await this.#parts.machine.newsroom.update(article.id, { status: 'canceled' });
    this.#parts.count('canceled');
  }

  #personPosts(count: number): void {
    const { chatId } = this.#parts.random.pick(this.#parts.news.channels);
    for (let left = count; left > 0; left -= 1) {
      const text = `A person's words ${this.people.length + 1}`;
      const { id } = this.#parts.sandbox.personPosts(chatId, text);
      this.people.push({ chatId, messageId: id, text });
      this.#parts.count('posts of people');
    }
    if (count > 1) this.#parts.count(`times that people posted ${count} at once`);
  }

  #jump(): void {
    this.#parts.sandbox.skipNumbers(
      this.#parts.random.pick(this.#parts.news.channels).chatId,
      this.#parts.random.between(1, longestJump),
    );
    this.#parts.count('jumps of numbers');
  }

  /** Something for the program to do at once. */
  async stir(isMore: boolean): Promise<void> {
    const { machine, news } = this.#parts;
    await machine.newsroom.insert([news.write(), news.write()]);
    if (isMore) await this.#correct();
  }

  /** After a restore: everything that is wanted now, and not what was deleted meanwhile. */
  async writeAgain(): Promise<void> {
    await this.#parts.machine.newsroom.put(
      this.#parts.news.articles.filter(({ isDeleted }) => !isDeleted).map(rowOf),
    );
    for (const { id, isDeleted } of this.#parts.news.articles) {
      if (isDeleted) await this.#parts.machine.newsroom.delete(id);
    }
  }
}
