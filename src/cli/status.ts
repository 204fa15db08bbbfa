import { changedSince, howToReload, type SettingsPrint } from '../config/settings-prints.ts';
import { parseArgs, styleText } from 'node:util';
import { loadConfig, readEnvironment, secretsOf, tokensAre, type Config } from '../config/config.ts';
import { scrub } from '../log.ts';
import { postStates, type PostState } from '../news/post.ts';
import { openExistingStore, type Store } from '../store/store.ts';
import { noPosts, type StateCounts } from '../store/posts/standings.ts';
import type { SourceState } from '../store/sources/source-state.ts';
import type { ChannelState } from '../store/records/channels.ts';
import { openTroubles, type OpenTrouble } from '../watch/open-troubles.ts';
import { tokenKey } from '../watch/refused-bots.ts';
import { findMisfits, misfitLines, type Misfits } from '../watch/misfits.ts';
import { burstWords } from '../words/bursts.ts';
import { layTable, showMoment, tellOnStderr } from './terminal.ts';
import { printable, printableLine } from '../terminal-text.ts';

export const usage = `Usage: khabarshy status [--json]

Shows for each channel what is promised, ready, sent, refused, unsure and uncertain, and its last post; then what the
store holds, which channels are closed or limited, open troubles, and posts that need a person. Times are in
TIMEZONE. It only looks, also while khabarshy runs.

  --json   All of it for programs; moments in ISO 8601.
`;

/** How many posts that need a person are listed. */
const mostConcerns = 10;

/** These columns are always there; the others only when a channel has such posts. */
const usualStates: ReadonlySet<PostState> = new Set([
  'promised',
  'ready',
  'sent',
  'refused',
  'unsure',
  'uncertain',
]);

interface ChannelStatus extends Omit<StateCounts, 'channel'> {
  name: string;
  /** null: the ledger knows it, the settings do not (any more). */
  id: string | null;
  /** The bot that posts to it; null like `id`. */
  bot: string | null;
  closed: { at: Date; reason: string | null; retryAt: Date | null } | null;
  /** Telegram asked for silence until then; null: it did not, or that is over. */
  limitedUntil: Date | null;
}

/** What `--json` prints, too. */
interface Status {
  mode: Config['mode'];
  database: string;
  /** Whether a khabarshy runs on this database now. */
  isRunning: boolean;
  /** Says that the running khabarshy has not read the settings of now; null: it has, or none runs. */
  unreadSettings: string | null;
  /** The bots of the settings. `isStopped`: Telegram did not accept its token, and the others go on without it. */
  bots: { name: string; channels: string[]; isStopped: boolean }[];
  /** The sources of the settings; those that fail or are paused by their names. */
  sources: { total: number; failing: string[]; paused: string[] };
  /** Articles that no channel takes. */
  misfits: Misfits;
  /** How many articles without a date came at once, so that ordinary posts wait for an owner; null: they do not. */
  burst: { articles: number; since: Date } | null;
  articles: { total: number; isAnyUnplanned: boolean; nextDueAt: Date | null };
  /** Over all channels. */
  posts: Record<PostState, number>;
  channels: ChannelStatus[];
  /** `bot`: whose it is; null: that of all. */
  troubles: { bot: string | null; key: string; detail: string; beganAt: Date }[];
  concerns: { id: number; channel: string; articleId: string | null; state: string; reason: string | null }[];
}

export async function execute(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } });
  const config = await loadConfig(readEnvironment(), { maySandbox: true });
  const store = await openExistingStore(config.databaseUrl, tellOnStderr);
  try {
    const status = await gather(config, store, new Date());
    const text = values.json === true ? printable(JSON.stringify(status, null, 2)) : describe(status, config);
    process.stdout.write(`${scrub(text, secretsOf(config))}\n`);
    return 0;
  } finally {
    await store.close();
  }
}

async function gather(config: Config, store: Store, now: Date): Promise<Status> {
  const channels = channelsOf(config, await store.standings.countAll(), await store.channels.read(), now);
  const posts = noPosts();
  const troubles = await openTroubles(
    store,
    config.bots.map(({ name }) => name),
  );
  const running = await isRunning(store);
  for (const channel of channels) for (const state of postStates) posts[state] += channel.posts[state];
  return {
    mode: config.mode,
    database: scrub(config.databaseUrl),
    isRunning: running,
    unreadSettings: await unreadSettings(store, running),
    articles: {
      total: await store.articles.count(),
      isAnyUnplanned: await store.articles.isAnyUnplanned(),
      nextDueAt: await store.articles.nextDueAt(now),
    },
    bots: botsOf(config, troubles),
    sources: sourcesOf(config, await store.sourceStates.all()),
    misfits: await findMisfits(store, config.channels, now),
    burst: await burstOf(store, config),
    posts,
    channels,
    troubles: troubles.map(({ bot, key, detail, beganAt }) => ({ bot, key, detail, beganAt })),
    concerns: await store.standings.concerns(mostConcerns),
  };
}

