import type { Notices } from '../deliver/notices.ts';
import type { Brake } from '../intake/brakes.ts';
import type { Look } from '../intake/polling/look.ts';
import { pausedByUs } from '../intake/polling/poller.ts';
import { isProven } from '../intake/polling/moved-source.ts';
import { describeFailure } from '../intake/polling/source-failure.ts';
import type { SourceFailureCode } from '../news/errors.ts';
import type { Source } from '../news/source.ts';
import type { SourceState } from '../store/sources/source-state.ts';
import type { Trouble, Troubles } from '../store/records/troubles.ts';
import { brakeKey, failsKey, movedKey, overrunKey, type BrakeDetail } from './source-text.ts';

const brakes: readonly Brake[] = ['flood', 'many changes', 'churn'];

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A source is called silent after this time at the earliest, and only after so many of its intervals. */
const silentMs = hourMs;
const silentIntervals = 6;

/** Failures that a person has to mend are told after so many in a row. */
const plainFailures = 3;
const plainCodes: ReadonlySet<SourceFailureCode> = new Set([
  'SOURCE_CERTIFICATE',
  'SOURCE_FORBIDDEN',
  'SOURCE_BLOCKS_US',
  'SOURCE_NOT_FOUND',
]);

/** What was kept back is asked about once a day. */
const askAgainMs = 24 * hourMs;

/** Tells people what becomes of sources: once when one brings nothing, and once when it is back. */
export class SourceWatch {
  readonly #notices: Notices;
  readonly #troubles: Troubles;
  /** The troubles that have not ended, with their beginnings. null: not read yet. */
  #open: Map<string, Date> | null = null;
  /** When it was asked about the brakes of a source last. */
  readonly #asked = new Map<string, Map<Brake, Date>>();

  constructor(notices: Notices, troubles: Troubles) {
    this.#notices = notices;
    this.#troubles = troubles;
  }

  /** Another process of a cluster may have told of something meanwhile. */
  forget(): void {
    this.#open = null;
  }

  /** When editors were asked about the brakes of a source, for the process that takes the next look: epoch milliseconds. */
  askedOf({ name }: Source): Record<string, number> {
    const asked = this.#asked.get(brakeKey(name)) ?? new Map<Brake, Date>();
    return Object.fromEntries([...asked].map(([brake, at]) => [brake, at.getTime()]));
  }

  /** What `askedOf` said, perhaps in another process. It comes from the database. */
  remember({ name }: Source, asked: unknown): void {
    this.#asked.delete(brakeKey(name));
    if (typeof asked !== 'object' || asked === null) return;
    const known = brakes.flatMap((brake): [Brake, Date][] => {
      const at: unknown = Reflect.get(asked, brake);
      return typeof at === 'number' && Number.isFinite(at) ? [[brake, new Date(at)]] : [];
    });
    if (known.length > 0) this.#asked.set(brakeKey(name), new Map(known));
  }

  async note(source: Source, { outcome, state }: Look, now: Date): Promise<void> {
    const { name } = source;
    if (outcome.kind === 'failed') {
      const { failure } = outcome;
      if (isTold(source, state, failure.code, now)) {
        await this.#begin(failsKey(name), describeFailure(failure), now);
      }
      return;
    }
    await this.#end(failsKey(name));
    if (isProven(source, state, now)) await this.#begin(movedKey(name), hostOf(state.movedTo ?? ''), now);
    else await this.#end(movedKey(name));
    if (outcome.kind !== 'read') return;
    if (outcome.overrun === null) await this.#end(overrunKey(name));
    else await this.#begin(overrunKey(name), JSON.stringify(outcome.overrun), now);
    if (outcome.taken.brake === null) return;
    const { brake } = outcome.taken;
    const detail: BrakeDetail = {
      kind: brake.kind,
      count: brake.count,
      example: brake.example.slice(0, 200),
    };
    await this.#ask(brakeKey(name), detail, now);
  }

  async #begin(key: string, detail: string, now: Date): Promise<void> {
    const open = await this.#known();
    if (open.has(key)) return;
    open.set(key, now);
    await this.#notices.begin(key, detail);
  }

  async #end(key: string): Promise<void> {
    if ((await this.#known()).delete(key)) await this.#notices.end(key);
  }

  /**
   * What each brake keeps back is asked about once a day, and at once after an editor lifted the brakes. That is why the
   * store is asked whether the question is open.
   */
  async #ask(key: string, brake: BrakeDetail, now: Date): Promise<void> {
    const open = (await this.#troubles.open()).find((trouble) => trouble.key === key);
    const asked = open === undefined ? new Map<Brake, Date>() : (this.#asked.get(key) ?? askedIn(open));
    const askedAt = asked.get(brake.kind);
    if (askedAt !== undefined && now.getTime() - askedAt.getTime() < askAgainMs) return;
    this.#asked.set(key, asked.set(brake.kind, now));
    const detail = JSON.stringify(brake);
    if (open === undefined) await this.#notices.begin(key, detail);
    else await this.#notices.tellAgain(key, detail);
  }

  async #known(): Promise<Map<string, Date>> {
    this.#open ??= new Map((await this.#troubles.open()).map(({ beganAt, key }) => [key, beganAt]));
    return this.#open;
  }
}

/** What an open question of an earlier run was about. */
function askedIn({ beganAt, detail }: Trouble): Map<Brake, Date> {
  const { kind } = JSON.parse(detail) as BrakeDetail; // written by SourceWatch
  return new Map([[kind, beganAt]]);
}

/** Whether people should hear of a failure now: not of one that may be over in a moment. */
function isTold(source: Source, state: SourceState, code: SourceFailureCode, now: Date): boolean {
  if (state.pausedBy === pausedByUs || code === 'SOURCE_ADDRESS_REFUSED') return true;
  if (state.failures < plainFailures) return false;
  // Whoever has just added it is waiting for it.
  if (plainCodes.has(code) || state.succeededAt === null) return true;
  const intervalMs = source.everyMs ?? source.minMs;
  const silentForMs = now.getTime() - state.succeededAt.getTime();
  return silentForMs >= Math.max(silentMs, silentIntervals * intervalMs);
}

/** The rest of an address may hold a secret. */
function hostOf(address: string): string {
  const url = URL.parse(address);
  return url === null ? '' : `${url.origin}${url.pathname}`;
}
