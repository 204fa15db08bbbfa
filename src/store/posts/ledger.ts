import { sql, type Kysely } from 'kysely';
import type { UncertainDecision } from '../../news/decisions.ts';
import type { ArticlePlan } from '../../news/plan.ts';
import type { Backend } from '../engines/backend.ts';
import { padded } from '../engines/lists.ts';
import type { Tables } from '../schema.ts';
import { NextWorks, type NextWork } from './next-work.ts';
import { recordPlans, type Recorded, type RecordOptions } from './plan-record.ts';
import { changePosts, movePosts } from './state-writes.ts';

type LedgerBackend = Pick<Backend, 'words' | 'hasRowLocks' | 'hasOneConnection'>;

/**
 * The durable record of every post and its outcome. A post moves only as the table of news/post.ts says. Here is what
 * the planner and the desk write; what lanes write is in LaneLedger.
 */
export class Ledger {
  readonly #db: Kysely<Tables>;
  readonly #backend: LedgerBackend;
  readonly #nextWorks: NextWorks;

  /** `bot`: whose channels are asked for what is next. */
  constructor(db: Kysely<Tables>, backend: LedgerBackend, bot: string) {
    this.#db = db;
    this.#backend = backend;
    this.#nextWorks = new NextWorks(db, bot, !backend.hasOneConnection);
  }

  /**
   * Records plans in one transaction: promises, changes of posts that exist, and that these revisions are planned. A
   * promise that exists already stays as it is.
   */
  async record(plans: readonly ArticlePlan[], now: Date, options: RecordOptions = {}): Promise<Recorded> {
    if (plans.length === 0) return { planned: 0, promised: 0, unreadable: [], left: [], unsettled: [] };
    return this.#db.transaction().execute((tx) => recordPlans(tx, plans, now, this.#backend, options));
  }

  /** See `NextWorks`. */
  next(
    channel: string,
    now: Date,
    isResting = false,
    except: readonly number[] = [],
  ): Promise<NextWork | { wakeAt: Date | null }> {
    return this.#nextWorks.next(channel, now, isResting, except);
  }

  /** See `NextWorks`. */
  due(channels: readonly string[], now: Date): Promise<Map<string, Date>> {
    return this.#nextWorks.due(channels, now);
  }

  /** Records a person's decision about an uncertain post. @returns false when it is not uncertain any more. */
  async decideUncertain(postId: number, decision: UncertainDecision, now: Date): Promise<boolean> {
    const found = {
      reason: 'an editor found it in the channel',
      sent_at: now.getTime(),
      // A late answer may have told where.
      message_id: sql<number | null>`coalesce(late_message_id, message_id)`,
      chat_id: sql<string | null>`coalesce(late_chat_id, chat_id)`,
      link: sql<string | null>`coalesce(late_link, link)`,
    };
    const [to, changes] = (
      {
        there: ['sent', found],
        // Its floor is kept, so that after the resend the channel is searched for a first copy, if it can be read.
        again: ['ready', { wake_at: null }],
        drop: ['dropped', { reason: 'editor', ended_at: now.getTime() }],
      } as const
    )[decision];
    const { numUpdatedRows } = await movePosts(this.#db, 'desk', to, changes, ['uncertain'])
      .where('id', '=', postId)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** For example the quiet hours of channels changed: posts that were put off are looked at again. */
  async forgetPostponements(channels: readonly string[]): Promise<void> {
    if (channels.length === 0) return;
    await changePosts(this.#db, 'desk', { wake_at: null })
      .where('channel', 'in', padded(channels))
      .where('state', 'in', ['promised', 'ready'])
      .where('wake_at', 'is not', null)
      .execute();
  }
}
