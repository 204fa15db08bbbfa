import { Events } from '../../../src/events.ts';
import { noProxies } from '../../../src/config/proxy-settings.ts';
import { HttpClient } from '../../../src/http/http-client.ts';
import { Intake } from '../../../src/intake/intake.ts';
import type { Look, Outcome } from '../../../src/intake/polling/look.ts';
import { Poller } from '../../../src/intake/polling/poller.ts';
import { RobotsCache } from '../../../src/intake/pages/robots-cache.ts';
import type { Source } from '../../../src/news/source.ts';
import { newSourceState, type SourceState } from '../../../src/store/sources/source-state.ts';
import { source } from '../../stage/builders.ts';
import { openStage, type Engine, type Stage } from '../../stage/databases.ts';
import { startFeedServer } from '../../stage/feed-server.ts';
import type { ScriptedServer } from '../../stage/scripted-server.ts';

/** A feed with items of these numbers; the same number is the same item. */
export function feedOf(numbers: readonly number[], channel = ''): string {
  const items = numbers.map(
    (number) =>
      `<item><title>News number ${number} of the steppe</title><link>https://steppe.example/n/${number}</link><guid isPermaLink="false">g${number}</guid></item>`,
  );
  return `<rss version="2.0"><channel><title>Steppe</title>${channel}${items.join('')}</channel></rss>`;
}

/** A poller whose pauses have no jitter, over a store and a site of its own. */
export class PollerStage {
  readonly stage: Stage;
  readonly site: ScriptedServer;
  readonly poller: Poller;
  readonly events = new Events();
  /** How long it waited between two pages of the site. */
  readonly waits: number[] = [];
  /** Of the looks; a test moves it. */
  now = new Date('2026-03-02T12:00:00.000Z');

  constructor(stage: Stage, site: ScriptedServer) {
    this.stage = stage;
    this.site = site;
    const http = new HttpClient({ proxies: noProxies, userAgent: 'khabarshy/test', now: () => this.now });
    this.poller = new Poller({
      http,
      robots: new RobotsCache(http, () => this.now),
      intake: new Intake(stage.store, this.events),
      states: stage.store.sourceStates,
      random: () => 0.5,
      wait: (ms) => {
        this.waits.push(ms);
        return Promise.resolve();
      },
    });
  }

  static async open(engine: Engine): Promise<PollerStage> {
    return new PollerStage(await openStage(engine), await startFeedServer());
  }

  /** The poller of another process, which knows what is in the database. */
  another(): PollerStage {
    const other = new PollerStage(this.stage, this.site);
    other.now = this.now;
    return other;
  }

  /** A source on the site of this stage. */
  source(given: Partial<Source> = {}): Source {
    return source({ name: 'steppe', url: this.site.url('/rss'), isPrivate: true, ...given });
  }

  look(of: Source = this.source()): Promise<Look> {
    return this.poller.look(of, this.now, new AbortController().signal);
  }

  /** What became of a look. */
  async outcome(of: Source = this.source()): Promise<Outcome> {
    return (await this.look(of)).outcome;
  }

  /** The code of the failure, or what else it was. */
  async result(of: Source = this.source()): Promise<string> {
    const outcome = await this.outcome(of);
    return outcome.kind === 'failed' ? outcome.failure.code : outcome.kind;
  }

  pass(ms: number): void {
    this.now = new Date(this.now.getTime() + ms);
  }

  async state(name = 'steppe'): Promise<SourceState> {
    await this.poller.writeQuiet();
    return (await this.stage.store.sourceStates.find(name)) ?? newSourceState(name, '');
  }

  async headlines(): Promise<unknown[]> {
    const rows = await this.stage.newsroom.rows('select headline from articles order by headline');
    return rows.map(({ headline }) => headline);
  }
}
