import type { BotConfig, Config } from '../../config/config.ts';
import type { Editing, Editor } from '../../editing/editor.ts';
import type { Events } from '../../events.ts';
import type { Logger } from '../../log.ts';
import type { Measures } from '../../measures.ts';
import type { Role } from '../../editing/rights.ts';
import type { Changes } from '../../desk/chat/desk.ts';
import type { WebSession } from '../../store/records/web-sessions.ts';
import type { Clock } from '../../time/clock.ts';
import type { OwnAddress } from '../access/own-host.ts';

/** A bot as the page knows it: its editors log in as such, and see its channels. */
export interface SiteBot extends Omit<Editing, 'config' | 'changes'> {
  name: string;
  /** By which data of its Mini App is checked. */
  token: string;
  ownerIds: readonly number[];
  config: Pick<
    BotConfig,
    'bots' | 'channels' | 'everyChannel' | 'sources' | 'sections' | 'timeZone' | 'deskLanguage'
  >;
}

/** What the page for administrators works with. */
export interface SiteParts {
  bots: readonly SiteBot[];
  address: OwnAddress;
  /** What changed is seen here: a number that grows is a reason to look. */
  measures: Measures;
  events: Events;
  clock: Clock;
  log: Logger;
  /** The whole settings, of which secrets are left out. */
  settings: Config;
}

/** A person looks at the page. Their session and their rights were checked for this request. */
export interface Visit {
  session: WebSession;
  /** The secret of the session, from which the token of its forms is made. */
  secret: string;
  editor: Editor;
  role: Role;
  /** With the channels that the person commands, and what stands in them. */
  bot: SiteBot;
  editing: Editing;
  changes: Changes;
  now: Date;
  /** The path and the query of the page, to come back to. */
  path: string;
  /** What was done with the last press. */
  said: readonly string[];
}
