import { Composer, type Context } from 'grammy/web';
import { spokenLanguage, type SpokenLanguage } from '../../news/language.ts';
import { lowerCommand } from './answer.ts';
import { AnsweredQuestions } from './answered-questions.ts';
import type { DeskContext, Role } from './context.ts';
import { Outsiders } from './outsiders.ts';
import { words } from '../../words/log-chat.ts';
import { generalWords } from '../../words/general.ts';

export interface AccessPorts {
  roleOf(userId: number): Promise<Role | null>;
  /** What the person chose; null: nothing. */
  languageOf(userId: number): Promise<SpokenLanguage | null>;
  /** For those whose app does not say which language it speaks. */
  language: SpokenLanguage;
  /** The number of the log chat, or `@name`; null: there is none. */
  logChatId(): string | null;
  /** It may have become a supergroup, which has another number. */
  findLogChat(): Promise<void>;
  /** Public links of the channels, for those who only want to read. */
  channelLinks: readonly string[];
  /** The chats that we serve, by number or `@name`. */
  channelIds: readonly string[];
  now(): Date;
  onFailure(error: unknown): void;
}

/**
 * The one gate of the desk: lets only owners and editors through, by user id, for messages and for buttons
 * alike, in private chats and in the log chat. Everything behind it may trust its context. Others get one
 * polite answer a minute, which says nothing of what is behind.
 */
export function accessGate(ports: AccessPorts, behind: Composer<DeskContext>): Composer<DeskContext> {
  const gate = new Composer<DeskContext>();
  const answeredQuestions = new AnsweredQuestions();
  const outsiders = new Outsiders(ports.channelLinks, () => ports.now());
  const inside = new Composer<DeskContext>();
  inside.use(behind);
  inside.on('callback_query', (context) =>
    context.answerCallbackQuery({ text: generalWords[context.language].outdated }),
  );
  gate.use(async (context, next) => {
    const { from } = context;
    if (isAnonymous(context, ports.logChatId())) return outsiders.askWho(context, ports.language);
    if (from === undefined || from.is_bot) return;
    const chosen = await ports.languageOf(from.id);
    context.language = chosen ?? spokenLanguage(from.language_code ?? ports.language);
    context.words = words[context.language];
    const role = await ports.roleOf(from.id);
    if (context.myChatMember !== undefined) return role === null ? leaveStrangers(context, ports) : undefined;
    if (role === null || !(await isDesk(context, ports)))
      return outsiders.turnAway(context).catch(() => undefined); // what a stranger is not told is no trouble
    context.role = role;
    lowerCommand(context);
    context.answeredQuestions = answeredQuestions;
    context.api.config.use(context.retry429);
    await next();
  });
  gate.use(async (context, next) => {
    try {
      await next();
    } catch (error) {
      ports.onFailure(error);
      await apologise(context).catch((again: unknown) => ports.onFailure(again));
    }
  });
  gate.use(inside);
  return gate;
}

/** A stranger added the bot to a group: it leaves without a word. An editor may want a new log chat. */
async function leaveStrangers(context: DeskContext, ports: AccessPorts): Promise<void> {
  const { chat, myChatMember } = context;
  const isGroup = chat?.type === 'group' || chat?.type === 'supergroup';
  const isMember = ['member', 'administrator', 'restricted'].includes(
    myChatMember?.new_chat_member.status ?? '',
  );
  if (!isGroup || !isMember) return;
  if ((await isLogChat(chat, ports)) || ports.channelIds.some((id) => isChat(chat, id))) return;
  await context.leaveChat().catch((error: unknown) => ports.onFailure(error));
}

/** Private chats, where the chat's number is the person's, and the log chat. */
async function isDesk(context: Context, ports: AccessPorts): Promise<boolean> {
  const { chat } = context;
  if (chat === undefined) return false;
  if (chat.type === 'private') return chat.id === context.from?.id;
  return isLogChat(chat, ports);
}

/** An editor who is taken for somebody in a group of strangers could press nothing that the bot asked there. */
async function isLogChat(chat: NonNullable<Context['chat']>, ports: AccessPorts): Promise<boolean> {
  if (isChat(chat, ports.logChatId())) return true;
  await ports.findLogChat();
  return isChat(chat, ports.logChatId());
}

/** An administrator who writes in the name of the log chat; a button tells who pressed it all the same. */
function isAnonymous({ chat, message }: Context, logChatId: string | null): boolean {
  return message?.sender_chat !== undefined && message.sender_chat.id === chat?.id && isChat(chat, logChatId);
}

function isChat(chat: NonNullable<Context['chat']>, address: string | null): boolean {
  if (address === null) return false;
  const name = 'username' in chat && chat.username !== undefined ? `@${chat.username}` : null;
  return String(chat.id) === address || name?.toLowerCase() === address.toLowerCase();
}

/** Whoever asked must not wonder whether it was done. */
async function apologise(context: DeskContext): Promise<void> {
  const { failed } = generalWords[context.language];
  if (context.callbackQuery === undefined) await context.reply(failed);
  else await context.answerCallbackQuery({ text: failed });
}
