/**
 * How fast messages may leave. Telegram tells bots about one message a second per chat, and its moderators
 * about 20 a minute for groups and channels, edits included; 429 says the rest.
 * Sources: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this, tdlib/td issue 3034.
 */
export interface PaceLimits {
  /** Per channel and minute, and then also one a second; 0: no pacing. */
  perMinute: number;
  /** Over all channels; 0: no pacing. */
  perSecond: number;
}

/** When messages left, epoch milliseconds, oldest first; and until when Telegram asked us to wait. */
export interface PaceHistory {
  channel: readonly number[];
  all: readonly number[];
  channelPausedUntil: number;
  allPausedUntil: number;
}

const secondMs = 1_000;
const minuteMs = 60_000;

/** A clock with whole milliseconds may be one behind at each end of a window. */
const roundingMs = 2;

/**
 * The earliest moment at which the next message may leave, epoch milliseconds; never before `nowMs`.
 * Pure: the windows slide, so that no second is wasted within the limits.
 */
export function earliestDeparture(history: PaceHistory, limits: PaceLimits, nowMs: number): number {
  return Math.max(
    nowMs,
    history.channelPausedUntil,
    history.allPausedUntil,
    limits.perMinute > 0 ? freeAt(history.channel, 1, secondMs) : 0,
    freeAt(history.channel, limits.perMinute, minuteMs),
    freeAt(history.all, limits.perSecond, secondMs),
  );
}

/** The moment from which a window of this length holds fewer than `limit` of the moments. */
function freeAt(moments: readonly number[], limit: number, windowMs: number): number {
  if (limit <= 0) return 0;
  const blocking = moments[moments.length - limit];
  return blocking === undefined ? 0 : blocking + windowMs + roundingMs;
}

/** If a second channel gets a 429 within this time, the limit is that of the whole bot. */
const momentMs = 10_000;

/** The place of one message in the pace. */
export interface Place {
  /** @returns how long the request took, milliseconds. */
  arrived(atMs: number): number;
  cancelled(): void;
}

/** Keeps the history for `earliestDeparture`, for all channels of a bot. All moments are epoch milliseconds. */
export class Pacer {
  readonly #perSecond: number;
  readonly #channels = new Map<string, number[]>();
  readonly #pausedUntil = new Map<string, number>();
  #all: number[] = [];
  #allPausedUntil = 0;
  #lastLimited: { channel: string; atMs: number } | null = null;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  earliest(channel: string, perMinute: number, nowMs: number): number {
    const history = {
      channel: this.#channels.get(channel) ?? [],
      all: this.#all,
      channelPausedUntil: this.#pausedUntil.get(channel) ?? 0,
      allPausedUntil: this.#allPausedUntil,
    };
    return earliestDeparture(history, { perMinute, perSecond: this.#perSecond }, nowMs);
  }

  /**
   * Takes a place for a message that is about to leave. `arrived` moves the place to the moment of the answer:
   * Telegram counts arrivals, and a slow message followed by a quick one would arrive too close together.
   * `cancelled` gives the place back.
   */
  depart(channel: string, nowMs: number): Place {
    const place = { channel, atMs: nowMs };
    this.#insert(place);
    return {
      arrived: (atMs) => {
        this.#remove(place);
        place.atMs = Math.max(atMs, place.atMs);
        this.#insert(place);
        return Math.round(place.atMs - nowMs);
      },
      cancelled: () => this.#remove(place),
    };
  }

  /** A 429: this channel waits as asked. Every channel waits if another one got a 429 a moment ago. */
  limit(channel: string, untilMs: number, nowMs: number): void {
    this.#pause(channel, untilMs);
    const last = this.#lastLimited;
    if (last !== null && last.channel !== channel && nowMs - last.atMs <= momentMs) {
      this.#allPausedUntil = Math.max(this.#allPausedUntil, untilMs);
    }
    this.#lastLimited = { channel, atMs: nowMs };
  }

  /** Until when a 429 forbids every request to a channel; epoch milliseconds, 0: there was none. */
  pausedUntil(channel: string): number {
    return Math.max(this.#pausedUntil.get(channel) ?? 0, this.#allPausedUntil);
  }

  /** Takes over the history of an earlier run of the program. */
  restore(channel: string, departures: readonly number[], pausedUntilMs: number): void {
    for (const atMs of departures) this.#insert({ channel, atMs });
    this.#pause(channel, pausedUntilMs);
  }

  #pause(channel: string, untilMs: number): void {
    this.#pausedUntil.set(channel, Math.max(this.#pausedUntil.get(channel) ?? 0, untilMs));
  }

  #insert({ channel, atMs }: { channel: string; atMs: number }): void {
    const moments = this.#channels.get(channel) ?? [];
    this.#channels.set(channel, inserted(moments, atMs, minuteMs));
    this.#all = inserted(this.#all, atMs, secondMs);
  }

  #remove({ channel, atMs }: { channel: string; atMs: number }): void {
    removeLast(this.#channels.get(channel) ?? [], atMs);
    removeLast(this.#all, atMs);
  }
}

/** Keeps the list sorted and forgets moments that are too old for every window. */
function inserted(moments: number[], atMs: number, windowMs: number): number[] {
  const newest = Math.max(atMs, moments.at(-1) ?? 0);
  const forgotten = moments.findIndex((moment) => moment >= newest - windowMs - roundingMs);
  if (forgotten !== 0) moments.splice(0, forgotten === -1 ? moments.length : forgotten);
  const after = moments.findLastIndex((moment) => moment <= atMs);
  moments.splice(after + 1, 0, atMs);
  return moments;
}

function removeLast(moments: number[], atMs: number): void {
  const index = moments.lastIndexOf(atMs);
  if (index !== -1) moments.splice(index, 1);
}
