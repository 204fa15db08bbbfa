import type { ApprovalDecision } from '../../news/decisions.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { Priority } from '../../news/post.ts';
import type { Decided } from '../../store/posts/approvals.ts';
import { postSubject } from '../../store/records/audit.ts';
import { laterMs } from '../../watch/approval.ts';
import { approvalWords } from '../../words/approvals.ts';
import { showMoment } from '../../words/moments.ts';
import { conclude, conclusionOf, toast } from '../chat/answer.ts';
import { nameOf } from '../chat/context.ts';
import { note, type ButtonContext, type Desk, type Subject } from '../chat/desk.ts';

/** The priority of posts that are neither breaking news nor asked for by an editor. */
const ordinary: Priority = 2;

/** The buttons under a question of the log chat. Two presses, or two editors, answer once. */
export const approvalSubject: Subject = {
  buttons: [
    {
      data: /^ask:(\d{1,15}):(\d{1,9}):(post|drop|later)$/,
      changes: {
        approval: {
          verb: (language) => approvalWords[language].changes.approval,
          shows: 'after',
          read: (value, language) => approvalWords[language].buttons[value as ApprovalDecision] ?? value, // else of another version
        },
      },
      handle: decide,
    },
  ],
};

async function decide(context: ButtonContext, desk: Desk, parts: readonly string[]): Promise<void> {
  const [postId, revision, choice] = parts;
  const { deskLanguage, timeZone } = desk.config;
  const decision = choice as ApprovalDecision; // the pattern allows nothing else
  const by = nameOf(context);
  // null: Telegram does not say which message it was. The data names the post and its revision.
  const questionId = context.msgId ?? null;
  const answer = { postId: Number(postId), revision: Number(revision), questionId, decision, by, laterMs };
  const now = desk.clock.now();
  const decided = await desk.store.approvals.decide(answer, now);
  if (decided === null) {
    const { decidedAlready } = approvalWords[context.language];
    return toast(context, conclusionOf(context, decidedAlready) ?? decidedAlready);
  }
  const subject = postSubject(decided.articleId, decided.channel);
  await note(context, desk, { action: 'approval', subject, before: 'waiting', after: decision });
  desk.events.announce({ kind: 'posts changed' });
  const keptUntil = decision === 'post' ? keptUntilOf(decided, desk, now) : null;
  const verdictIn = (spoken: SpokenLanguage) =>
    keptUntil === null
      ? approvalWords[spoken].decided(decision, by)
      : approvalWords[spoken].decidedKept(showMoment(keptUntil, now, spoken, timeZone), by);
  await toast(context, verdictIn(context.language));
  await conclude(context, verdictIn(deskLanguage));
}

/** Until when quiet hours keep a post after the editor's yes; null: it leaves at once. */
function keptUntilOf({ articleId, channel: name, priority }: Decided, desk: Desk, now: Date): Date | null {
  const channel = desk.config.channels.find((each) => each.name === name);
  if (articleId === null || priority !== ordinary || channel === undefined) return null;
  const { kind, until } = desk.timetable.at(channel, now);
  return kind === 'keep' ? until : null;
}
