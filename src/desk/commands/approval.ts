import { Composer } from 'grammy/web';
import type { ApprovalDecision } from '../../news/decisions.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { Priority } from '../../news/post.ts';
import type { Decided } from '../../store/posts/approvals.ts';
import { postSubject } from '../../store/records/audit.ts';
import { approvalWords } from '../../words/approvals.ts';
import { showMoment } from '../../words/moments.ts';
import { conclude, conclusionOf, toast } from '../chat/answer.ts';
import { laterMs, type ApprovalPorts } from '../../watch/approval.ts';
import type { DeskContext } from '../chat/context.ts';
import { nameOf } from '../chat/ports.ts';

/** The priority of what is neither breaking news nor asked for by an editor. */
const ordinary: Priority = 2;

/** Editors answer; a button pressed twice, or by two of them, answers once. */
export function approvalDesk(ports: ApprovalPorts): Composer<DeskContext> {
  const { approvals, language } = ports;
  const desk = new Composer<DeskContext>();
  desk.callbackQuery(/^ask:(\d{1,15}):(\d{1,9}):(post|drop|later)$/, async (context) => {
    const [, postId, revision, choice] = context.match;
    const decision = choice as ApprovalDecision; // the pattern allows nothing else
    const by = nameOf(context);
    const questionId = context.msgId ?? 0;
    const answer = { postId: Number(postId), revision: Number(revision), questionId, decision, by, laterMs };
    const now = ports.now();
    const decided = await approvals.decide(answer, now);
    const theirs = approvalWords[context.language];
    if (decided === null) {
      const { decidedAlready } = theirs;
      return toast(context, conclusionOf(context, decidedAlready) ?? decidedAlready);
    }
    await ports.decided(
      { id: context.from.id, name: by },
      postSubject(decided.articleId, decided.channel),
      decision,
    );
    ports.onChange();
    const keptUntil = decision === 'post' ? keptUntilOf(decided, ports, now) : null;
    const verdictIn = (spoken: SpokenLanguage) =>
      keptUntil === null
        ? approvalWords[spoken].decided(decision, by)
        : approvalWords[spoken].decidedKept(showMoment(keptUntil, now, spoken, ports.timeZone), by);
    await toast(context, verdictIn(context.language));
    await conclude(context, verdictIn(language));
  });
  return desk;
}

/** A yes at night is no hurry: quiet hours keep what is ordinary, and the editor hears until when. */
function keptUntilOf(
  { articleId, channel, priority }: Decided,
  ports: ApprovalPorts,
  now: Date,
): Date | null {
  const isOrdinary = articleId !== null && priority === ordinary;
  return isOrdinary ? ports.keptUntil(channel, now) : null;
}
