import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createRequire } from 'node:module';
import type { Metric, Registry } from 'prom-client';
import type { Counter, Histogram, Measures } from '../measures.ts';
import type { Standings } from '../store/posts/standings.ts';

/** What the metrics are read from. */
export interface MetricsParts {
  measures: Measures;
  standings: Standings;
  /** The channels of each bot. */
  bots: readonly { name: string; channels: readonly string[] }[];
}

/** One line of a metric. */
interface Sample {
  labels: Record<string, string | number>;
  value: number;
  metricName?: string;
}

/** How often the delay of the event loop is looked at, milliseconds. */
const loopResolutionMs = 20;

const nanosecondsPerSecond = 1e9;

/** What Prometheus reads at `/metrics`. It is made at the first request; until then nothing but counting happens. */
export class Metrics {
  readonly #registry = openRegistry();
  readonly #loopDelay: ReturnType<typeof monitorEventLoopDelay>;

  constructor(parts: MetricsParts) {
    this.#loopDelay = monitorEventLoopDelay({ resolution: loopResolutionMs });
    this.#loopDelay.enable();
    this.#addPosts(parts);
    this.#addTraffic(parts.measures);
    this.#addProcess(parts.measures);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** @throws what the database throws: the lengths of the queues stand there. */
  read(): Promise<string> {
    return this.#registry.metrics();
  }

  close(): void {
    this.#loopDelay.disable();
  }

  #addPosts({ bots, measures, standings }: MetricsParts): void {
    this.#counter('posts_total', 'What became of posts and of requests about them.', measures.posts);
    this.#histogram(
      'publication_to_channel_seconds',
      'From the moment at which an article was due to its post in the channel.',
      measures.sincePublication,
    );
    this.#histogram(
      'commit_to_channel_seconds',
      'From the promise of a post, made as soon as the commit of its article is noticed, to the channel.',
      measures.sincePromise,
    );
    this.#add('queue_posts', 'Posts that have not left yet, or of which nobody knows.', 'gauge', async () => {
      const each = bots.flatMap(({ name, channels }) =>
        channels.map((channel) => queueOf(standings, name, channel)),
      );
      return (await Promise.all(each)).flat();
    });
    this.#counter(
      'read_back_total',
      'Unsure posts that were looked for in their channel.',
      measures.readBacks,
    );
  }

  #addTraffic(measures: Measures): void {
    this.#counter(
      'telegram_requests_total',
      'Requests to Telegram by method and code; none: no answer that can be trusted.',
      measures.telegramRequests,
    );
    this.#counter(
      'telegram_wait_seconds_total',
      'How long Telegram asked us to wait, with 429.',
      measures.telegramWaits,
    );
    this.#counter(
      'source_polls_total',
      'Looks at sources by outcome, or code of failure.',
      measures.sourcePolls,
    );
    this.#counter('lane_changes_total', 'How often the lanes were taken and lost.', measures.laneChanges);
  }

  #addProcess(measures: Measures): void {
    this.#histogram('database_query_seconds', 'How long queries of the database took.', measures.queries);
    this.#add('event_loop_delay_seconds', 'How late the event loop was since the last look.', 'gauge', () => {
      const delay = this.#loopDelay;
      const samples = [0.5, 0.99, 1].map((quantile) => ({
        labels: { quantile },
        value: delay.count === 0 ? 0 : delay.percentile(quantile * 100) / nanosecondsPerSecond,
      }));
      delay.reset();
      return samples;
    });
    this.#add('memory_bytes', 'Memory of the process.', 'gauge', () => {
      const { heapTotal, heapUsed, rss } = process.memoryUsage();
      return Object.entries({ heapUsed, heapTotal, rss }).map(([kind, value]) => ({
        labels: { kind },
        value,
      }));
    });
    this.#add('cpu_seconds_total', 'Time of the processor.', 'counter', () => {
      const { system, user } = process.cpuUsage();
      return [{ labels: {}, value: (system + user) / 1e6 }];
    });
  }

  #counter(name: string, help: string, counter: Counter): void {
    this.#add(name, help, 'counter', () =>
      counter.rows().map(({ labels, value }) => ({ labels: labelled(counter.names, labels), value })),
    );
  }

  #histogram(name: string, help: string, histogram: Histogram): void {
    this.#add(name, help, 'histogram', () =>
      histogram.rows().flatMap(({ counts, labels, sum }) => {
        const known = labelled(histogram.names, labels);
        let count = 0;
        const buckets = counts.map((own, at) => {
          count += own;
          return { le: histogram.bounds[at] ?? '+Inf', count };
        });
        const bucket = `${prefix}${name}_bucket`;
        return [
          ...buckets.map(({ le, count: upTo }) => ({
            labels: { ...known, le },
            value: upTo,
            metricName: bucket,
          })),
          { labels: known, value: sum, metricName: `${prefix}${name}_sum` },
          { labels: known, value: count, metricName: `${prefix}${name}_count` },
        ];
      }),
    );
  }

  #add(
    shortName: string,
    help: string,
    type: 'counter' | 'gauge' | 'histogram',
    read: () => readonly Sample[] | Promise<readonly Sample[]>,
  ): void {
    const name = `${prefix}${shortName}`;
    const metric = { name, help, type, get: async () => ({ name, help, type, values: await read() }) };
    // Of a metric the registry uses the name and `get` only. Its own classes would keep the numbers a second time.
    this.#registry.registerMetric(metric as unknown as Metric);
  }
}

const prefix = 'khabarshy_';

/** The registry alone: the front door of its package also loads gateways, clusters and digests, which take 7 MB. */
function openRegistry(): Registry {
  const load = createRequire(import.meta.url);
  const Opened = load('prom-client/lib/registry.js') as typeof Registry; // the same class as the package's own
  return new Opened();
}

function labelled(names: readonly string[], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']));
}

/** Of the present only: what was sent is counted elsewhere. */
async function queueOf(standings: Standings, bot: string, channel: string): Promise<Sample[]> {
  const { queued, uncertain, unsure, waiting } = await standings.openOf(channel);
  return Object.entries({ queued, waiting, unsure, uncertain }).map(([state, value]) => ({
    labels: { bot, channel, state },
    value,
  }));
}
