import { Notices } from '../deliver/notices.ts';
import { isTaken } from '../plan/filter.ts';
import { AnswerWatch } from '../watch/answer-watch.ts';
import { BurstWatch } from '../watch/burst.ts';
import { lookForDiskSpace } from '../watch/disk-space.ts';
import { DraftWatch } from '../watch/draft-watch.ts';
import { Outage } from '../watch/outage.ts';
import { lookForSilence } from '../watch/silence.ts';
import { TooOldWatch } from '../watch/too-old.ts';
import { noticesOf, type Rooms } from './rooms.ts';

/** How often we check whether no article came for longer than usual. Not at the start: the sources come first. */
const silenceMs = 5 * 60_000;
const diskSpaceMs = 60_000;

/** How often we check whether the database answers at all. */
const answerMs = 30_000;

/** A failure of the database is told in every log chat, because it cannot be written down. */
export function watchOutages({ bots, clock, events, log, stopping }: Rooms): void {
  const outage = new Outage((textIn) => bots.forEach((bot) => bot.say(textIn)), clock, log);
  events.listen('polled', () => outage.succeed('poll'));
  events.listen('step succeeded', ({ part }) => outage.succeed(part));
  events.listen('step failed', ({ part, error }) => {
    if (!stopping.signal.aborted) outage.fail(part, error);
  });
}

/** Many articles that are too old may mean that the clock is wrong. */
export function watchAges({ clock, events, notices, tasks }: Rooms): void {
  const ages = new TooOldWatch(notices, clock);
  const failed = 'it could not be noted how many articles are too old';
  events.listen('articles too old', ({ count, example }) =>
    tasks.try(() => ages.found(count, example), failed),
  );
  events.listen('planned', ({ articles, promised }) => {
    if (articles > 0 && promised > 0) tasks.try(() => ages.promised(), failed);
  });
}

/** A draft that was pushed is planned at once, and editors are asked about it after that. */
export function watchDrafts(rooms: Rooms): void {
  const { config, events, store, tasks } = rooms;
  if (config.pushTokens.every(({ right }) => right !== 'draft')) return;
  const drafts = new DraftWatch(store, (article) => {
    const takers = config.channels.filter((channel) => isTaken(article, channel));
    const notices = noticesOf(
      rooms,
      takers.map(({ bot }) => bot),
    );
    return { channels: takers.map(({ name }) => name), notices };
  });
  events.listen('polled', () => tasks.try(() => drafts.look(), 'drafts were not looked for'));
}

/** Somebody may have answered with a command in a terminal, so the store is asked after each poll. */
export function watchBursts({ clock, config, events, store, tasks }: Rooms): void {
  const watches = config.bots.map(({ name }) => {
    const own = store.ofBot(name);
    const channels = config.channels.filter(({ bot }) => bot === name).map((channel) => channel.name);
    return { name, watch: new BurstWatch(own, channels, new Notices(own, events, clock), clock) };
  });
  // An earlier run may have told of one that is over.
  let told: ReadonlySet<string> = new Set(config.bots.map(({ name }) => name));
  const look = async () => {
    const open = await store.bursts.openBots();
    const due = watches.filter(({ name }) => open.has(name) || told.has(name));
    for (const { watch } of due) await watch.look();
    told = open;
  };
  events.listen('polled', () => tasks.try(look, 'the question about a burst was not looked at'));
}

/** Hears of the commits of other programs, and checks the database now and then. */
export async function watchDatabase(rooms: Rooms): Promise<void> {
  const { clock, events, store, tasks, undo } = rooms;
  const part = 'notifications';
  const onCommit = () => {
    events.announce({ kind: 'step succeeded', part });
    events.announce({ kind: 'articles changed' });
  };
  const onTrouble = (error: unknown) => events.announce({ kind: 'step failed', part, error });
  undo.push(await store.watch(onCommit, onTrouble));
  const answers = new AnswerWatch(store, events, clock);
  tasks.every(answerMs, () => answers.look());
  watchDiskSpace(rooms);
  watchSilence(rooms);
}

function watchDiskSpace({ notices, store, tasks }: Rooms): void {
  const look = async () => lookForDiskSpace(await store.freeBytes(), notices);
  const failed = 'the free disk space could not be read';
  tasks.try(look, failed);
  tasks.every(diskSpaceMs, () => tasks.try(look, failed));
}

function watchSilence({ clock, config, notices, store, tasks }: Rooms): void {
  const look = () => lookForSilence(store.statistics, notices, config.timeZone, clock.now());
  tasks.every(silenceMs, () => tasks.try(look, 'the check whether articles still come failed'));
}
