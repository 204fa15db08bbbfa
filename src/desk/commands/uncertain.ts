import type { UncertainDecision } from '../../news/decisions.ts';
import { decideUncertain } from '../../editing/decisions.ts';
import { editorOf, nameOf, type DeskContext } from '../chat/context.ts';
import { uncertainButtons } from '../../watch/alerts/buttons.ts';
import { deskHere, isForeign } from '../chat/arguments.ts';
import { conclude, say, toast } from '../chat/answer.ts';
import type { Button } from '../../deliver/messenger.ts';
import { fitLines, shortened } from '../chat/fitting.ts';
import { postSubject } from '../../store/records/audit.ts';
import { type ButtonContext, type Change, type Desk, type Subject } from '../chat/desk.ts';
import { waitingOf } from './queue.ts';
import { channelWords } from '../../words/channels.ts';
import { generalWords } from '../../words/general.ts';
import { words as logChatWords, reasonText } from '../../words/log-chat.ts';

/** Questions at a time. The command shows the others when these are answered. */
const mostQuestions = 5;

const change: Change = {
  verb: (language) => channelWords[language].changes.uncertain,
  shows: 'after',
  read: (value, language) => logChatWords[language].uncertainButtons[value as UncertainDecision] ?? value, // else of another version
};

/** `/uncertain`: editors decide about posts that cannot be read back. Two presses, or two editors, decide once. */
export const uncertainSubject: Subject = {
  commands: [
    {
      name: 'uncertain',
      isBare: true,
      aliases: ['held'],
      who: 'editor',
      description: (language) => channelWords[language].commands.uncertain,
      examples: ['/uncertain'],
      async handle(context, desk) {
        const here = await deskHere(context, desk);
        if (here !== null) await showUncertain(context, here);
      },
    },
  ],
  buttons: [
    {
      // Buttons that were sent before 0.2.0 say `held`.
      data: /^(?:uncertain|held):(\d{1,15}):(there|again|drop)$/,
      changes: { uncertain: change },
      handle: decide,
    },
  ],
};

async function decide(
  context: ButtonContext,
  desk: Desk,
  [postId, choice]: readonly string[],
): Promise<void> {
  const words = logChatWords[context.language];
  if (await isForeign(context, desk, Number(postId))) return;
  const decision = choice as UncertainDecision; // the pattern allows nothing else
  const before = await decideUncertain(editorOf(context), desk, Number(postId), decision);
  if (before !== null) {
    const { by } = before;
    const text = by === null ? words.decidedAlready : generalWords[context.language].doneAlready(by);
    await toast(context, text);
    // The same question may stand in several chats. Each one loses its buttons.
    return conclude(context, text);
  }
  const name = nameOf(context);
  await toast(context, words.uncertainDecided(decision, name));
  // In the log chat the answer is in the language of the log chat.
  const language = context.chat?.type === 'private' ? context.language : desk.config.deskLanguage;
  await conclude(context, logChatWords[language].uncertainDecided(decision, name));
}

async function showUncertain(context: DeskContext, desk: Desk): Promise<void> {
  const words = channelWords[context.language];
  const posts = await desk.store.standings.uncertain(mostQuestions);
  const waiting: { line: string; button: Button }[] = [];
  for (const channel of desk.config.channels) {
    const found = await waitingOf(context, desk, channel);
    if (found !== null) waiting.push(found);
  }
  const approvals = {
    lines: waiting.map(({ line }) => line),
    buttons: waiting.slice(0, 20).map(({ button }) => [button]),
  };
  if (posts.length === 0)
    return say(context, {
      html: fitLines([words.uncertainNone, ...approvals.lines]),
      buttons: approvals.buttons,
    });
  for (const post of posts) {
    const title = post.headline === null ? words.digest : shortened(post.headline, 200);
    const subject = shortened(
      post.articleId === null ? post.channel : postSubject(post.articleId, post.channel),
      200,
    );
    const why = post.reason === null ? '' : `\n${shortened(reasonText(post.reason, context.language), 300)}`;
    const html = `❓ <b>${title}</b>\n${subject}${why}\n\n${words.uncertainTitle}`;
    await say(context, {
      html,
      buttons: uncertainButtons(post.id, logChatWords[context.language]).map((button) => [button]),
    });
  }
  if (waiting.length > 0) await say(context, { html: fitLines(approvals.lines), buttons: approvals.buttons });
}
