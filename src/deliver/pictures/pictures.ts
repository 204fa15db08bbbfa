import type { AllowedHosts } from '../../config/private-hosts.ts';
import type { Fetched } from '../../http/answer.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { judge } from '../../http/target.ts';
import type { Logger } from '../../log.ts';
import { ownReasons } from '../../news/reasons.ts';
import type { Picture } from '../messenger.ts';
import { readPictureHeader } from './picture-header.ts';

/** Telegram's limits of a photo. Source: https://core.telegram.org/bots/api#sendphoto */
const mostBytes = 10 * 1_048_576;
const mostPixelsOfBothSides = 10_000;
const mostRatio = 20;

/** A picture is kept for so long, because an article goes to several channels at once. */
const keptMs = 60_000;
const mostKept = 3;

/** For so long a site is not tried through Telegram again after Telegram could not fetch a picture from there. */
const rememberedMs = 3_600_000;
const mostRemembered = 500;

/** There is no picture; the reason is one of ours. */
export interface NoPicture {
  reason: string;
}

interface Kept {
  loading: Promise<Picture | NoPicture>;
  untilMs: number;
}

/**
 * Downloads pictures that Telegram cannot fetch itself: its servers are kept out by many sites, and see no private
 * network. What a picture is, its bytes say.
 */
export class Pictures {
  readonly #http: Pick<HttpClient, 'fetch'>;
  readonly #allowed: AllowedHosts;
  readonly #log: Logger;
  readonly #kept = new Map<string, Kept>();
  /** Hosts from which Telegram could not fetch, and until when we remember it. */
  readonly #closedToTelegram = new Map<string, number>();

  /** @param allowed hosts on private networks, `PICTURES_FROM` */
  constructor(http: Pick<HttpClient, 'fetch'>, allowed: AllowedHosts, log: Logger) {
    this.#http = http;
    this.#allowed = allowed;
    this.#log = log;
  }

  /** Whether Telegram can be asked to fetch it. An address of a private network is none of its business. */
  isForTelegram(url: string): boolean {
    // An odd port on the internet does not matter to Telegram.
    const target = judge(url, { isConfigured: true, allowed: [] }, []);
    if ('kind' in target) return false;
    return (this.#closedToTelegram.get(target.url.host) ?? 0) <= performance.now();
  }

  /** Telegram could not fetch this picture, and we could. */
  rememberClosed(url: string): void {
    const host = URL.parse(url)?.host;
    if (host === undefined) return;
    if (this.#closedToTelegram.size >= mostRemembered) this.#closedToTelegram.clear();
    this.#closedToTelegram.set(host, performance.now() + rememberedMs);
  }

  /** Lanes that want the same picture at the same time share one download. */
  async load(url: string, signal: AbortSignal): Promise<Picture | NoPicture> {
    const now = performance.now();
    for (const [known, { untilMs }] of this.#kept) if (untilMs <= now) this.#kept.delete(known);
    const kept = this.#kept.get(url);
    if (kept !== undefined) return kept.loading;
    const loading = this.#download(url, signal);
    this.#kept.set(url, { loading, untilMs: now + keptMs });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
    const loaded = await loading;
    // A failure may be over in a moment.
    if ('reason' in loaded) this.#kept.delete(url);
    return loaded;
  }

  async #download(url: string, signal: AbortSignal): Promise<Picture | NoPicture> {
    const options = { isConfigured: false, allowed: this.#allowed, limits: { mostBytes }, signal };
    const fetched = await this.#http.fetch(url, options);
    const loaded = pictureOf(fetched);
    if ('reason' in loaded) {
      const why = 'reason' in fetched ? fetched.reason : loaded.reason;
      this.#log.warn({ host: URL.parse(url)?.host, why }, 'a picture cannot be downloaded');
    }
    return loaded;
  }
}

function pictureOf(fetched: Fetched): Picture | NoPicture {
  if (fetched.kind === 'failed' && fetched.because === 'refused')
    return { reason: ownReasons.picturePrivate };
  if (fetched.kind === 'failed' && fetched.because === 'too large')
    return { reason: ownReasons.pictureTooLarge };
  if (fetched.kind !== 'read') return { reason: ownReasons.pictureNotFetched };
  const header = readPictureHeader(fetched.body);
  if (header === null) return { reason: ownReasons.pictureUnknown };
  const { format, width, height } = header;
  const isTooLong = Math.max(width, height) > mostRatio * Math.min(width, height);
  if (width + height > mostPixelsOfBothSides || isTooLong) return { reason: ownReasons.pictureTooWide };
  return { bytes: fetched.body, name: `picture.${format === 'jpeg' ? 'jpg' : format}` };
}
