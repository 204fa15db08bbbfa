import type { Inbox, State } from './state.ts';

/** Sent only to bots that ask for them by name. Source: core.telegram.org/bots/api#getupdates */
const optIn = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);

const hourMs = 3_600_000;
/** Source: core.telegram.org/bots/api#getting-updates */
const lifetimeMs = 24 * hourMs;
/** Source: tdlib/telegram-bot-api, Client.cpp */
const maxPendingUpdates = 100_000;
/** An offset further ahead than this is ignored. Source: tdlib/td, TQueue.cpp */
const maxOffsetAhead = 10;

export interface WaitingPoll {
  /** Ends the poll with the updates that are there now. */
  wake(): void;
  /** Ends the poll with a 409, whose text ends with `reason`. */
  supersede(reason: string): void;
}

/** The pending updates of all bots, and their long polls. */
export class Updates {
  readonly #state: State;
  readonly #nowMs: () => number;
  readonly #polls = new Map<number, WaitingPoll>();

  constructor(state: State, nowMs: () => number) {
    this.#state = state;
    this.#nowMs = nowMs;
  }

  add(botId: number, type: string, content: unknown): void {
    const inbox = this.#state.inboxOf(botId);
    this.#dropExpired(botId, inbox);
    const isWanted = inbox.allowed === null ? !optIn.has(type) : inbox.allowed.includes(type);
    if (!isWanted || inbox.entries.length >= maxPendingUpdates) return;
    const nowMs = this.#nowMs();
    const id = inbox.lastId === 0 ? firstId(nowMs) : inbox.lastId + 1;
    this.#state.record({
      kind: 'update',
      botId,
      entry: { id, type, expiresAtMs: nowMs + lifetimeMs, content },
    });
    this.#polls.get(botId)?.wake();
  }

  /**
   * What `getUpdates` returns for this offset. Updates below a positive offset are confirmed; a negative offset keeps
   * only that many of the last ones. Source: tdlib/telegram-bot-api, Client.cpp; tdlib/td, TQueue.cpp
   */
  fetch(botId: number, offset: number, limit: number): Record<string, unknown>[] {
    const inbox = this.#state.inboxOf(botId);
    this.#dropExpired(botId, inbox);
    const below = offset < 0 ? (inbox.entries.at(offset)?.id ?? 0) : offset;
    const first = inbox.entries[0];
    if (first !== undefined && below > first.id && below <= inbox.lastId + maxOffsetAhead) {
      this.#state.record({ kind: 'confirmed', botId, below });
    }
    return inbox.entries.slice(0, limit).map(({ id, type, content }) => ({ update_id: id, [type]: content }));
  }

  forgetAll(botId: number): void {
    const { entries, lastId } = this.#state.inboxOf(botId);
    if (entries.length > 0) this.#state.record({ kind: 'confirmed', botId, below: lastId + 1 });
  }

  /** Ends the bot's current long poll, because a newer one replaces it. */
  interrupt(botId: number, reason: string): void {
    this.#polls.get(botId)?.supersede(reason);
  }

  listen(botId: number, poll: WaitingPoll): void {
    this.#polls.set(botId, poll);
  }

  stopListening(botId: number, poll: WaitingPoll): void {
    if (this.#polls.get(botId) === poll) this.#polls.delete(botId);
  }

  #dropExpired(botId: number, inbox: Inbox): void {
    const nowMs = this.#nowMs();
    if ((inbox.entries[0]?.expiresAtMs ?? Infinity) > nowMs) return;
    const last = inbox.entries.findLast(({ expiresAtMs }) => expiresAtMs <= nowMs);
    if (last !== undefined) this.#state.record({ kind: 'confirmed', botId, below: last.id + 1 });
  }
}

/** Telegram begins at a random number. Here it depends on the time, so that it grows from run to run. */
function firstId(nowMs: number): number {
  return (Math.floor(nowMs / 1_000) % 1_000_000_000) + 1;
}
