/**
 * @typedef {{ id: number, type: string, title: string, username: string | null, messages: import('./bubble.js').ViewMessage[] }} Chat
 * @typedef {{ bot: { username: string, firstName: string }, viewer: { id: number, firstName: string } | null, chats: Chat[] }} State
 * @typedef {{ kind: 'message' | 'edit' | 'delete' | 'chat' | 'answer', data: any }} LiveEvent
 * @typedef {{
 *   onState: (state: State) => void,
 *   onEvents: (events: LiveEvent[]) => void,
 *   onConnection: (isConnected: boolean) => void,
 * }} Listener
 */

const kinds = /** @type {const} */ (['message', 'edit', 'delete', 'chat', 'answer']);
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
  /** @type {EventSource} */
  let stream;
  /** @type {LiveEvent[]} */
  let gathered = [];
  let isLoading = false;
  let loads = 0;
  let isScheduled = false;

  const open = () => {
    stream = new EventSource('/sandbox/events');
    stream.addEventListener('open', () => void load());
    stream.addEventListener('error', () => {
      listener.onConnection(false);
      // The browser reconnects by itself, except if the answer was not an event stream.
      if (stream.readyState === EventSource.CLOSED) setTimeout(open, retryMs);
    });
    for (const kind of kinds) {
      stream.addEventListener(kind, (event) => {
        gathered.push({ kind, data: JSON.parse(event.data) });
        schedule();
      });
    }
  };

  const load = async () => {
    loads += 1;
    const turn = loads;
    isLoading = true;
    try {
      const response = await fetch('/sandbox/state', { cache: 'no-store' });
      if (!response.ok) throw new Error(`the state could not be read: ${response.status}`);
      const state = await response.json();
      if (turn !== loads) return;
      isLoading = false;
      listener.onState(state);
      listener.onConnection(true);
      schedule();
    } catch {
      if (turn !== loads) return;
      listener.onConnection(false);
      setTimeout(() => turn === loads && stream.readyState === EventSource.OPEN && void load(), retryMs);
    }
  };

  const schedule = () => {
    if (isScheduled || isLoading) return;
    isScheduled = true;
    setTimeout(() => {
      isScheduled = false;
      if (isLoading || gathered.length === 0) return;
      const events = gathered;
      gathered = [];
      // Answers to button presses are not part of the state, so they are never skipped.
      if (events.length <= eventsPerBatch) listener.onEvents(events);
      else {
        listener.onEvents(events.filter((event) => event.kind === 'answer'));
        void load();
      }
    }, gatherMs);
  };

  open();
}

/**
 * Sends JSON to the server. Throws an Error whose message can be shown to the reader.
 * @param {'/sandbox/send' | '/sandbox/press'} path
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
  if (!response.ok) throw new Error(`The sandbox answered ${response.status}.`);
}
