import { holdArticle, killArticle, releaseArticle, type StatusChange } from '../../editing/article-status.ts';
import { decideDraft } from '../../editing/drafts.ts';
import { approvalVerdict, decideApproval, decideUncertain } from '../../editing/decisions.ts';
import { pauseChannel, resumeChannel } from '../../editing/pausing.ts';
import { doubtOf, postArticle, wantedTargets } from '../../editing/posting.ts';
import { changeQueued } from '../../editing/queue.ts';
import { countRefused, mostWithoutQuestion, refusedUntil, retryRefused } from '../../editing/retrying.ts';
import { isOfOthersToo } from '../../editing/rights.ts';
import { changeSource, decideBrake, sourceActionOf } from '../../editing/sources.ts';
import type { Article } from '../../news/article.ts';
import type { Channel } from '../../news/channel.ts';
import {
  approvalDecisions,
  brakeDecisions,
  draftDecisions,
  uncertainDecisions,
} from '../../news/decisions.ts';
import { hasLeft, isAlive } from '../../news/post.ts';
import { approvalWords } from '../../words/approvals.ts';
import { botWords } from '../../words/bots.ts';
import { articleWords } from '../../words/articles.ts';
import { channelWords } from '../../words/channels.ts';
import { counts } from '../../words/counts.ts';
import { draftWords } from '../../words/drafts.ts';
import { generalWords } from '../../words/general.ts';
import { words as logChatWords } from '../../words/log-chat.ts';
import { showMoment } from '../../words/moments.ts';
import { pausesMs } from './pages/channels.ts';
import { chooseLanguage, endSession, endSessions } from './person-actions.ts';
import { said, type Action, type Fields, type Pressed } from './pressed.ts';
import type { Visit } from './site-parts.ts';

/** Everything that can be done on the page, by the name in the address of its form. The desk does the same things. */
export const actions: Readonly<Record<string, Action>> = {
  post: withArticle(post),
  hold: withArticle(async (visit, article) => {
    const words = articleWords[visit.editor.language];
    const change = await holdArticle(visit.editor, visit.editing, article);
    if (change.kind === 'of others') return said(botWords[visit.editor.language].articleOfOthers);
    if (change.kind === 'left as is') return said(words.isAlready(change.status), by(visit, change));
    const posts = await visit.bot.store.orders.postsOf([article.id]);
    const stands = posts.some(({ state }) => hasLeft(state)) ? words.heldButStands : null;
    return said(words.held(visit.editor.name), stands);
  }),
  release: withArticle(async (visit, article) => {
    const words = articleWords[visit.editor.language];
    const change = await releaseArticle(visit.editor, visit.editing, article);
    if (change.kind === 'of others') return said(botWords[visit.editor.language].articleOfOthers);
    if (change.kind === 'left as is') return said(words.isNot(change.status), by(visit, change));
    return said(words.released(visit.editor.name));
  }),
  kill: withArticle(kill),
  pause: withChannel(pause),
  resume: withChannel(async (visit, { name }) => {
    const words = channelWords[visit.editor.language];
    const resumed = await resumeChannel(visit.editor, visit.editing, name);
    if (resumed === 'resumed') return said(words.resumedNow(name));
    return said(resumed === 'tried' ? words.triedNow(name) : words.ranAlready(name));
  }),
  retry: withChannel(retry),
  now: (visit, fields) => queued(visit, fields, 'now'),
  drop: (visit, fields) => queued(visit, fields, 'drop'),
  uncertain,
  approve,
  source: changeOfSource,
  brake,
  draft,
  language: chooseLanguage,
  'end-session': endSession,
  'end-sessions': endSessions,
};

function by(visit: Visit, change: Extract<StatusChange, { kind: 'left as is' }>): string | null {
  return change.by === null ? null : generalWords[visit.editor.language].doneAlready(change.by);
}

