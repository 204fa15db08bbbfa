import { composeKillNotice } from '../../src/compose/composer.ts';
import { spokenLanguages } from '../../src/news/language.ts';
import type { Sandbox, SeenMessage } from '../../src/sandbox/http/server.ts';
import { albumOf, partsOfAlbum, textOf, type News, type StormArticle, type StormChannel } from './news.ts';

/** What is wrong in the channels after a storm. Nothing is wrong when all lists are empty. */
export interface Verdict {
  lost: string[];
  doubled: string[];
  outOfOrder: string[];
  /** The article that they follow stands there, and they do not reply to its post. */
  wrongReply: string[];
  stale: string[];
  /** Their article was canceled or deleted, and they still stand there. */
  notKilled: string[];
  /** Posts of people that were deleted or changed. */
  harmed: string[];
  /** Posts of ours that show no article of the channel. */
  strange: string[];
  /** Albums that do not stand there whole. */
  partsOfAlbums: string[];
}

/** What a person posted into a channel. */
export interface PersonsPost {
  chatId: number;
  messageId: number;
  text: string;
}

/** Compares what readers see with what the newsroom wrote. `refused`: see `Spells`. */
export function judge(
  sandbox: Sandbox,
  news: News,
  people: readonly PersonsPost[],
  refused: ReadonlySet<string>,
): Verdict {
  const verdict: Verdict = {
    lost: [],
    doubled: [],
    outOfOrder: [],
    wrongReply: [],
    stale: [],
    notKilled: [],
    harmed: [],
    strange: [],
    partsOfAlbums: [],
  };
  for (const channel of news.channels) judgeChannel(verdict, sandbox, channel, news, refused);
  for (const { chatId, messageId, text } of people) {
    if (sandbox.message(chatId, messageId)?.text !== text) verdict.harmed.push(`${chatId}/${messageId}`);
  }
  return verdict;
}

export function isClear(verdict: Verdict): boolean {
  return Object.values(verdict).every((list) => list.length === 0);
}

function judgeChannel(
  verdict: Verdict,
  sandbox: Sandbox,
  channel: StormChannel,
  news: News,
  refused: ReadonlySet<string>,
): void {
  const places = new Map<string, SeenMessage[]>();
  for (const message of sandbox.messages(channel.chatId)) {
    // The parts of an album after the first have no words.
    if (message.botId === null || (message.groupId !== undefined && message.text === '')) continue;
    const id = /^Story (a\d+) version /.exec(withoutSign(message.text))?.[1] ?? `message ${message.id}`;
    places.set(id, [...(places.get(id) ?? []), message]);
  }
  const standing: Standing[] = [];
  for (const article of news.articles) {
    const found = places.get(article.id) ?? [];
    places.delete(article.id);
    const name = `${article.id} in ${channel.name}`;
    if (!news.channelsOf(article).includes(channel)) {
      if (found.length > 0) verdict.strange.push(name);
      continue;
    }
    if (article.isKilled) {
      const isRefused = refused.has(`${channel.chatId} ${article.id}`);
      if (found.length > 0 && !isRefused) verdict.notKilled.push(name);
      continue;
    }
    if (found.length > 1) verdict.doubled.push(`${name}: ${found.map(({ id }) => id).join(', ')}`);
    // Telegram refused it, or a change of it, in words that nobody knows. It may be missing, late, or as it was.
    if (refused.has(`${channel.chatId} ${article.id}`)) continue;
    const [message] = found;
    if (message === undefined) {
      verdict.lost.push(name);
      continue;
    }
    const { headline, summary } = textOf(article);
    if (!withoutSign(message.text).startsWith(`${headline}\n\n${summary}\n`)) {
      verdict.stale.push(`${name}: ${JSON.stringify(message.text)}, version ${article.version}`);
    }
    if (isOldVideo(sandbox, channel, article, message)) verdict.stale.push(`${name}: the video of its album`);
    standing.push({ article, message });
  }
  const refusedKills = news.articles.filter(
    ({ id, isKilled }) => isKilled && refused.has(`${channel.chatId} ${id}`),
  );
  const noticed = [...places].filter(([, [message]]) => notices.has(message?.text ?? ''));
  // Telegram refused to delete them in unknown words, and took the notice.
  if (noticed.length <= refusedKills.length) for (const [name] of noticed) places.delete(name);
  for (const name of places.keys()) verdict.strange.push(`${name} in ${channel.name}`);
  judgeAlbums(verdict, sandbox, channel);
  judgeOrder(verdict, channel, standing);
  judgeReplies(verdict, channel, standing);
}

/** Whether an album that Telegram fetched shows the video of another version. Those that we upload have no address there. */
function isOldVideo(
  sandbox: Sandbox,
  { chatId }: StormChannel,
  article: StormArticle,
  { groupId, photoUrl }: SeenMessage,
): boolean {
  if (groupId === undefined || photoUrl === null) return false;
  const video = sandbox.messages(chatId).find((part) => part.groupId === groupId && part.kind === 'video');
  return video !== undefined && video.photoUrl !== albumOf(article)[1]?.url;
}

/** Whether each album stands there whole, with its words. */
function judgeAlbums(verdict: Verdict, sandbox: Sandbox, { chatId, name }: StormChannel): void {
  const albums = Map.groupBy(
    sandbox.messages(chatId).filter(({ botId, groupId }) => botId !== null && groupId !== undefined),
    ({ groupId }) => groupId,
  );
  for (const parts of albums.values()) {
    const isWhole = parts.length === partsOfAlbum && parts[0]?.text !== '';
    if (!isWhole) verdict.partsOfAlbums.push(`${name}: ${parts.map(({ id }) => id).join(', ')}`);
  }
}

/** Breaking news begins with a sign of its own. */
function withoutSign(text: string): string {
  return text.replace(/^⚡ [^\n]+\n+/, '');
}

/** What stands in place of a post that Telegram did not let us delete. */
const notices = new Set<string>(spokenLanguages.map((language) => composeKillNotice(language).shown));

type Standing = { article: StormArticle; message: SeenMessage };

/** Articles stand in the order of publication. Only breaking news may overtake ordinary articles. */
function judgeOrder(verdict: Verdict, channel: StormChannel, standing: readonly Standing[]): void {
  let lastOrdinary = 0;
  let lastBreaking = 0;
  for (const { article, message } of standing) {
    // An ordinary article stands after all older ones, a breaking one after the older breaking ones.
    const isLate = article.isBreaking
      ? message.id < lastBreaking
      : message.id < Math.max(lastOrdinary, lastBreaking);
    if (isLate)
      verdict.outOfOrder.push(`${article.id} in ${channel.name} stands too early, as ${message.id}`);
    if (article.isBreaking) lastBreaking = Math.max(lastBreaking, message.id);
    else lastOrdinary = Math.max(lastOrdinary, message.id);
  }
}

/** Breaking news may have left before the article that it follows. Then it replies to nothing. */
function judgeReplies(verdict: Verdict, channel: StormChannel, standing: readonly Standing[]): void {
  const numbers = new Map(standing.map(({ article, message }) => [article.id, message.id]));
  for (const { article, message } of standing) {
    const followed = numbers.get(article.follows ?? '');
    if (followed === undefined || followed > message.id || message.replyTo === followed) continue;
    verdict.wrongReply.push(
      `${article.id} in ${channel.name} replies to ${message.replyTo}, not ${followed}`,
    );
  }
}
