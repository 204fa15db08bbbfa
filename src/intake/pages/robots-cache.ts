import type { HttpClient } from '../../http/http-client.ts';
import type { Source } from '../../news/source.ts';
import { isAllowedBy, readRobots, type RobotsRules } from '../../sources/page/robots.ts';
import { trustInFound } from './found-pages.ts';

/** What is known of a site. */
interface Site {
  /** null: it could not be asked, and then nothing may be fetched. */
  rules: Promise<RobotsRules | null>;
  /** Until then the rules count. While it is asked they count for everybody who wants to know. */
  untilMs: number;
}

/** How long robots.txt counts, and how long a failure to read it. */
const keptMs = 86_400_000;
const failedMs = 600_000;

/** Sites that are remembered. The oldest is forgotten first. */
const mostSites = 1_000;

const product = 'khabarshy';

/**
 * Whether pages of foreign sites may be fetched, by their robots.txt. It is asked once a day for each site. A site
 * without one allows everything; while a site cannot say it, nothing new is fetched.
 */
export class RobotsCache {
  readonly #client: HttpClient;
  readonly #now: () => Date;
  readonly #sites = new Map<string, Site>();

  constructor(client: HttpClient, now: () => Date) {
    this.#client = client;
    this.#now = now;
  }

  /** Whether a page that a source names may be fetched. A newsroom may always fetch its own pages. */
  async allows(address: string, source: Source): Promise<boolean> {
    if (source.isOwn) return true;
    const origin = URL.parse(address)?.origin;
    const rules = origin === undefined ? null : await this.#rulesOf(origin, source);
    return rules !== null && isAllowedBy(rules, address);
  }

  #rulesOf(origin: string, source: Source): Promise<RobotsRules | null> {
    const known = this.#sites.get(origin);
    if (known !== undefined && known.untilMs > this.#now().getTime()) return known.rules;
    const site: Site = { rules: Promise.resolve(null), untilMs: Number.POSITIVE_INFINITY };
    site.rules = this.#ask(origin, source).then((asked) => {
      site.untilMs = this.#now().getTime() + (asked === null ? failedMs : keptMs);
      // What a site said yesterday counts while it cannot be asked.
      return asked ?? known?.rules ?? null;
    });
    this.#sites.delete(origin);
    this.#sites.set(origin, site);
    const [oldest] = this.#sites.keys();
    if (this.#sites.size > mostSites && oldest !== undefined) this.#sites.delete(oldest);
    return site.rules;
  }

  /** null: it cannot say it now. */
  async #ask(origin: string, source: Source): Promise<RobotsRules | null> {
    const address = `${origin}/robots.txt`;
    const fetched = await this.#client.fetch(address, trustInFound(address, source));
    if (fetched.kind === 'read') return readRobots(fetched.body, product);
    const isAbsent = fetched.kind === 'answered' && fetched.status >= 400 && fetched.status < 500;
    // 429 only asks us to come later.
    return isAbsent && fetched.status !== 429 ? [] : null;
  }
}
