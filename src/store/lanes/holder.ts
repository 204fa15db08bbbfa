/** The process that works the lanes of a bot. A name may come back; with its epoch it is the same process for certain. */
export interface Holder {
  readonly bot: string;
  readonly name: string;
  /** It grows with each takeover. */
  readonly epoch: number;
}

/** Another process works these lanes now. */
export class LanesLost extends Error {
  override readonly name = 'LanesLost';

  constructor({ bot }: Holder) {
    super(`another process works the channels of the bot ${bot} now`);
  }
}
