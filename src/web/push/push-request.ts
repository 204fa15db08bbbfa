import type { PushToken } from '../../config/sources/push-tokens.ts';
import type { Events } from '../../events.ts';
import type { Pushes } from '../../intake/push/pushes.ts';
import type { Pusher } from '../../intake/push/pushed-writes.ts';
import type { Logger } from '../../log.ts';
import type { Source } from '../../news/source.ts';
import type { SourceStates } from '../../store/sources/source-states.ts';
import type { Clock } from '../../time/clock.ts';

/** What the push API works with. */
export interface PushParts {
  tokens: readonly PushToken[];
  sources: readonly Source[];
  /** Under which others reach the program; null: it is not known. */
  publicUrl: string | null;
  pushes: Pushes;
  states: SourceStates;
  events: Events;
  clock: Clock;
  log: Logger;
}

/** A request whose sender is known, and whose body was read. */
export interface PushRequest {
  method: string;
  /** From the root of the program, decoded where it is used. */
  path: string;
  query: URLSearchParams;
  body: Buffer;
  pusher: Pusher;
  webhook: string | null;
  contentType: string;
}
