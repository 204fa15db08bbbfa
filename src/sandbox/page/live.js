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
/** A burst is shown in one go: one layout for many messages. */
const gatherMs = 16;
/** More than this at once costs more than reading the whole state. */
const eventsPerBatch = 1000;

/**
 * Follows the server for as long as the page lives. The stream is opened first and the state read after it, at
 * the start and after every interruption; events that came meanwhile are told after the state. So no gap can
 * remain, whether or not the server could fill it. An event may be told twice, always in order.
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
      // The browser tries again by itself, except after an answer that is no stream.
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
      // Answers are in no state, so they are never skipped.
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
 * Sends JSON to the server. Throws what went wrong, in words for the reader.
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
