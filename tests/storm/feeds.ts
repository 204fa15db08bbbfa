import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../src/sandbox/http/server.ts';
import type { Random } from './random.ts';
import type { Verdict } from './verdict.ts';

/** The channel of all that comes from feeds. */
export const feedsChannel = { chatId: -1_001_000_009_001, name: 'feeds' };

/** What each feed does in every answer that a feed should never do. */
const habits = ['guids', 'links', 'dates', 'bare', 'short', 'again'] as const;
type Habit = (typeof habits)[number];

/** The items that the short feed shows at once. The others stand on its next pages. */
const shortPage = 5;
/** A brake keeps corrections back where more than half of five or more items change at once, or one too often. */
const mostCorrected = 2;
const mostVersions = 3;

const shareFailing = 0.12;
const shareCut = 0.12;
const shareWrong = 0.04;

interface FeedStory {
  name: string;
  version: number;
  publishedAt: Date;
}

/**
 * Six feeds of one site with the faults of real ones: guids, links and dates that change with each answer, items in any
 * order, in several feeds, and on further pages, and answers that fail, break off, or are none. What they published has
 * to stand in the channel once.
 */
export class Feeds {
  readonly #random: Random;
  readonly #mostStories: number;
  readonly #stories = new Map<Habit, FeedStory[]>(habits.map((habit) => [habit, []]));
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #whole = new Map<Habit, number>();
  #answers = 0;
  #isCalm = false;
  readonly counts = { 'answers of feeds': 0, 'answers of feeds that fail': 0, 'corrections in feeds': 0 };

  /** @param posts the posts of the whole storm. */
  constructor(random: Random, posts: number) {
    this.#random = random;
    this.#mostStories = Math.min(Math.max(Math.ceil(posts / 12), 3), 18);
    // A feed that begins empty would make everything after it a flood.
    for (const habit of habits) this.#publish(habit);
  }

