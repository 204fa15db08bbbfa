import { botsOf } from '../bots/settings-bots.ts';
import type { GivenSettings } from '../given-settings.ts';
import type { NamedProxy, Proxies, ProxyServer } from '../proxy-settings.ts';
import type { Settings } from '../settings-table.ts';
import type { SourcesFound } from '../sources/settings-sources.ts';
import type { Config } from './config-types.ts';
import type { ChannelsFound } from './find-channels.ts';

/** Settings, channels and sources, all of them right, as one object. */
export function configOf(
  settings: Settings,
  { bots: written, channels, sections }: ChannelsFound,
  { sources, secrets: sourceSecrets }: SourcesFound,
  given: GivenSettings,
  isTerminal: boolean,
): Omit<Config, 'files' | 'renamed' | 'hints' | 'notices' | 'installationSigns'> {
  const bots = botsOf(settings, written);
  const mode = bots.every(({ token }) => token === null) ? 'sandbox' : 'telegram';
  return {
    mode,
    bots,
    botsFrom: written === null ? 'BOT_TOKEN' : 'the channels file',
    channels,
    sections,
    sources,
    sourceSecrets,
    // The sandbox has its own database, so that its articles are never posted to a real channel.
    databaseUrl: settings.DATABASE_URL ?? `sqlite:data/${mode === 'sandbox' ? 'sandbox' : 'khabarshy'}.db`,
    databaseUrlGiven: settings.DATABASE_URL !== undefined,
    engine: settings.ENGINE,
    pollSchedule: settings.POLL_SCHEDULE,
    timeZone: settings.TIMEZONE,
    telegramApiRoot: settings.TELEGRAM_API_ROOT ?? null,
    proxies: proxiesOf(settings),
    picturesFrom: settings.PICTURES_FROM ?? [],
    requestTimeoutMs: settings.REQUEST_TIMEOUT,
    http: httpOf(settings, given),
    publicUrl: settings.PUBLIC_URL ?? null,
    metricsToken: settings.METRICS_TOKEN ?? null,
    pushTokens: settings.PUSH_TOKENS ?? [],
    log: { level: settings.LOG_LEVEL, format: settings.LOG_FORMAT ?? (isTerminal ? 'pretty' : 'json') },
    settleTimeMs: settings.SETTLE_TIME,
    readBackGap: settings.READ_BACK_GAP,
    readBackBudget: settings.READ_BACK_BUDGET,
    uncertainBlocksMs: settings.UNCERTAIN_BLOCKS,
    inlineSearch: settings.INLINE_SEARCH === 'true',
    keepWebhook: settings.KEEP_WEBHOOK === 'true',
    burstArticles: settings.BURST_ARTICLES,
    correctionDelayMs: settings.CORRECTION_DELAY,
    keepArticlesMs: settings.KEEP_ARTICLES ?? null,
    keepAuditMs: settings.KEEP_AUDIT ?? null,
  };
}

function proxiesOf(settings: Settings): Proxies {
  const named = (setting: 'PROXY_URL' | 'HTTPS_PROXY' | 'HTTP_PROXY' | 'ALL_PROXY'): NamedProxy | null => {
    const proxy: ProxyServer | undefined = settings[setting];
    return proxy === undefined ? null : { ...proxy, setting };
  };
  return {
    forHttps: named('PROXY_URL') ?? named('HTTPS_PROXY') ?? named('ALL_PROXY'),
    forHttp: named('PROXY_URL') ?? named('HTTP_PROXY') ?? named('ALL_PROXY'),
    except: settings.NO_PROXY ?? [],
  };
}

function httpOf(settings: Settings, given: GivenSettings): Config['http'] {
  if (settings.HTTP_PORT === 0) return null;
  return { host: settings.HTTP_HOST, port: settings.HTTP_PORT, portGiven: given.has('HTTP_PORT') };
}
