import type { Params } from '../http/params.ts';
import type { SandboxBot } from '../state.ts';
import type { World } from '../world.ts';

/** One request of a bot. */
export interface Call {
  world: World;
  bot: SandboxBot;
  params: Params;
  /** Calls when the bot goes away or the sandbox stops; gives back what takes it back. */
  onGone: (listener: () => void) => () => void;
}

/** Gives the `result`; throws ApiError. */
export type Method = (call: Call) => unknown;

/** A result that Telegram gives a description to. */
export class DescribedResult {
  readonly fields: { result: unknown; description: string };

  constructor(result: unknown, description: string) {
    this.fields = { result, description };
  }
}
