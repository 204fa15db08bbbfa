import type { Params } from '../http/params.ts';
import type { SandboxBot } from '../state.ts';
import type { World } from '../world.ts';

/** One request of a bot. */
export interface Call {
  world: World;
  bot: SandboxBot;
  params: Params;
  /** The address at which the bot reaches the sandbox, without a slash at the end. */
  origin: string;
  /** Calls `listener` when the connection closes. Returns a function that removes the listener. */
  onGone: (listener: () => void) => () => void;
  /** The parts of an album that arrive, by their places; the others get a number and never stand there. Absent: all arrive. */
  parts?: readonly number[];
}

/** Returns the `result` of a method, or throws ApiError. */
export type Method = (call: Call) => unknown;

/** A result that Telegram sends together with a description. */
export class DescribedResult {
  readonly fields: { result: unknown; description: string };

  constructor(result: unknown, description: string) {
    this.fields = { result, description };
  }
}
