import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { ClusterView, LivingProcess, ProcessFacts } from './backend.ts';
import { lockLastsMs, openSession, runLock, type Session, type SessionSettings } from './postgres-lock.ts';
import { noticesOf } from './postgres-names.ts';
import { sharingLock } from './postgres-session.ts';

/** How often a process looks at the others, and how often it tries to connect again. */
const beatMs = 500;
const reconnectMs = 250;

/** Our own old session may still be there, for as long as the server waits for it. */
const lockTries = 14;

/** The advisory locks of processes have a class of their own in each schema. */
const lockClass = `hashtext('khabarshy processes ' || coalesce(current_schema(), 'public'))`;

/** The numbers of the living. The class of a lock is shown without its sign. */
const numbersOfLiving = `select objid::bigint from pg_locks
  where locktype = 'advisory' and granted and objsubid = 2
    and database = (select oid from pg_database where datname = current_database())
    and classid::bigint = (${lockClass}::bigint & 4294967295)`;

const rowsOfLiving = `select coalesce(json_agg(json_build_object(
    'id', id, 'host', host, 'pid', pid, 'settings', settings, 'startedAt', started_at) order by id), '[]')
  from processes where id in (${numbersOfLiving})`;

/**
 * The rows of the lanes are those of the beginning of the statement, and locks are looked at after it. So a holder that is
 * not among the living is dead: it had its lock before it could take a row.
 */
const looking = `with seen as materialized (
    select coalesce(json_agg(json_build_object('bot', bot, 'holder', holder, 'epoch', epoch)), '[]') as rows from lanes)
  select (select rows from seen) as lanes,
    (${rowsOfLiving}) as living,
    (extract(epoch from clock_timestamp()) * 1000)::float8 as now`;

const takingNumber = `select pg_try_advisory_lock(${lockClass}, $1::int) as taken`;

/** The processes that live, for people who look at them. */
export async function readLiving(pool: pg.Pool): Promise<LivingProcess[]> {
  const { rows } = await pool.query<{ living: LivingProcess[] }>(`select (${rowsOfLiving}) as living`);
  return rows[0]?.living ?? [];
}

interface Row {
  lanes: ClusterView['lanes'];
  living: ClusterView['living'];
  now: number;
}

/** Whether a session joined the cluster; `taken`: a process has the database for itself. */
type Joining = 'joined' | 'taken' | 'not yet';

/**
 * The life of this process in a cluster, as the others see it. One session of its own holds an advisory lock, whose number
 * is that of the process. The server ends a session that says nothing for 5 seconds, so the lock of a process that hangs,
 * or cannot be reached, is free soon. We count on it for 4 seconds only: we stop before another one begins.
 */
export class PostgresPulse {
  readonly #settings: SessionSettings;
  readonly #facts: ProcessFacts;
  readonly #onView: (view: ClusterView) => void;
  readonly #onNotice: (kind: string) => void;
  readonly #onRejoined: () => void;
  readonly #stopping = new AbortController();
  /** null: it is being made anew. */
  #session: Session | null = null;
  #number = 0;
  #notices = '';
  #joins = 0;
  /** What the others are to be told at the next look, which comes at once. */
  readonly #toTell = new Set<string>();
  #answeredAt = { steadyMs: 0, wallMs: 0 };
  #alarm = new AbortController();
  #running: Promise<void> = Promise.resolve();