  async open(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** The settings file of the sources. */
  get sourcesFile(): string {
    const { port } = this.#server.address() as AddressInfo; // it listens on a port
    const entries = habits.map(
      (habit) =>
        `  - { name: ${habit}, url: 'http://127.0.0.1:${port}/${habit}', private: true, own: true, every: 1s, language: de, site: steppe.example, first_run: { last: 50 }, full_text: never, gone: ignore }`,
    );
    return `sources:\n${entries.join('\n')}\n`;
  }

  /** Publishes and corrects something now and then. */
  stir(): void {
    for (const habit of habits) {
      if (this.#random.isLucky(0.2)) this.#publish(habit);
      if (this.#random.isLucky(0.05)) this.#correct(habit);
    }
  }

  /**
   * From now on everything is answered as it should be. It resolves when each feed was read whole.
   * @param ask has all feeds looked at, whatever they answered before.
   */
  async calm(ask: () => Promise<void>): Promise<void> {
    this.#isCalm = true;
    this.#whole.clear();
    // The program has taken the first answer when it asks for the second.
    while (habits.some((habit) => (this.#whole.get(habit) ?? 0) < 2)) {
      await ask();
      await sleep(100);
    }
  }

  rage(): void {
    this.#isCalm = false;
  }

  /**
   * A story that has left the short feed is shown by another one only. Where that one missed a version, or shows the story
   * for the first time since an older copy was put back, nobody can tell newer words from words of its own: what stands
   * may stay.
   */
  #hasLeft({ name }: FeedStory): boolean {
    return (this.#stories.get('short') ?? []).slice(0, -shortPage).some((story) => story.name === name);
  }

  /** @param refused see `Spells`: these may be missing, late, or as they were. */
  judge(verdict: Verdict, sandbox: Sandbox, refused: ReadonlySet<string>): void {
    const texts = sandbox.messages(feedsChannel.chatId).map(({ text }) => text);
    const stories = [...this.#stories.values()].flat();
    for (const story of stories) {
      const { name, version } = story;
      const found = texts.filter((text) => text.startsWith(`Story ${name} `));
      if (found.length > 1) verdict.doubled.push(`${name} of a feed: ${found.length} times`);
      if (refused.has(`${feedsChannel.chatId} ${name}`)) continue;
      if (found.length === 0) verdict.lost.push(`${name} of a feed`);
      const [text] = found;
      if (text === undefined || this.#hasLeft(story)) continue;
      if (!text.startsWith(headlineOf(name, version)))
        verdict.stale.push(`${name} of a feed, version ${version}: ${text}`);
    }
    const names = new Set(stories.map(({ name }) => name));
    for (const text of texts)
      if (!names.has(/^Story (\w+) /u.exec(text)?.[1] ?? '')) verdict.strange.push(`in the feeds: ${text}`);
  }

  #publish(habit: Habit): void {
    const stories = this.#stories.get(habit) ?? [];
    // It shows what the short one has, as another section of the same site does.
    if (habit === 'again' || stories.length >= this.#mostStories) return;
    stories.push({ name: `${habit}${lettersOf(stories.length)}`, version: 1, publishedAt: new Date() });
  }

  #correct(habit: Habit): void {
    const story = (this.#stories.get(habit) ?? [])[this.#random.between(0, mostCorrected - 1)];
    if (story === undefined || story.version >= mostVersions) return;
    story.version += 1;
    this.counts['corrections in feeds'] += 1;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const habit = habits.find((each) => url.pathname === `/${each}`);
    if (habit === undefined) return void response.writeHead(404).end();
    this.#answers += 1;
    this.counts['answers of feeds'] += 1;
    const body = this.#documentOf(habit, Number(url.searchParams.get('page') ?? 1));
    if (this.#isCalm) {
      if (!url.searchParams.has('page')) this.#whole.set(habit, (this.#whole.get(habit) ?? 0) + 1);
      return void response.end(body);
    }
    const fate = this.#random.next();
    if (fate >= shareFailing + shareCut + shareWrong) return void response.end(body);
    this.counts['answers of feeds that fail'] += 1;
    if (fate < shareFailing) return void response.writeHead(500).end();
    if (fate < shareFailing + shareWrong) return void response.end('<!DOCTYPE html><p>We are working.</p>');
    const bytes = Buffer.from(body);
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, this.#random.between(1, bytes.length - 1)), () =>
      response.socket?.destroySoon(),
    );
  }

  #documentOf(habit: Habit, page: number): string {
    const shown = this.#stories.get(habit === 'again' ? 'short' : habit) ?? [];
    const newest = shown.toReversed();
    const start = (page - 1) * shortPage;
    const stories = habit === 'short' ? newest.slice(start, start + shortPage) : this.#shuffled(newest);
    const isMore = habit === 'short' && newest.length > start + shortPage;
    const next = isMore ? `<a:link rel="next" href="/short?page=${page + 1}"/>` : '';
    const items = stories.map((story) => this.#itemOf(habit, story)).join('');
    return `<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>Steppe</title>${next}${items}</channel></rss>`;
  }

  #itemOf(habit: Habit, { name, publishedAt, version }: FeedStory): string {
    const path = `steppe.example/n/${name}`;
    const link = habit === 'links' ? this.#anotherLink(path) : `https://${path}`;
    const tracked = habit === 'bare' ? `${link}?utm_source=rss&amp;fbclid=${this.#answers}` : link;
    const guid = habit === 'guids' ? `${name} ${this.#answers}` : name;
    const at = habit === 'dates' ? new Date(Date.now() - this.#random.between(0, 3_600_000)) : publishedAt;
    return [
      '<item>',
      `<title>${headlineOf(name, version)}</title><link>${tracked}</link>`,
      habit === 'bare' ? '' : `<guid isPermaLink="false">${guid}</guid>`,
      `<pubDate>${at.toUTCString()}</pubDate><category>local</category>`,
      `<description>What the whole town knows of ${name} by version ${version} of its story.</description>`,
      '</item>',
    ].join('');
  }

  #anotherLink(path: string): string {
    const bare = this.#random.pick([path, `www.${path}`, `${path}/`]);
    return `${this.#random.pick(['http', 'https'])}://${bare}`;
  }

  #shuffled<T>(list: readonly T[]): T[] {
    return list
      .map((value) => ({ value, place: this.#random.next() }))
      .toSorted((one, other) => one.place - other.place)
      .map(({ value }) => value);
  }
}

function headlineOf(name: string, version: number): string {
  return `Story ${name} in version ${lettersOf(version)}`;
}

/** A number in letters: headlines are compared by their letters. */
function lettersOf(number: number): string {
  return String(number).replaceAll(/\d/gu, (digit) => 'abcdefghij'[Number(digit)] ?? '');
}
