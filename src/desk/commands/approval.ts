import { languageOfLogChat } from '../../watch/log-chat.ts';
import type { Channel } from '../../news/channel.ts';
import type { ApprovalDecision } from '../../news/decisions.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { Priority } from '../../news/post.ts';
import type { Decided, Waiting } from '../../store/posts/approvals.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { postSubject } from '../../store/records/audit.ts';
import { cardButtonsOf, laterMs } from '../../watch/approval.ts';
import { approvalWords } from '../../words/approvals.ts';
import { counts } from '../../words/counts.ts';
import { showMoment } from '../../words/moments.ts';
import { acknowledge, conclude, conclusionOf, outdated, say, showPost, toast } from '../chat/answer.ts';
import { askedChannels } from '../chat/arguments.ts';
import { nameOf, type DeskContext } from '../chat/context.ts';
import { note, type ButtonContext, type Desk, type Subject } from '../chat/desk.ts';

/** The priority of posts that are neither breaking news nor asked for by an editor. */
const ordinary: Priority = 2;

/** Each costs two messages, and Telegram allows twenty a minute in a group. */
const mostCards = 5;

/** `/approve [channel]`, and the buttons under a question of the log chat. Two presses, or two editors, answer once. */
export const approvalSubject: Subject = {
  commands: [
    {
      name: 'approve',
      who: 'editor',
      description: (language) => approvalWords[language].commands.approve,
      examples: ['/approve', '/approve CHANNEL'],
      async handle(context, desk, { text }) {
        const channels = await askedChannels(context, desk, text);
        if (channels !== null) await showCards(context, desk, channels);
      },
    },
  ],
  buttons: [
    {
      data: /^approve:([a-z0-9][a-z0-9_-]{0,31})$/,
      async handle(context, desk, [name]) {
        const channel = desk.config.channels.find((known) => known.name === name);
        if (channel === undefined) return outdated(context);
        await acknowledge(context);
        await showCards(context, desk, [channel]);
      },
    },
    {
      data: /^ask:(\d{1,15}):(\d{1,9}):(post|drop|later)(:card)?$/,
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

/** Shows what waits once more, each post as its channel would get it, with the buttons of its question. */
async function showCards(context: DeskContext, desk: Desk, channels: readonly Channel[]): Promise<void> {
  const words = approvalWords[context.language];
  const waiting: Waiting[] = [];
  let count = 0;
  for (const { name } of channels) {
    count += await desk.store.approvals.count(name);
    const room = mostCards - waiting.length;
    if (room > 0) waiting.push(...(await desk.store.approvals.list(name, room)));
  }
  if (waiting.length === 0) return say(context, words.nothingWaits);
  for (const each of waiting) await showCard(context, desk, each);
  if (count > waiting.length)
    await say(context, words.more(counts[context.language].posts(count - waiting.length)));
}

async function showCard(context: DeskContext, desk: Desk, waiting: Waiting): Promise<void> {
  const { language } = context;
  const isShown = await showPost(context, desk, waiting.message).then(
    () => true,
    () => false,
  );
  const question = escapeHtml(approvalWords[language].question(waiting.channel));
  const [title = ''] = waiting.message.plain.split('\n', 1);
  const html = isShown ? question : `${escapeHtml(title.slice(0, 200))}\n\n${question}`;
  await say(context, { html, buttons: [cardButtonsOf(waiting, language)] });
}

async function decide(context: ButtonContext, desk: Desk, parts: readonly string[]): Promise<void> {
  const [postId, revision, choice, card = ''] = parts;
  const decision = choice as ApprovalDecision; // the pattern allows nothing else
  const by = nameOf(context);
  // null: Telegram does not say which message it was. The data names the post and its revision.
  const questionId = card === '' ? (context.msgId ?? null) : ('card' as const);
  const answer = { postId: Number(postId), revision: Number(revision), questionId, decision, by, laterMs };
  const now = desk.clock.now();
  const concluded = card === '' ? null : conclusionOf(context);
  const decided = concluded === null ? await desk.store.approvals.decide(answer, now) : null;
  if (decided === null) {
    const { decidedAlready } = approvalWords[context.language];
    await toast(context, concluded ?? conclusionOf(context, decidedAlready) ?? decidedAlready);
    // A card is never closed by anybody else.
    return card === '' ? undefined : conclude(context, decidedAlready);
  }
  const subject = postSubject(decided.articleId, decided.channel);
  await note(context, desk, { action: 'approval', subject, before: 'waiting', after: decision });
  desk.events.announce({ kind: 'posts changed' });
  await confirm(context, desk, { decided, decision, isCard: card !== '' });
}

interface Verdict {
  decided: Decided;
  decision: ApprovalDecision;
  isCard: boolean;
}

/** Tells the person who pressed, and closes the question; after a card also the one in the log chat. */
async function confirm(
  context: ButtonContext,
  desk: Desk,
  { decided, decision, isCard }: Verdict,
): Promise<void> {
  const { deskLanguage, timeZone } = desk.config;
  const by = nameOf(context);
  const now = desk.clock.now();
  const keptUntil = decision === 'post' ? keptUntilOf(decided, desk, now) : null;
  const verdictIn = (spoken: SpokenLanguage) =>
    keptUntil === null
      ? approvalWords[spoken].decided(decision, by)
      : approvalWords[spoken].decidedKept(showMoment(keptUntil, now, spoken, timeZone), by);
  const { logChatId } = desk.telegram;
  const language = await languageOfLogChat(logChatId, desk.store.editors, deskLanguage);
  await toast(context, verdictIn(context.language));
  await conclude(context, verdictIn(isCard ? context.language : language));
  if (!isCard || decided.questionId === null || logChatId === null) return;
  const text = `${approvalWords[language].question(decided.channel)}\n\n${verdictIn(language)}`;
  // Somebody may have deleted the question.
  await context.api.editMessageText(logChatId, decided.questionId, text).catch(() => undefined);
}

/** Until when quiet hours keep a post after the editor's yes; null: it leaves at once. */
function keptUntilOf({ articleId, channel: name, priority }: Decided, desk: Desk, now: Date): Date | null {
  const channel = desk.config.channels.find((each) => each.name === name);
  if (articleId === null || priority !== ordinary || channel === undefined) return null;
  const { kind, until } = desk.timetable.at(channel, now);
  return kind === 'keep' ? until : null;
}
