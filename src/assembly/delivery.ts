import { composeArticle, composeWithdrawal } from '../compose/composer.ts';
import { Reconciler } from '../deliver/doubt/reconciler.ts';
import type { Searcher } from '../deliver/doubt/searcher.ts';
import type { Delivery } from '../deliver/delivery.ts';
import { Witness } from '../deliver/doubt/witness.ts';
import type { Message, Post } from '../news/post.ts';
import { needsApproval } from '../plan/approval.ts';
import type { Parts } from './parts.ts';

/** What the lanes report to the app, and ask of it. */
export interface Reports {
  /** A post waits for an editor. */
  awaits(): void;
  /** A sent digest without what was withdrawn since; null: nothing of it is left, or known. */
  composeDigest(post: Post): Promise<Message | null>;
  caughtUp(channel: string): void;
  failed(part: string, error: unknown): void;
  /** The token is not valid any more. */
  giveUp(): void;
}

/** Everything that the lanes share. `isOlderCopy`: the channels have to be read before anything is posted. */
export function deliveryOf(
  parts: Parts,
  searcher: Searcher,
  isOlderCopy: boolean,
  reports: Reports,
): Delivery {
  const { ledger, posts, channels, unknownPosts } = parts.store;
  return {
    ledger,
    posts,
    channels,
    unknownPosts,
    telegram: parts.telegram,
    searcher,
    pacer: parts.pacer,
    digests: parts.store.digests,
    approvals: {
      isNeeded: needsApproval,
      await: async (postId, revision, message) => {
        await parts.store.approvals.await(postId, revision, message);
        reports.awaits();
      },
    },
    timetable: parts.timetable,
    clock: parts.clock,
    log: parts.log,
    settleTimeMs: parts.config.settleTimeMs,
    requestTimeoutMs: parts.config.requestTimeoutMs,
    uncertainBlocksMs: parts.config.uncertainBlocksMs,
    isOlderCopy,
    caughtUp: (channel) => reports.caughtUp(channel),
    logChatId: parts.access.logChatId,
    compose: composeArticle,
    composeDigest: (post) => reports.composeDigest(post),
    composePhoto: (article, channel, imageUrl) =>
      composeArticle({ ...article, imageUrl }, { ...channel, images: 'photo' }).photo,
    composeWithdrawal,
    notice: async (kind, facts) => {
      const { articleId } = facts;
      const article = articleId === null ? null : await parts.store.articles.find(articleId);
      await parts.alerts.notice(kind, { ...facts, headline: article?.headline ?? null });
    },
    troubleBegins: (key, detail) => parts.alerts.begin(key, detail),
    troubleEnds: (key) => parts.alerts.end(key),
    failed: (part, error) => reports.failed(part, error),
    succeeded: (part) => parts.outage.succeed(part),
    giveUp: () => reports.giveUp(),
    stopping: parts.stopping,
  };
}

/** Unsure posts are read back, or, where there is a second bot, heard of from it. */
export function searcherOf(parts: Parts): { searcher: Searcher; witness: Witness | null } {
  const { telegram, clock, log, access } = parts;
  const { settleTimeMs, readBackGap, witnessBotToken, telegramApiRoot: apiRoot } = parts.config;
  const reconciler = new Reconciler({
    telegram,
    clock,
    log,
    settleTimeMs,
    readBackGap,
    logChatId: access.logChatId,
    isOther: (post, chatId, messageId) => parts.store.posts.isOther(post, chatId, messageId),
  });
  if (witnessBotToken === null) return { searcher: reconciler, witness: null };
  const settings = { token: witnessBotToken, apiRoot, settleTimeMs };
  const witness = new Witness(settings, reconciler, telegram, clock, log);
  return { searcher: witness, witness };
}
