import type { ApprovalDecision, UncertainDecision } from '../news/decisions.ts';
import type { Priority } from '../news/post.ts';
import type { Decided } from '../store/posts/approvals.ts';
import { postSubject } from '../store/records/audit.ts';
import { laterMs } from '../watch/approval.ts';
import { areLabelsMissing } from '../watch/labels-missing.ts';
import { approvalWords } from '../words/approvals.ts';
import { showMoment } from '../words/moments.ts';
import { noteBy, type Editing, type Editor } from './editor.ts';

/**
 * Decides about a post that cannot be read back. Two editors decide once.
 * @returns null: it is decided now. Otherwise who decided before; `by` null: that is not known.
 */
export async function decideUncertain(
  editor: Editor,
  editing: Editing,
  postId: number,
  decision: UncertainDecision,
): Promise<{ by: string | null } | null> {
  const { clock, events, store } = editing;
  const post = await store.orders.post(postId);
  if (post === null) return { by: null };
  const subject = postSubject(post.articleId, post.channel);
  if (!(await store.ledger.decideUncertain(postId, decision, clock.now()))) {
    const by = await store.audit.last(subject, ['uncertain']);
    return { by: by?.name ?? null };
  }
  events.announce({ kind: 'posts changed' });
  await noteBy(editor, editing, { action: 'uncertain', subject, before: 'uncertain', after: decision });
  return null;
}

/** An answer to the question whether a post may leave. */
export interface ApprovalAnswer {
  postId: number;
  revision: number;
  decision: ApprovalDecision;
  /** See `Answer` in store/posts/approvals.ts. */
  questionId: number | null | 'card';
}

/** The post about which an editor answered. */
export interface Answered extends Decided {
  /** Until when quiet hours keep it after a yes; null: it leaves at once. */
  keptUntil: Date | null;
}

/**
 * The channel of a post that no yes lets go, because nobody stated the labels of its article; null: a yes lets it go, or it
 * does not wait any more.
 */
export async function labelsMissingOf(
  postId: number,
  { config, store }: Pick<Editing, 'config' | 'store'>,
): Promise<string | null> {
  const waiting = await store.approvals.waiting(postId);
  if (waiting === null || !(await areLabelsMissing(waiting, config.channels, store))) return null;
  return waiting.channel;
}

/**
 * Answers whether a post may leave. A yes to a post whose labels are missing changes nothing.
 * @returns null: it was answered before, has another revision now, or its labels are missing.
 */
export async function decideApproval(
  editor: Editor,
  editing: Editing,
  answer: ApprovalAnswer,
): Promise<Answered | null> {
  const { clock, events, store } = editing;
  const { decision } = answer;
  if (decision === 'post' && (await labelsMissingOf(answer.postId, editing)) !== null) return null;
  const decided = await store.approvals.decide({ ...answer, by: editor.name, laterMs }, clock.now());
  if (decided === null) return null;
  const { articleId, channel, questionId } = decided;
  const subject = postSubject(articleId, channel);
  await noteBy(editor, editing, { action: 'approval', subject, before: 'waiting', after: decision });
  const keptUntil = decision === 'post' ? keptUntilOf(decided, editing) : null;
  if (answer.questionId === 'card' && questionId !== null) {
    const given = { channel, questionId, decision, by: editor.name, keptUntil };
    events.announce({ kind: 'approval given', ...given });
  }
  events.announce({ kind: 'posts changed' });
  return { ...decided, keptUntil };
}

/** What to say after an answer, as plain text. */
export function approvalVerdict(
  { language, name }: Editor,
  { clock, config }: Editing,
  decision: ApprovalDecision,
  keptUntil: Date | null,
): string {
  const words = approvalWords[language];
  if (keptUntil === null) return words.decided(decision, name);
  return words.decidedKept(showMoment(keptUntil, clock.now(), language, config.timeZone), name);
}

/** Posts that are neither breaking news nor asked for by an editor. */
const ordinary: Priority = 2;

function keptUntilOf(
  { articleId, channel: name, priority }: Decided,
  { clock, config, timetable }: Editing,
): Date | null {
  const channel = config.channels.find((each) => each.name === name);
  if (articleId === null || priority !== ordinary || channel === undefined) return null;
  const { kind, until } = timetable.at(channel, clock.now());
  return kind === 'keep' ? until : null;
}
