import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Lock, LockLoss } from './backend.ts';
import { connectSettled, takingLock } from './postgres-session.ts';

/** "khab" in ASCII: the advisory lock that a running khabarshy holds. */
export const runLock = 0x6b686162;

/** How often we look whether the session of the lock still lives, or whether somebody else's lock is free. */
const pulseMs = 500;
const waitingMs = 250;

/** Longer than a busy server takes to answer; shorter than `sessionEndsMs`. */
const answerMs = 3_000;

/**
 * The server ends a session that says nothing for this long, and with it the lock of a process that hangs. We count on the
 * lock for a shorter time: another khabarshy may have it after that.
 */
const sessionEndsMs = 5_000;
export const lockLastsMs = 4_000;

/** Short, because without the lock another khabarshy may start. */
const regainMs = 250;

/** After this many refusals in a row we assume that another khabarshy has the lock. */
const regainTries = 4;

/** How to connect, and the schema whose lock is taken; null: that of the role's search path. */
export type SessionSettings = pg.ClientConfig & { schema: string | null };

/** A session that holds a lock. */
export interface Session {
  client: pg.Client;
  /** Its process on the server, and when that began. A number comes back some day. */
  process: { pid: number; since: string };
  /** Breaks the connection at once. A polite end would wait for a server that does not answer. */
  cut(): void;
}

/**
 * Takes the advisory lock of a session, which Postgres frees when the process or its connection dies. If only the
 * connection died, we take the lock again as soon as the server answers. If another khabarshy has it by then, it is lost.
 * @param waiting wait for the lock until this is aborted; absent: try once.
 * @param onRegained the session broke, and the lock is held in a new one: other connections of before may be dead, too.
 * @returns null: another one holds it.
 */
export async function lockSession(
  settings: SessionSettings,
  onLost: (loss: LockLoss) => void,
  waiting?: AbortSignal,
  onRegained: () => void = () => undefined,
): Promise<Lock | null> {
  const session = await (waiting === undefined ? takeOnce(settings) : takeWhenFree(settings, waiting));
  return session === null ? null : new SessionLock(settings, onLost, onRegained, session).handle;
}

/** Keeps the session of the lock alive, and makes a new one when it breaks. */
class SessionLock {
  readonly handle: Lock;
  readonly #settings: SessionSettings;
  readonly #onLost: (loss: LockLoss) => void;
  readonly #onRegained: () => void;
  readonly #stopping = new AbortController();
  /** null: it is lost, or being taken again. */
  #session: Session | null = null;
  /** When the last question began that the session answered, by the steady clock and by the time of day. */
  #answeredAt = { steadyMs: 0, wallMs: 0 };

  constructor(
    settings: SessionSettings,
    onLost: (loss: LockLoss) => void,
    onRegained: () => void,
    session: Session,
  ) {
    this.#settings = settings;
    this.#onLost = onLost;
    this.#onRegained = onRegained;
    const release = () => this.#release();
    this.handle = Object.assign(release, { isHeld: () => this.#isHeld });
    this.#hold(session);
  }

  get #isHeld(): boolean {
    if (this.#session === null) return false;
    const { steadyMs, wallMs } = this.#answeredAt;
    return Math.max(performance.now() - steadyMs, Date.now() - wallMs) < lockLastsMs;
  }

  #hold(session: Session): void {
    this.#session = session;
    this.#answeredAt = { steadyMs: performance.now(), wallMs: Date.now() };
    session.client.once('end', () => void this.#regain(session));
    void this.#pulse(session);
  }

  /** Without a question now and then the server would end the session. Without an answer we end it. */
  async #pulse(session: Session): Promise<void> {
    while (this.#session === session) {
      const began = { steadyMs: performance.now(), wallMs: Date.now() };
      try {
        await session.client.query('select 1');
      } catch {
        session.cut();
        return void this.#regain(session);
      }
      this.#answeredAt = began;
      await sleep(pulseMs, undefined, { signal: this.#stopping.signal, ref: false }).catch(() => undefined);
    }
  }

  async #regain(lost: Session): Promise<void> {
    if (this.#session !== lost) return;
    this.#session = null;
    let refusals = 0;
    while (!this.#stopping.signal.aborted) {
      const session = await takeOnce(this.#settings, lost.process).catch(() => undefined);
      // The server may not have noticed yet that our old session is gone.
      if (session === null) refusals += 1;
      if (refusals === regainTries) return this.#onLost('taken');
      if (session == null) await sleep(regainMs);
      else if (this.#stopping.signal.aborted) session.cut();
      else {
        this.#onRegained();
        return this.#hold(session);
      }
    }
  }

  async #release(): Promise<void> {
    this.#stopping.abort();
    const session = this.#session;
    this.#session = null;
    await session?.client.end().catch(() => undefined);
  }
}

/** @param former our own session that broke, if there was one: the server may not have noticed yet, and is told. */
async function takeOnce(settings: SessionSettings, former?: Session['process']): Promise<Session | null> {
  const session = await openSession(settings);
  try {
    if (await isTaken(session)) return session;
    if (former !== undefined) await endProcess(session, former);
  } catch (error) {
    session.cut();
    throw error;
  }
  await session.client.end();
  return null;
}

async function endProcess({ client }: Session, { pid, since }: Session['process']): Promise<void> {
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where pid = $1 and ${beganAt} = $2`,
    [pid, since],
  );
}

const beganAt = 'extract(epoch from backend_start)::text';

/** One session for the whole wait, which asks again and again. @returns null: it was told to stop. */
async function takeWhenFree(settings: SessionSettings, waiting: AbortSignal): Promise<Session | null> {
  // A mistake in the address is told at once. Later the server may be away for a while.
  for (
    let session: Session | null = await openSession(settings);
    ;
    session = await openSession(settings).catch(() => null)
  ) {
    if (session !== null && (await takeOn(session, waiting))) return session;
    session?.cut();
    await sleep(regainMs, undefined, { signal: waiting }).catch(() => undefined);
    if (waiting.aborted) return null;
  }
}

async function takeOn(session: Session, waiting: AbortSignal): Promise<boolean> {
  try {
    while (!waiting.aborted) {
      if (await isTaken(session)) return true;
      await sleep(waitingMs, undefined, { signal: waiting });
    }
  } catch {
    // The connection broke, or it was told to stop.
  }
  return false;
}

async function isTaken({ client }: Session): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(takingLock, [runLock]);
  return rows[0]?.taken === true;
}

/** Opens a session which the server ends when it says nothing for a while. */
export async function openSession(settings: SessionSettings): Promise<Session> {
  const sockets: Socket[] = [];
  const client = new pg.Client({
    ...settings,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
    // The driver connects it. We keep it, to be able to break it.
    stream: () => {
      const socket = new Socket();
      sockets.push(socket);
      return socket;
    },
  });
  const cut = () => {
    void client.end().catch(() => undefined);
    for (const socket of sockets) socket.destroy();
  };
  client.on('error', () => undefined);
  try {
    await connectSettled(client, settings.schema);
    // Before Postgres 14 there is no such setting, and then a process that hangs keeps its lock.
    await client.query(
      `select set_config(name, $1, false) from pg_settings where name = 'idle_session_timeout'`,
      [String(sessionEndsMs)],
    );
    const { rows } = await client.query<Session['process']>(
      `select pid, ${beganAt} as since from pg_stat_activity where pid = pg_backend_pid()`,
    );
    return { client, process: rows[0] ?? { pid: 0, since: '' }, cut };
  } catch (error) {
    cut();
    throw error;
  }
}
