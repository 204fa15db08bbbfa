import type { ChatDecision } from '../../news/decisions.ts';
import type { Trouble } from '../../store/records/troubles.ts';
import { maySee } from '../../watch/alerts/trouble-channels.ts';
import { stopText, strangerButtons } from '../../watch/stop-text.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { chatWords } from '../../words/chats.ts';
import { generalWords } from '../../words/general.ts';
import { conclude, outdated, say, toast } from '../chat/answer.ts';
import { nameOf, type DeskContext } from '../chat/context.ts';
import { note, type ButtonContext, type Change, type Desk, type Subject } from '../chat/desk.ts';

const change: Change = {
  verb: (language) => chatWords[language].change,
  shows: 'both',
};

/** `/chats`: somebody may have taken the name of a channel, and editors decide whether the other chat is theirs. */
export const chatsSubject: Subject = {
  commands: [
    {
      name: 'chats',
      who: 'editor',
      description: (language) => chatWords[language].command,
      examples: ['/chats'],
      handle: showStrangers,
    },
  ],
  buttons: [
    {
      data: /^chat:([a-z0-9_-]{1,32}):(-\d{1,15}):(ours|strange)$/,
      changes: { chat: change },
      handle: decide,
    },
  ],
};

async function showStrangers(context: DeskContext, desk: Desk): Promise<void> {
  const { language } = context;
  const open = (await desk.store.troubles.open()).filter(
    (trouble) => isQuestion(trouble) && maySee(trouble, context),
  );
  if (open.length === 0) return say(context, chatWords[language].none);
  for (const trouble of open) {
    const buttons = strangerButtons(trouble, language).map((button) => [button]);
    await say(context, { html: escapeHtml(stopText(trouble, language)), buttons });
  }
}

function isQuestion(trouble: Trouble): boolean {
  return strangerButtons(trouble, 'en').length > 0;
}

async function decide(
  context: ButtonContext,
  desk: Desk,
  [channel = '', chatId = '', choice]: readonly string[],
): Promise<void> {
  const decision = choice as ChatDecision; // the pattern allows nothing else
  const { channelChats } = desk.store;
  const configured = desk.config.channels.filter(({ name }) => name === channel);
  if (configured.length === 0) return outdated(context);
  const before = (await channelChats.read(configured)).get(channel)?.chatId ?? '';
  const isDecided = await channelChats.decide(channel, chatId, decision === 'ours');
  if (!isDecided) {
    const by = await desk.store.audit.last(channel, ['chat']);
    const { decidedAlready } = chatWords[context.language];
    const text = by === null ? decidedAlready : generalWords[context.language].doneAlready(by.name);
    await toast(context, text);
    return conclude(context, text);
  }
  desk.events.announce({ kind: 'chat decided' });
  const after = decision === 'ours' ? chatId : before;
  await note(context, desk, { action: 'chat', subject: channel, before, after });
  const name = nameOf(context);
  await toast(context, chatWords[context.language].decided(decision, name));
  // In the log chat the answer is in the language of the log chat.
  const language = context.chat?.type === 'private' ? context.language : desk.config.deskLanguage;
  await conclude(context, chatWords[language].decided(decision, name));
}