function withArticle(
  act: (visit: Visit, article: Article, fields: Fields, isConfirmed: boolean) => Promise<Pressed>,
): Action {
  return async (visit, fields, isConfirmed) => {
    const article = await visit.bot.store.articles.find(fields['article'] ?? '');
    return article === null ? { kind: 'unknown' } : act(visit, article, fields, isConfirmed);
  };
}

function withChannel(
  act: (visit: Visit, channel: Channel, fields: Fields, isConfirmed: boolean) => Promise<Pressed>,
): Action {
  return async (visit, fields, isConfirmed) => {
    const channel = visit.bot.config.channels.find(({ name }) => name === fields['channel']);
    return channel === undefined ? { kind: 'unknown' } : act(visit, channel, fields, isConfirmed);
  };
}

async function post(visit: Visit, article: Article, fields: Fields, isConfirmed: boolean): Promise<Pressed> {
  const { editing, editor } = visit;
  const name = fields['channel'] ?? '';
  const channel = visit.bot.config.channels.find((each) => each.name === name) ?? null;
  if (name !== '' && channel === null) return { kind: 'unknown' };
  const request = { article, channel };
  if (wantedTargets(editing, request).length === 0) return said(articleWords[editor.language].noChannelTakes);
  const question = isConfirmed ? null : await doubtOf(editor, editing, request, false);
  if (question !== null) return { kind: 'asks', question, about: article.headline };
  return said(...(await postArticle(editor, editing, request)));
}

async function kill(visit: Visit, article: Article, _: Fields, isConfirmed: boolean): Promise<Pressed> {
  const { language, name } = visit.editor;
  const [words, bots] = [articleWords[language], botWords[language]];
  if (!isConfirmed && article.status !== 'canceled') return askKill(visit, article);
  const change = await killArticle(visit.editor, visit.editing, article);
  switch (change.kind) {
    case 'done':
      return said(words.killed(name));
    case 'left as is':
      return said(words.isAlready(change.status), by(visit, change));
    case 'of others':
      return said(bots.articleOfOthers);
    case 'killed here':
      if (change.posts === 0) return said(bots.nothingToKillHere);
      return said(bots.killedHere(counts[language].posts(change.posts), name), bots.killedHereOnly);
  }
}

/** Bots that the editor does not command may post it too. */
async function askKill(visit: Visit, article: Article): Promise<Pressed> {
  const { language } = visit.editor;
  const [words, bots] = [articleWords[language], botWords[language]];
  const posts = await visit.bot.store.orders.postsOf([article.id]);
  const count = posts.filter(({ state }) => hasLeft(state)).length;
  if (await isOfOthersToo(visit.editor, visit.editing, article)) {
    const alive = posts.filter(({ state }) => isAlive(state)).length;
    const question = bots.askKillHere(counts[language].posts(alive));
    return { kind: 'asks', question: `${question} ${bots.killedHereOnly}`, about: article.headline };
  }
  const question = count === 0 ? words.standsNowhere : words.askKill(counts[language].inChannels(count));
  return { kind: 'asks', question, about: article.headline };
}

async function pause(visit: Visit, { name }: Channel, fields: Fields): Promise<Pressed> {
  const { language } = visit.editor;
  const words = channelWords[language];
  const ms = Number(fields['ms']);
  if (!pausesMs.includes(ms)) return { kind: 'unknown' };
  const until = ms === 0 ? null : new Date(visit.now.getTime() + ms);
  const still = await pauseChannel(visit.editor, visit.editing, name, until);
  if (still !== null) return said(words.pausedStill(name, still.by));
  const shown = until === null ? null : showMoment(until, visit.now, language, visit.bot.config.timeZone);
  return said(words.pausedNow(name, shown), words.correctionsStill);
}

async function retry(visit: Visit, channel: Channel, _: Fields, isConfirmed: boolean): Promise<Pressed> {
  const { editing, editor } = visit;
  const until = refusedUntil(editing);
  const due = await countRefused(editing, [channel], until);
  if (!isConfirmed && due > mostWithoutQuestion) {
    const posts = counts[editor.language].posts(due);
    const question = channelWords[editor.language].askRetry(posts, channel.name);
    return { kind: 'asks', question, about: channel.name };
  }
  return said(...(await retryRefused(editor, editing, [channel], until)));
}