function botsOf({ bots, channels }: Config, troubles: readonly OpenTrouble[]): Status['bots'] {
  return bots.map(({ name }) => ({
    name,
    channels: channels.filter(({ bot }) => bot === name).map((channel) => channel.name),
    isStopped: troubles.some(({ detail, key }) => key === tokenKey && detail === name),
  }));
}

/** All bots together. */
async function burstOf(store: Store, { bots, channels }: Config): Promise<Status['burst']> {
  const open: { articles: number; since: Date }[] = [];
  for (const { name } of bots) {
    const { bursts } = store.ofBot(name);
    const { openSince: since } = await bursts.read();
    const own = channels.filter(({ bot }) => bot === name).map((channel) => channel.name);
    if (since !== null) open.push({ articles: await bursts.count(own, since), since });
  }
  if (open.length === 0) return null;
  return {
    articles: open.reduce((sum, { articles }) => sum + articles, 0),
    since: new Date(Math.min(...open.map(({ since }) => since.getTime()))),
  };
}

/** Says that a running khabarshy has not read the settings of now; null: it has, or none runs. */
export async function unreadSettings(store: Store, isRunning: boolean): Promise<string | null> {
  const known = isRunning ? await store.facts.get('settings_read') : null;
  if (known === null) return null;
  const changed = changedSince(JSON.parse(known) as SettingsPrint[]); // written by App.noteSettings
  if (changed.length === 0) return null;
  return `changed since khabarshy read it: ${changed.join(', ')}; ${howToReload}`;
}

/** Only those of the settings: of others nobody wants to know. */
function sourcesOf({ sources }: Config, states: readonly SourceState[]): Status['sources'] {
  const known = new Map(states.map((state) => [state.source, state]));
  const namesWhere = (is: (state: SourceState) => boolean): string[] =>
    sources.flatMap(({ name }) => {
      const state = known.get(name);
      return state !== undefined && is(state) ? [name] : [];
    });
  return {
    total: sources.length,
    failing: namesWhere(({ failures, pausedAt }) => failures > 0 && pausedAt === null),
    paused: namesWhere(({ pausedAt }) => pausedAt !== null),
  };
}

function sourcesLine({ failing, paused, total }: Status['sources']): string {
  const notes = [
    ...(failing.length === 0 ? [] : [`failing: ${failing.join(', ')}`]),
    ...(paused.length === 0 ? [] : [`paused: ${paused.join(', ')}`]),
  ];
  return `sources: ${total}${notes.length === 0 ? '' : `; ${notes.join('; ')}; see khabarshy sources`}`;
}

/** Whoever runs holds the lock. It is let go at once, so that a khabarshy that starts now is not kept out. */
async function isRunning(store: Store): Promise<boolean> {
  const unlock = await store.lock(() => undefined);
  await unlock?.();
  return unlock === null;
}

/** The channels of the settings in their order, then those that only the ledger knows. */
function channelsOf(
  config: Config,
  counts: readonly StateCounts[],
  states: ReadonlyMap<string, ChannelState>,
  now: Date,
): ChannelStatus[] {
  const byName = new Map(counts.map((each) => [each.channel, each]));
  const nothing = { id: null, bot: null };
  const known = new Map<string, Pick<ChannelStatus, 'id' | 'bot'>>(
    config.channels.map(({ name, id, bot }) => [name, { id, bot }]),
  );
  for (const name of byName.keys()) if (!known.has(name)) known.set(name, nothing);
  return [...known].map(([name, { bot, id }]) => {
    const counted = byName.get(name);
    const state = states.get(name);
    return {
      name,
      id,
      bot,
      posts: counted?.posts ?? noPosts(),
      lastSentAt: counted?.lastSentAt ?? null,
      lastLink: counted?.lastLink ?? null,
      closed:
        state?.closedAt == null
          ? null
          : { at: state.closedAt, reason: state.closedReason, retryAt: state.retryAt },
      limitedUntil: state?.limitedUntil != null && state.limitedUntil > now ? state.limitedUntil : null,
    };
  });
}

