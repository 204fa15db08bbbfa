import { languageOfLogChat } from '../../watch/log-chat.ts';
import type { Channel } from '../../news/channel.ts';
import type { ApprovalDecision } from '../../news/decisions.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { Waiting } from '../../store/posts/approvals.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { approvalVerdict, decideApproval, labelsMissingOf, type Answered } from '../../editing/decisions.ts';
import { cardButtonsOf, subjectOf } from '../../watch/approval.ts';
import { areLabelsMissing } from '../../watch/labels-missing.ts';
import { approvalWords } from '../../words/approvals.ts';
import { counts } from '../../words/counts.ts';
import { acknowledge, conclude, conclusionOf, outdated, say, showPost, toast } from '../chat/answer.ts';
import { askedChannels, isForeign } from '../chat/arguments.ts';
import { editorOf, type DeskContext } from '../chat/context.ts';
import { type ButtonContext, type Desk, type Subject } from '../chat/desk.ts';

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
  const words = approvalWords[language];
  const isUnlabelled = await areLabelsMissing(waiting, desk.config.channels, desk.store);
  const { channel } = waiting;
  const question = escapeHtml(isUnlabelled ? words.labelsMissing(channel) : words.question(channel));
  const html = isShown ? question : `${escapeHtml(await subjectOf(waiting, desk.store))}\n\n${question}`;
  await say(context, { html, buttons: [cardButtonsOf(waiting, language, isUnlabelled)] });
}

async function decide(context: ButtonContext, desk: Desk, parts: readonly string[]): Promise<void> {
  const [postId, revision, choice, card = ''] = parts;
  if (await isForeign(context, desk, Number(postId))) return;
  const decision = choice as ApprovalDecision; // the pattern allows nothing else
  // null: Telegram does not say which message it was. The data names the post and its revision.
  const questionId = card === '' ? (context.msgId ?? null) : ('card' as const);
  const answer = { postId: Number(postId), revision: Number(revision), questionId, decision };
  const missing = decision === 'post' ? await labelsMissingOf(Number(postId), desk) : null;
  if (missing !== null) return toast(context, approvalWords[context.language].labelsMissing(missing));
  const concluded = card === '' ? null : conclusionOf(context);
  const answered = concluded === null ? await decideApproval(editorOf(context), desk, answer) : null;
  if (answered === null) {
    const { decidedAlready } = approvalWords[context.language];
    await toast(context, concluded ?? conclusionOf(context, decidedAlready) ?? decidedAlready);
    // A card is never closed by anybody else.
    return card === '' ? undefined : conclude(context, decidedAlready);
  }
  await confirm(context, desk, { answered, decision, isCard: card !== '' });
}

interface Verdict {
  answered: Answered;
  decision: ApprovalDecision;
  isCard: boolean;
}

/** Tells the person who pressed, and closes what was pressed. */
async function confirm(
  context: ButtonContext,
  desk: Desk,
  { answered, decision, isCard }: Verdict,
): Promise<void> {
  const { deskLanguage } = desk.config;
  const editor = editorOf(context);
  const verdictIn = (language: SpokenLanguage) =>
    approvalVerdict({ ...editor, language }, desk, decision, answered.keptUntil);
  const language = await languageOfLogChat(desk.telegram.logChatId, desk.store.editors, deskLanguage);
  await toast(context, verdictIn(context.language));
  await conclude(context, verdictIn(isCard ? context.language : language));
}