/** A post of a channel that this bot has; null: there is none. */
async function ownPost(visit: Visit, fields: Fields) {
  const id = Number(fields['post']);
  if (!Number.isSafeInteger(id)) return null;
  const found = await visit.bot.store.orders.post(id);
  const isOwn = visit.bot.config.channels.some(({ name }) => name === found?.channel);
  return isOwn ? found : null;
}

async function queued(visit: Visit, fields: Fields, action: 'now' | 'drop'): Promise<Pressed> {
  const found = await ownPost(visit, fields);
  if (found === null) return { kind: 'unknown' };
  return said(await changeQueued(visit.editor, visit.editing, found, action));
}

async function uncertain(visit: Visit, fields: Fields): Promise<Pressed> {
  const { language, name } = visit.editor;
  const found = await ownPost(visit, fields);
  const decision = uncertainDecisions.find((each) => each === fields['decision']);
  if (found === null || decision === undefined) return { kind: 'unknown' };
  const before = await decideUncertain(visit.editor, visit.editing, found.id, decision);
  const words = logChatWords[language];
  if (before === null) return said(words.uncertainDecided(decision, name));
  if (before.by === null) return said(words.decidedAlready);
  return said(generalWords[language].doneAlready(before.by));
}

async function approve(visit: Visit, fields: Fields): Promise<Pressed> {
  const found = await ownPost(visit, fields);
  const decision = approvalDecisions.find((each) => each === fields['decision']);
  const revision = Number(fields['revision']);
  if (found === null || decision === undefined || !Number.isSafeInteger(revision)) return { kind: 'unknown' };
  const answer = { postId: found.id, revision, decision, questionId: 'card' } as const;
  const answered = await decideApproval(visit.editor, visit.editing, answer);
  if (answered === null) return said(approvalWords[visit.editor.language].decidedAlready);
  return said(approvalVerdict(visit.editor, visit.editing, decision, answered.keptUntil));
}

async function changeOfSource(visit: Visit, fields: Fields): Promise<Pressed> {
  const source = visit.bot.config.sources.find(({ name }) => name === fields['source']);
  const action = sourceActionOf(fields['action'] ?? '');
  if (source === undefined || action === null) return { kind: 'unknown' };
  return said(await changeSource(visit.editor, visit.editing, source, action));
}

async function brake(visit: Visit, fields: Fields): Promise<Pressed> {
  const source = visit.bot.config.sources.find(({ name }) => name === fields['source']);
  const decision = brakeDecisions.find((each) => each === fields['decision']);
  if (source === undefined || decision === undefined) return { kind: 'unknown' };
  return said((await decideBrake(visit.editor, visit.editing, source.name, decision)).text);
}

async function draft(visit: Visit, fields: Fields): Promise<Pressed> {
  const [number, revision] = [Number(fields['draft']), Number(fields['revision'])];
  const decision = draftDecisions.find((each) => each === fields['decision']);
  const { articles, drafts } = visit.bot.store;
  const found = Number.isSafeInteger(number) ? await drafts.find(number) : null;
  const article = found === null ? null : await articles.find(found.articleId);
  if (found === null || article === null || decision === undefined) return { kind: 'unknown' };
  const { language, name } = visit.editor;
  const words = draftWords[language];
  if (article.status === 'withheld' && article.revision !== revision) return said(words.changed);
  const change = await decideDraft(visit.editor, visit.editing, found, article, decision);
  if (change.kind === 'of others') return said(botWords[language].articleOfOthers);
  if (change.kind === 'done') return said(words.decided(decision, name));
  return said(words.decidedAlready(change.kind === 'left as is' ? change.by : null));
}

/** Where a form came from; only a path of ours, so that nobody is led elsewhere. */
export function backOf(fields: Fields): string {
  const back = fields['back'] ?? '';
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(back) ? back : '/';
}
