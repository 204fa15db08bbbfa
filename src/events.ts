import type { ApprovalDecision } from './news/decisions.ts';
import type { Fault } from './news/fault.ts';

/** A change that other rooms want to hear of. Each is only a hint to look: the facts stand in the store. */
export type Change =
  /** An article was written, or may have been: it should be planned. */
  | { kind: 'articles changed' }
  /** Articles, or digests, were planned. */
  | { kind: 'planned'; articles: number; promised: number; ms: number }
  /** A new post arrived in its channel. */
  | { kind: 'posted' }
  /** A row of the table of articles has HTML in a column, the first one since the start. */
  | { kind: 'html found'; example: string }
  /** An article names its language by another code than the usual one, the first since the start. */
  | { kind: 'other language code'; example: string }
  /** Many articles without a date came at once, and ordinary posts wait for an owner. */
  | { kind: 'burst began'; articles: number }
  /** A channel does not get an article, because an earlier one says much the same. Percent. */
  | { kind: 'similar skipped'; channel: string; articleId: string; similar: { id: string; likeness: number } }
  /** The row of an article cannot be read. */
  | { kind: 'article unreadable'; id: string; fault: Fault }
  /** These articles were planned for the first time, and no channel gets them because they are too old. */
  | { kind: 'articles too old'; count: number; example: { id: string; dueAt: Date } }
  /** The clock was set back. What was planned meanwhile is planned again. */
  | { kind: 'clock set back'; articles: number }
  /** A round of polling ended well: time passed. */
  | { kind: 'polled' }
  /** Something else about posts changed, so that the lanes should look: an editor's answer, new quiet hours. */
  | { kind: 'posts changed' }
  /** An editor paused or resumed a source, wants it to be looked at, or takes what was kept back of it. */
  | { kind: 'sources changed' }
  /** Somebody became an editor, or is none any more. */
  | { kind: 'editors changed' }
  /** An editor answered elsewhere than under the question in the log chat. `keptUntil`: by quiet hours. */
  | {
      kind: 'approval given';
      channel: string;
      questionId: number;
      decision: ApprovalDecision;
      by: string;
      keptUntil: Date | null;
    }
  /** A post waits for an editor's approval. */
  | { kind: 'approval wanted' }
  /** A trouble began or ended, or there is a notice about a post: people should be told. */
  | { kind: 'trouble' }
  /** A step of this part of the program failed, or succeeded (again). */
  | { kind: 'step failed'; part: string; error: unknown }
  | { kind: 'step succeeded'; part: string }
  /** After an older copy of the database was put back, this channel has been read. */
  | { kind: 'caught up'; channel: string }
  /** A person decided which chat a channel is. */
  | { kind: 'chat decided' }
  /** A channel may be open to us again: it is tried at once. */
  | { kind: 'channel mended'; channel: string }
  /** Another process works the lanes now, so those of this process have stopped. */
  | { kind: 'lanes lost'; bot: string }
  /** Telegram does not know the token of this bot, by its name. */
  | { kind: 'token refused'; bot: string };

type Listener = (change: Change) => void;

/** How a room tells the others that something changed, without knowing who listens. */
export class Events {
  readonly #listeners = new Map<Change['kind'], Listener[]>();

  /** Calls everybody who listens to this kind of change, at once and in the order in which they began to listen. */
  announce(change: Change): void {
    for (const listener of this.#listeners.get(change.kind) ?? []) listener(change);
  }

  /** `listener` must not throw, and must not take long: it starts what is to be done. */
  listen<Kind extends Change['kind']>(
    kind: Kind,
    listener: (change: Extract<Change, { kind: Kind }>) => void,
  ): void {
    const known = this.#listeners.get(kind) ?? [];
    // `announce` calls it with changes of its own kind only.
    this.#listeners.set(kind, [...known, listener as Listener]);
  }

  /** The same events for somebody who comes and goes: once `signal` is aborted, it hears of nothing any more. */
  until(signal: AbortSignal): Events {
    return new EventsForAWhile(this, signal);
  }

  /** `listener` hears of this kind of change no more. */
  stopListening(kind: Change['kind'], listener: unknown): void {
    const known = this.#listeners.get(kind) ?? [];
    this.#listeners.set(
      kind,
      known.filter((each) => each !== listener),
    );
  }
}

class EventsForAWhile extends Events {
  readonly #events: Events;
  readonly #signal: AbortSignal;

  constructor(events: Events, signal: AbortSignal) {
    super();
    this.#events = events;
    this.#signal = signal;
  }

  override announce(change: Change): void {
    this.#events.announce(change);
  }

  override listen<Kind extends Change['kind']>(
    kind: Kind,
    listener: (change: Extract<Change, { kind: Kind }>) => void,
  ): void {
    if (this.#signal.aborted) return;
    this.#events.listen(kind, listener);
    this.#signal.addEventListener('abort', () => this.#events.stopListening(kind, listener), { once: true });
  }
}
