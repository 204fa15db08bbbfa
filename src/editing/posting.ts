import { dueAt, type Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { lacksLabels } from '../plan/labels.ts';
import type { Ordered, Placed } from '../store/posts/orders/editor-orders.ts';
import { postSubject } from '../store/records/audit.ts';
import { articleWords } from '../words/articles.ts';
import { botWords } from '../words/bots.ts';
import { newPostWords } from '../words/desk/new-post.ts';
import { showMoment } from '../words/moments.ts';
import { noteBy, type Editing, type Editor } from './editor.ts';
import { isOfOthersToo } from './rights.ts';
import { isForChannel, standsEverywhere, targetsOf } from './targets.ts';

/** An article that an editor wants to be posted now. */
export interface PostRequest {
  article: Article;
  /** null: every channel that takes the article. */
  channel: Channel | null;
  /** When it has to leave. Absent or null: now. */
  at?: Date | null;
}

/** The channels that would get it; none: its editor has to choose one. */
export function wantedTargets({ config }: Editing, { article, channel }: PostRequest): readonly Channel[] {
  return channel === null ? targetsOf(config.channels, article) : [channel];
}

/**
 * Why an editor may not mean it, as a question of plain text; null: there is no doubt. `isFilterKnown`: the editor knows
 * that a filter of the channel refuses it.
 */
export async function doubtOf(
  { language }: Pick<Editor, 'language'>,
  editing: Editing,
  request: PostRequest,
  isFilterKnown: boolean,
): Promise<string | null> {
  const words = articleWords[language];
  const { article } = request;
  // There is no doubt: it cannot be posted.
  if (ownerOfFiles(article, editing) !== null) return null;
  const targets = wantedTargets(editing, request);
  const posts = await editing.store.orders.postsOf([article.id]);
  if (standsEverywhere(posts, targets)) return null;
  if (article.status !== 'usable') return words.askStatus(article.status);
  const names = new Set(targets.map(({ name }) => name));
  const killed = posts.filter(({ state, channel }) => state === 'killed' && names.has(channel));
  if (killed.length > 0) return words.askAgain(listed(killed.map(({ channel }) => channel)));
  // Posts that are on their way were asked for, or passed the filters when they were planned.
  const isKnown = (channel: Channel) =>
    posts.some((post) => post.channel === channel.name && post.state !== 'dropped');
  const refusing = targets.filter((channel) => !isForChannel(article, channel) && !isKnown(channel));
  if (isFilterKnown || refusing.length === 0) return null;
  return words.askFilters(listed(refusing.map(({ name }) => name)));
}

/** The other bot that received the files of a post which an editor wrote: only it can send them. null: there is none. */
function ownerOfFiles({ media, written }: Article, { store }: Editing): string | null {
  return written === null || media === null || written.bot === store.bot ? null : written.bot;
}

function listed(names: readonly string[]): string {
  return names.join(', ');
}

/**
 * Posts now, whatever the age, the filters and the quiet hours. @returns a line of plain text for each channel.
 */
export async function postArticle(editor: Editor, editing: Editing, request: PostRequest): Promise<string[]> {
  const { article, at = null } = request;
  const { clock, events, store } = editing;
  const targets = wantedTargets(editing, request);
  const owner = ownerOfFiles(article, editing);
  if (owner !== null) return [newPostWords[editor.language].filesOfOtherBot(owner)];
  if (article.written !== null) await store.writings.bringForward(article.id, at ?? clock.now());
  const before = await store.orders.postsOf([article.id]);
  // To post it here would let it go for the others too.
  if (article.status !== 'usable' && (await isOfOthersToo(editor, editing, article)))
    return [botWords[editor.language].articleOfOthers];
  if (
    !standsEverywhere(before, targets) &&
    (await store.orders.setStatus(article.id, ['withheld', 'canceled'], 'usable'))
  ) {
    const entry = { action: 'release', subject: article.id, before: article.status, after: 'usable' };
    await noteBy(editor, editing, entry);
    events.announce({ kind: 'articles changed' });
  }
  const lines: string[] = [];
  for (const channel of targets) {
    const ordered = await store.orders.order(article.id, channel.name, at ?? dueAt(article), clock.now(), at);
    const known = before.find((each) => each.channel === channel.name) ?? null;
    if (ordered === 'ordered' || ordered === 'hastened') {
      const subject = postSubject(article.id, channel.name);
      const after = at === null ? 'promised' : `at ${at.toISOString()}`;
      const entry = { action: 'post', subject, before: known?.state ?? null, after };
      await noteBy(editor, editing, entry);
    }
    const ordering = { article, channel, ordered, known, at };
    lines.push(`${channel.name}: ${await verdictOf(editor, editing, ordering)}`);
  }
  events.announce({ kind: 'posts changed' });
  return lines;
}

interface Ordering {
  article: Article;
  channel: Channel;
  ordered: Ordered;
  known: Placed | null;
  at: Date | null;
}

async function verdictOf(editor: Editor, editing: Editing, ordering: Ordering): Promise<string> {
  const words = articleWords[editor.language];
  const { article, at, channel, ordered, known } = ordering;
  const isTimed = at !== null && ['ordered', 'hastened', 'promised', 'ready'].includes(ordered);
  if (isTimed) {
    const moment = showMoment(at, editing.clock.now(), editor.language, editing.config.timeZone);
    const then = words.postedAt(moment);
    return lacksLabels(article, channel) ? `${then}; ${words.isUnlabelled}` : then;
  }
  switch (ordered) {
    case 'ordered':
      return (await delayOf(editor, editing, article, channel)) ?? words.ordered;
    case 'hastened':
      return (await delayOf(editor, editing, article, channel)) ?? words.hastened;
    case 'promised':
    case 'ready': {
      const by = await editing.store.audit.last(postSubject(article.id, channel.name), [
        'post',
        'now',
        'new',
      ]);
      return (await delayOf(editor, editing, article, channel)) ?? words.firstAlready(by?.name ?? null);
    }
    case 'sent':
      return known?.dueChange === 'kill' ? words.beingKilled : words.standsAlready(known?.link ?? '✓');
    case 'sending':
    case 'unsure':
      return words.isUnderWay;
    case 'uncertain':
      return words.isUncertain;
    case 'waiting':
      return words.isWaiting;
    case 'refused':
    case 'dropped':
    case 'killed':
      return words.states[ordered];
  }
}

/** Why the post does not leave at once, although it is first in the queue; null: it does. */
export async function delayOf(
  { language }: Editor,
  { clock, config, store }: Editing,
  article: Article,
  channel: Channel,
): Promise<string | null> {
  const words = articleWords[language];
  const now = clock.now();
  const show = (at: Date) => showMoment(at, now, language, config.timeZone);
  if (lacksLabels(article, channel)) return words.isUnlabelled;
  if (dueAt(article) > now) return words.notBefore(show(dueAt(article)));
  const until = await store.channels.pausedUntil(channel.name, now);
  if (until === null) return null;
  return until === 'open' ? words.isPaused : words.isPausedUntil(show(until));
}