function describe(status: Status, config: Config): string {
  const { mode, database, isRunning, articles, posts } = status;
  const { timeZone } = config;
  const telegram = mode === 'sandbox' ? `the sandbox (${tokensAre(config)})` : 'Telegram';
  const running = isRunning ? styleText('green', 'runs') : styleText('yellow', 'does not run');
  const waiting = articles.isAnyUnplanned ? ', some of them still to be planned' : '';
  const next =
    articles.nextDueAt === null ? '' : `; the next is due ${showMoment(articles.nextDueAt, timeZone)}`;
  const counts = postStates
    .filter((state) => posts[state] > 0)
    .map((state) => `${posts[state]} ${state}`)
    .join(', ');
  return [
    `khabarshy ${running} on ${telegram} with ${printableLine(database)}`,
    ...(status.unreadSettings === null ? [] : [printableLine(`settings: ${status.unreadSettings}`)]),
    `articles: ${articles.total}${waiting}${next}`,
    ...(status.burst === null ? [] : [burstWords.en.waits(status.burst.articles)]),
    ...misfitLines(status.misfits, 'en').map(printableLine),
    ...(status.sources.total === 0 ? [] : [printableLine(sourcesLine(status.sources))]),
    `posts: ${counts === '' ? 'none' : counts}`,
    '',
    ...botLines(status),
    ...tableOf(status.channels, posts, timeZone, status.bots.length > 1),
    ...notesOf(status, timeZone),
  ].join('\n');
}

/** Nothing for a single bot. */
function botLines({ bots }: Status): string[] {
  if (bots.length === 1) return [];
  const nameOf = ({ isStopped, name }: Status['bots'][number]) =>
    isStopped ? `${name} (stopped: Telegram does not accept its token)` : name;
  return [printableLine(`bots: ${bots.map(nameOf).join(', ')}`), ''];
}

function tableOf(
  channels: readonly ChannelStatus[],
  posts: Record<PostState, number>,
  timeZone: string,
  areBotsNamed: boolean,
): string[] {
  const states = postStates.filter((state) => usualStates.has(state) || posts[state] > 0);
  const rows = channels.map(({ name, bot, posts, lastSentAt, lastLink }) => [
    printableLine(name),
    ...(areBotsNamed ? [printableLine(bot ?? '–')] : []),
    ...states.map((state) => String(posts[state])),
    lastSentAt === null ? '–' : [showMoment(lastSentAt, timeZone), lastLink ?? ''].join(' ').trim(),
  ]);
  const first = areBotsNamed ? ['channel', 'bot'] : ['channel'];
  const right = new Set(states.map((_, index) => index + first.length));
  return layTable([[...first, ...states, 'last post'], ...rows], right);
}

/** What is out of the ordinary, under a headline each; nothing when all is well. */
function notesOf({ channels, troubles, concerns }: Status, timeZone: string): string[] {
  const show = (at: Date): string => showMoment(at, timeZone);
  const closed = channels.flatMap(({ name, closed }) => {
    if (closed === null) return [];
    const retry = closed.retryAt === null ? '' : `; tried again ${show(closed.retryAt)}`;
    return [`${name}: closed to us since ${show(closed.at)}, ${closed.reason ?? 'no reason known'}${retry}`];
  });
  const limited = channels.flatMap(({ name, limitedUntil }) =>
    limitedUntil === null ? [] : [`${name}: Telegram asked for silence until ${show(limitedUntil)}`],
  );
  const unset = channels
    .filter(({ id }) => id === null)
    .map(({ name, posts }) => `${name}: is not in the settings${queuedOf(posts)}`);
  return [
    ...section('Channels:', [...closed, ...limited, ...unset]),
    ...section(
      'Troubles:',
      troubles.map(
        ({ bot, key, detail, beganAt }) =>
          `${bot === null ? '' : `${bot}: `}${key} since ${show(beganAt)}: ${detail}`,
      ),
    ),
    ...section(
      'Posts that need a look:',
      concerns.map(
        ({ id, channel, articleId, state, reason }) =>
          `${id} ${channel} ${state} ${articleId ?? 'digest'}${reason === null ? '' : `: ${reason}`}`,
      ),
    ),
  ];
}

function queuedOf({ promised, ready, waiting }: Record<PostState, number>): string {
  const queued = promised + ready + waiting;
  return queued === 0 ? '' : `; ${queued} queued ${queued === 1 ? 'post is' : 'posts are'} kept`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${printableLine(line)}`)];
}
