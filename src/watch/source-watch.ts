import type { Notices } from '../deliver/notices.ts';
import type { Look } from '../intake/polling/poller.ts';
import { pausedByUs } from '../intake/polling/poller.ts';
import { isProven } from '../intake/polling/moved-source.ts';
import { describeFailure } from '../intake/polling/source-failure.ts';
import type { SourceFailureCode } from '../news/errors.ts';
import type { Source } from '../news/source.ts';
import type { SourceState } from '../store/sources/source-states.ts';
import type { Troubles } from '../store/records/troubles.ts';
import { brakeKey, failsKey, movedKey, type BrakeDetail } from './source-text.ts';

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

  constructor(notices: Notices, troubles: Troubles) {
    this.#notices = notices;
    this.#troubles = troubles;
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
    if (outcome.kind !== 'read' || outcome.taken.brake === null) return;
    const { brake } = outcome.taken;
    await this.#endOld(brakeKey(name), now);
    const detail: BrakeDetail = {
      kind: brake.kind,
      count: brake.count,
      example: brake.example.slice(0, 200),
    };
    await this.#begin(brakeKey(name), JSON.stringify(detail), now);
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

  async #endOld(key: string, now: Date): Promise<void> {
    const beganAt = (await this.#known()).get(key);
    if (beganAt !== undefined && now.getTime() - beganAt.getTime() >= askAgainMs) await this.#end(key);
  }

  async #known(): Promise<Map<string, Date>> {
    this.#open ??= new Map((await this.#troubles.open()).map(({ beganAt, key }) => [key, beganAt]));
    return this.#open;
  }
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
