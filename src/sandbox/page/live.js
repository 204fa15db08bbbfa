/**
 * @typedef {{ id: number, type: string, title: string, username: string | null, messages: import('./bubble.js').ViewMessage[] }} Chat
 * @typedef {{ bot: { username: string, firstName: string }, viewer: { id: number, firstName: string } | null, commands: Command[], timeZone: string | null, articleLanguages: string[] | null, hasNewsSite?: boolean, ownPage?: string | null }} Settings what stands beside the chats; `articleLanguages` null: the sandbox takes no articles
 * @typedef {Settings & { chats: Chat[] }} State
 * @typedef {{ command: string, description: string }} Command
 * @typedef {{ kind: 'message' | 'edit' | 'delete' | 'chat' | 'settings' | 'answer', data: any }} LiveEvent
 * @typedef {{
 *   onState: (state: State) => void,
 *   onEvents: (events: LiveEvent[]) => void,
 *   onConnection: (isConnected: boolean) => void,
 * }} Listener
 */

const kinds = /** @type {const} */ (['message', 'edit', 'delete', 'chat', 'settings', 'answer']);
const retryMs = 1500;
/** Events of this long are shown together, so that a burst needs only one layout. */
const gatherMs = 16;
/** For more events than this, reading the whole state is cheaper. */
const eventsPerBatch = 1000;

/**
 * Follows the server for as long as the page is open. At the start and after every interruption it opens the stream
 * first and then reads the state. Events that arrive meanwhile are reported after the state, so no gap can remain,
 * even if the server no longer remembers the missed events. An event may be reported twice, always in order.
 * @param {Listener} listener
 */
export function follow(listener) {
  new Follower(listener).open();
}

class Follower {
  /** @type {EventSource} */
  #stream;
  /** Events that the listener does not know yet. @type {LiveEvent[]} */
  #gathered = [];
  #isLoading = false;
  /** Counts the reads of the state, so that an older answer is ignored. */
  #loads = 0;
  #isScheduled = false;

  /** @param {Listener} listener */
  constructor(listener) {
    this.listener = listener;
  }

  open() {
    this.#stream = new EventSource('/sandbox/events');
    this.#stream.addEventListener('open', () => void this.#load());
    this.#stream.addEventListener('error', () => {
      this.listener.onConnection(false);
      // The browser reconnects by itself, except if the answer was not an event stream.
      if (this.#stream.readyState === EventSource.CLOSED) setTimeout(() => this.open(), retryMs);
    });
    for (const kind of kinds) {
      this.#stream.addEventListener(kind, (event) => {
        this.#gathered.push({ kind, data: JSON.parse(event.data) });
        this.#schedule();
      });
    }
  }

  async #load() {
    this.#loads += 1;
    const turn = this.#loads;
    this.#isLoading = true;
    try {
      const response = await fetch('/sandbox/state', { cache: 'no-store' });
      if (!response.ok) throw new Error(`the state could not be read: ${response.status}`);
      const state = await response.json();
      if (turn !== this.#loads) return;
      this.#isLoading = false;
      this.listener.onState(state);
      this.listener.onConnection(true);
      this.#schedule();
    } catch {
      if (turn !== this.#loads) return;
      this.listener.onConnection(false);
      setTimeout(() => this.#retry(turn), retryMs);
    }
  }

  /** @param {number} turn */
  #retry(turn) {
    if (turn === this.#loads && this.#stream.readyState === EventSource.OPEN) void this.#load();
  }

  #schedule() {
    if (this.#isScheduled || this.#isLoading) return;
    this.#isScheduled = true;
    setTimeout(() => {
      this.#isScheduled = false;
      if (!this.#isLoading && this.#gathered.length > 0) this.#report();
    }, gatherMs);
  }

  #report() {
    const events = this.#gathered;
    this.#gathered = [];
    if (events.length <= eventsPerBatch) {
      this.listener.onEvents(events);
      return;
    }
    // Answers to button presses are not part of the state, so they are never skipped.
    this.listener.onEvents(events.filter((event) => event.kind === 'answer'));
    void this.#load();
  }
}

/**
 * Sends JSON to the server. Throws an Error whose message can be shown to the reader.
 * @param {'/sandbox/send' | '/sandbox/press' | '/sandbox/articles'} path
 * @param {object} body
 */
export async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Error('The sandbox does not answer.');
  });
  if (response.ok) return;
  const reason = await response.json().then(
    ({ error }) => error,
    () => null,
  );
  throw new Error(`The sandbox answered ${response.status}${reason ? `: ${reason}` : ''}.`);
}
