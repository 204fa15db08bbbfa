/** `plan`: rounds of planning; `upkeep`: what is done once a day; `sources`: looks at sources. */
export type QueueName = 'plan' | 'upkeep' | 'sources';

/** A job that one process is to do, whichever is free. */
export interface PlannedJob {
  /** Of the jobs of a queue with the same key, one waits and one is done at a time. */
  key: string;
  /** When, from now, milliseconds. By the clock of the database, so that it does not matter which process says so. */
  afterMs: number;
  /** What people call it. */
  name: string;
  /** Is handed to whoever does it. */
  memory?: object;
  /** How many jobs of a group are done at once is said by the tier of the group. */
  group?: { id: string; tier: string };
}