  /**
   * @param onRejoined the session broke, and there is a new one: other connections of before may be dead, too.
   * @returns null: a process has the database for itself.
   */
  static async join(
    settings: SessionSettings,
    facts: ProcessFacts,
    onView: (view: ClusterView) => void,
    onNotice: (kind: string) => void,
    onRejoined: () => void,
  ): Promise<PostgresPulse | null> {
    const pulse = new PostgresPulse(settings, facts, onView, onNotice, onRejoined);
    const session = await openSession(settings);
    try {
      if ((await pulse.#join(session)) === 'taken') {
        session.cut();
        return null;
      }
    } catch (error) {
      session.cut();
      throw error;
    }
    pulse.#running = pulse.#run(session);
    return pulse;
  }

  private constructor(
    settings: SessionSettings,
    facts: ProcessFacts,
    onView: (view: ClusterView) => void,
    onNotice: (kind: string) => void,
    onRejoined: () => void,
  ) {
    this.#onRejoined = onRejoined;
    this.#settings = settings;
    this.#facts = facts;
    this.#onView = onView;
    this.#onNotice = onNotice;
  }

  /** The number of this process. It stays the same when the session is made anew. */
  get number(): number {
    return this.#number;
  }

  /** Whether the others certainly see this process alive. */
  isHeld(): boolean {
    if (this.#session === null) return false;
    const { steadyMs, wallMs } = this.#answeredAt;
    return Math.max(performance.now() - steadyMs, Date.now() - wallMs) < lockLastsMs;
  }

  /** Looks at the others now. */
  lookNow(): void {
    this.#alarm.abort();
  }

  /** Tells the other processes that something changed, as soon as the session is free for it. */
  tell(kind: string): Promise<void> {
    this.#toTell.add(kind);
    this.#alarm.abort();
    return Promise.resolve();
  }

  /** From now on the others see that this process is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#alarm.abort();
    await this.#running;
  }

  async #run(first: Session): Promise<void> {
    let session: Session | null = first;
    while (!this.#stopping.signal.aborted) {
      if (session !== null) await this.#beat(session);
      this.#session = null;
      session?.cut();
      session = this.#stopping.signal.aborted ? null : await this.#joinAnew();
      if (session === null) await this.#wait(reconnectMs);
    }
    session?.cut();
  }

  /** Looks again and again, until the session breaks or the process stops. */
  async #beat(session: Session): Promise<void> {
    session.client.once('end', () => this.#alarm.abort());
    while (!this.#stopping.signal.aborted) {
      const began = { steadyMs: performance.now(), wallMs: Date.now() };
      this.#alarm = new AbortController();
      try {
        await this.#tellAll(session);
        const { rows } = await session.client.query<Row>(looking);
        const [row] = rows;
        // Without its own lock it is dead to the others.
        if (row === undefined || !row.living.some(({ id }) => id === this.#number)) return;
        this.#session = session;
        this.#answeredAt = began;
        this.#onView({ lanes: row.lanes, living: row.living, nowMs: row.now, joins: this.#joins });
      } catch {
        return;
      }
      await this.#wait(beatMs);
    }
    await session.client.end().catch(() => undefined);
  }

  /** Between two looks, because a session does one thing at a time. */
  async #tellAll({ client }: Session): Promise<void> {
    for (const kind of this.#toTell) {
      await client.query('select pg_notify($1, $2)', [this.#notices, `${kind} ${this.#number}`]);
      this.#toTell.delete(kind);
    }
  }

  async #joinAnew(): Promise<Session | null> {
    let session: Session | null = null;
    try {
      session = await openSession(this.#settings);
      if ((await this.#join(session)) === 'joined') {
        this.#onRejoined();
        return session;
      }
    } catch {
      // The server is away. It is tried again.
    }
    session?.cut();
    return null;
  }

  async #join(session: Session): Promise<Joining> {
    const { client } = session;
    const shared = await client.query<{ taken: boolean }>(sharingLock, [runLock]);
    if (shared.rows[0]?.taken !== true) return 'taken';
    this.#notices = (await client.query<{ name: string }>(noticesOf)).rows[0]?.name ?? '';
    if (this.#number === 0) this.#number = await this.#register(session);
    for (let tries = 0; ; tries += 1) {
      const { rows } = await client.query<{ taken: boolean }>(takingNumber, [this.#number]);
      if (rows[0]?.taken === true) break;
      if (tries === lockTries || this.#stopping.signal.aborted) return 'not yet';
      await this.#wait(beatMs);
    }
    client.on('notification', ({ payload = '' }) => this.#hear(payload));
    await client.query(`listen ${this.#notices}`);
    this.#joins += 1;
    // What was told while nobody listened is lost.
    if (this.#joins > 1) this.#onNotice('posts');
    return 'joined';
  }

  async #register({ client }: Session): Promise<number> {
    const { host, pid, settings } = this.#facts;
    const { rows } = await client.query<{ id: number }>(
      `insert into processes (name, host, pid, started_at, settings)
       values ($1, $2, $3, extract(epoch from clock_timestamp()) * 1000, $4) returning id`,
      [`${host} ${pid}`, host, pid, settings],
    );
    return rows[0]?.id ?? 0;
  }

  #hear(payload: string): void {
    const [kind = '', from] = payload.split(' ');
    if (from === String(this.#number)) return;
    if (kind === 'lanes') this.lookNow();
    else this.#onNotice(kind);
  }

  async #wait(ms: number): Promise<void> {
    const signal = AbortSignal.any([this.#alarm.signal, this.#stopping.signal]);
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  }
}
