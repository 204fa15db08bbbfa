/** What a row of a measure is about, in the order of the names of its labels. */
type Labels = readonly string[];

/** Stands between labels in a key. No label has it. */
const separator = '\n';

/** Counts by labels. To count is one look-up and one addition: nobody may ever ask for the number. */
export class Counter {
  readonly names: Labels;
  readonly #values = new Map<string, number>();
  #total = 0;

  constructor(...names: Labels) {
    this.names = names;
  }

  add(labels: Labels, by = 1): void {
    const key = labels.join(separator);
    this.#values.set(key, (this.#values.get(key) ?? 0) + by);
    this.#total += by;
  }

  /** Of all rows. */
  get total(): number {
    return this.#total;
  }

  rows(): { labels: Labels; value: number }[] {
    return [...this.#values].map(([key, value]) => ({ labels: key.split(separator), value }));
  }
}

/** How often values up to each bound occurred, by labels. */
export class Histogram {
  readonly names: Labels;
  /** Ascending. */
  readonly bounds: readonly number[];
  readonly #rows = new Map<string, { counts: Float64Array; sum: number }>();

  constructor(bounds: readonly number[], ...names: Labels) {
    this.names = names;
    this.bounds = bounds;
  }

  observe(labels: Labels, value: number): void {
    const key = labels.join(separator);
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = { counts: new Float64Array(this.bounds.length + 1), sum: 0 };
      this.#rows.set(key, row);
    }
    let at = 0;
    while (at < this.bounds.length && value > (this.bounds[at] ?? 0)) at += 1;
    row.counts[at] = (row.counts[at] ?? 0) + 1;
    row.sum += value;
  }

  /** `counts`: of each bucket alone; the last one is of what lies above all bounds. */
  rows(): { labels: Labels; counts: readonly number[]; sum: number }[] {
    return [...this.#rows].map(([key, { counts, sum }]) => ({
      labels: key.split(separator),
      counts: [...counts],
      sum,
    }));
  }
}

/** What became of a post, or of a request about it. */
export type CountedOutcome =
  | 'sent'
  | 'corrected'
  | 'killed'
  | 'refused'
  | 'dropped'
  | 'limited'
  | 'failed'
  | 'unsure'
  | 'uncertain'
  | 'correction refused'
  | 'kill refused';

/** From half a second to a day: news, and what waited for the morning. */
const deliveryBounds = [0.5, 1, 2, 3, 5, 10, 20, 30, 60, 120, 300, 900, 3_600, 21_600, 86_400];
/** From a tenth of a millisecond to ten seconds. */
const queryBounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 10];

/** What the program counts of itself since its start, also over a reload of its settings. The page `/metrics` shows it; nothing else reads it. */
export class Measures {
  readonly posts = new Counter('bot', 'channel', 'outcome', 'kind');
  /** Seconds. */
  readonly sincePublication = new Histogram(deliveryBounds, 'bot', 'channel');
  /** Seconds since the post was promised, which happens as soon as the commit of its article is noticed. */
  readonly sincePromise = new Histogram(deliveryBounds, 'bot', 'channel');
  readonly readBacks = new Counter('bot', 'channel', 'result');
  readonly telegramRequests = new Counter('bot', 'method', 'code');
  /** How long Telegram asked us to wait, in seconds. */
  readonly telegramWaits = new Counter('bot');
  readonly laneChanges = new Counter('bot', 'change');
  readonly sourcePolls = new Counter('outcome');
  /** Seconds. */
  readonly queries = new Histogram(queryBounds, 'statement');

  /** It grows with what people look at: posts, and looks at sources. */
  get changes(): number {
    return this.posts.total + this.readBacks.total + this.sourcePolls.total;
  }

  of(bot: string): BotMeasures {
    return new BotMeasures(this, bot);
  }
}

/** What is counted of one bot. */
export class BotMeasures {
  readonly #all: Measures;
  readonly #bot: string;

  constructor(all: Measures, bot: string) {
    this.#all = all;
    this.#bot = bot;
  }

  /** `kind`: what the post is, such as a photo or a text. */
  post(channel: string, outcome: CountedOutcome, kind: string): void {
    this.#all.posts.add([this.#bot, channel, outcome, kind]);
  }

  /** How long a new post took. `dueAt`: of its article; null: a digest. */
  arrived(channel: string, times: { dueAt: Date | null; promisedAt: Date; sentAt: Date }): void {
    const { dueAt, promisedAt, sentAt } = times;
    const labels = [this.#bot, channel];
    if (dueAt !== null) this.#all.sincePublication.observe(labels, secondsBetween(dueAt, sentAt));
    this.#all.sincePromise.observe(labels, secondsBetween(promisedAt, sentAt));
  }

  readBack(channel: string, result: 'found' | 'absent' | 'unreadable'): void {
    this.#all.readBacks.add([this.#bot, channel, result]);
  }

  /** `code`: of Telegram's answer; null: there was none that can be trusted. */
  request(method: string, code: number | null, retryAfterSeconds: number): void {
    this.#all.telegramRequests.add([this.#bot, method, String(code ?? 'none')]);
    if (retryAfterSeconds > 0) this.#all.telegramWaits.add([this.#bot], retryAfterSeconds);
  }

  lanes(change: 'taken' | 'lost'): void {
    this.#all.laneChanges.add([this.#bot, change]);
  }
}

/** A clock may have been set back meanwhile. */
function secondsBetween(from: Date, to: Date): number {
  return Math.max(0, to.getTime() - from.getTime()) / 1_000;
}
