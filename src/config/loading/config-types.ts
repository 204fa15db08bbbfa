import type { Channel } from '../../news/channel.ts';
import type { Section } from '../../news/section.ts';
import type { Source } from '../../news/source.ts';
import type { BotSettings } from '../bots/bot-settings.ts';
import type { AllowedHosts } from '../private-hosts.ts';
import type { Proxies } from '../proxy-settings.ts';
import type { SettingsPrint } from '../settings-prints.ts';
import type { engines, logFormats, logLevels } from '../settings-table.ts';
import type { PushToken } from '../sources/push-tokens.ts';

/** All settings, checked and completed with the defaults. The object and everything in it is frozen. */
export interface Config {
  /** `sandbox` when there is no bot token: a Telegram of our own on this machine. */
  readonly mode: 'sandbox' | 'telegram';
  /** At least one; that of `BOT_TOKEN` is named `main`. */
  readonly bots: readonly BotSettings[];
  readonly botsFrom: 'BOT_TOKEN' | 'the channels file';
  /** Leave a webhook of another program alone; the desk is off then. */
  /** Whether readers may search. */
  readonly inlineSearch: boolean;
  readonly keepWebhook: boolean;
  /** At least one. */
  readonly channels: readonly Channel[];
  /** Where news comes from by itself; empty: from programs of the newsroom only. */
  readonly sources: readonly Source[];
  /** What the log must never show of the sources. */
  readonly sourceSecrets: readonly string[];
  /** The sections that have several names. */
  readonly sections: readonly Section[];
  /** `sqlite:<path from the working directory>` or `postgres://…`. */
  readonly databaseUrl: string;
  /** False: `databaseUrl` is the default of the mode. */
  readonly databaseUrlGiven: boolean;
  /** Whether one process does everything, or several share the bots. */
  readonly engine: (typeof engines)[number];
  /** A cron expression of five fields, or of six with the seconds first. */
  readonly pollSchedule: string;
  /** IANA. */
  readonly timeZone: string;
  /** Without a slash at its end; null: Telegram's own. */
  readonly telegramApiRoot: string | null;
  readonly proxies: Proxies;
  /** Hosts on private networks from which pictures may be fetched. */
  readonly picturesFrom: AllowedHosts;
  readonly requestTimeoutMs: number;
  /** Null: the web page is off. */
  readonly http: { readonly host: string; readonly port: number; readonly portGiven: boolean } | null;
  /** The origin of the page for people elsewhere, without a slash at its end; null: it is for this machine only. */
  readonly publicUrl: string | null;
  /** What reads `/metrics` from elsewhere; null: nothing may. */
  readonly metricsToken: string | null;
  /** Who may push articles. */
  readonly pushTokens: readonly PushToken[];
  readonly log: { readonly level: (typeof logLevels)[number]; readonly format: (typeof logFormats)[number] };
  /** How long a request that timed out may still arrive. */
  readonly settleTimeMs: number;
  /** After this many consecutive missing message numbers an unsure post counts as not posted. */
  readonly readBackGap: number;
  readonly readBackBudget: number;
  /** How long the other posts of a channel wait for a decision on an uncertain post. */
  readonly uncertainBlocksMs: number;
  /** With more articles without a date at once, ordinary posts wait for an owner. 0: never. */
  readonly burstArticles: number;
  /** Changes of an article within this time become one edit. */
  readonly correctionDelayMs: number;
  /** Older articles are deleted; null: never. */
  readonly keepArticlesMs: number | null;
  /** Older entries of the audit are deleted; null: never. */
  readonly keepAuditMs: number | null;
  /** Names that are understood and should be written anew: `HOLD_BLOCKS (in .env) is called UNCERTAIN_BLOCKS now`. */
  readonly renamed: readonly string[];
  /** Unknown names that look like typing mistakes: `MAXAGE (in .env) looks like MAX_AGE`. */
  readonly hints: readonly string[];
  /** What is understood, and may be meant otherwise: `CHANNEL_ID stands in .env more than once`. */
  readonly notices: readonly string[];
  /** The files that were read, as they were then. */
  readonly files: readonly SettingsPrint[];
  /** Signs that a real bot was meant, although there is no token. Empty in the mode `telegram`. */
  readonly installationSigns: readonly string[];
}

/** The settings as one bot uses them: with its channels only. */
export interface BotConfig extends Config {
  readonly bot: BotSettings;
  readonly deskLanguage: BotSettings['deskLanguage'];
  /** The channels of all bots. */
  readonly everyChannel: readonly Channel[];
}
