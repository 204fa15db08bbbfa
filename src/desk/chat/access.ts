import { Composer, type Context } from 'grammy/web';
import { escapeHtml } from '../../compose/fitting.ts';
import { spokenLanguage } from '../../news/language.ts';
import { hasNothing, rightsOf } from '../../editing/rights.ts';
import { generalWords } from '../../words/general.ts';
import { editorWords } from '../../words/desk/editors.ts';
import { commandOf, lowerCommand, say, toast } from './answer.ts';
import { describeChannel } from './new-channels.ts';
import { AnsweredQuestions, type DeskContext } from './context.ts';
import type { DeskParts } from './desk.ts';
import type { Outsiders } from './outsiders.ts';

type Parts = Pick<
  DeskParts,
  'addresses' | 'config' | 'access' | 'telegram' | 'store' | 'clock' | 'events' | 'log'
>;

const notAnswered = 'an editor could not be answered';

/** The database does not say who asks, so nothing of the update was carried out, and it can be handled again. */
export class UnknownPerson extends Error {}

/**
 * The one gate of the desk. It lets only owners and editors through, by user ID, for messages and for buttons, in
 * private chats and in the log chat. Everything behind it may trust its context. Other people get one polite answer
 * a minute, which tells nothing of the desk.
 */
export function accessGate(
  parts: Parts,
  outsiders: Outsiders,
  behind: Composer<DeskContext>,
): Composer<DeskContext> {
  const { config, log, telegram } = parts;
  const gate = new Composer<DeskContext>();
  const answeredQuestions = new AnsweredQuestions();
  gate.use(async (context, next) => {
    const { from } = context;
    if (context.myChatMember !== undefined) await noticeMended(context, parts);
    if (isAnonymous(context, telegram.logChatId)) return outsiders.askWho(context, config.deskLanguage);
    if (from === undefined || from.is_bot) return;
    const { chosen, rights } = await personOf(from.id, parts).catch((cause: unknown) => {
      throw new UnknownPerson('it is not known who asks', { cause });
    });
    context.language = chosen ?? spokenLanguage(from.language_code ?? config.deskLanguage);
    if (context.myChatMember !== undefined) {
      await tellNewChannel(context, parts);
      return rights === null ? leaveStrangers(context, parts) : undefined;
    }
    if (rights === null && context.editedMessage !== undefined) return;
    // It does not matter if a stranger gets no answer.
    if (rights === null) return outsiders.turnAway(context).catch(() => undefined);
    if (!(await isDesk(context, parts))) return leaveAlone(context);
    context.role = rights.role;
    context.channels = rights.channels;
    if (hasNothing(rights, parts)) return sayNothingLeft(context, rights.channels ?? []);
    lowerCommand(context);
    context.answeredQuestions = answeredQuestions;
    context.api.config.use(context.retry429);
    await next();
  });
  gate.use(async (context, next) => {
    try {
      await next();
    } catch (error) {
      log.warn({ error }, notAnswered);
      await apologise(context).catch((again: unknown) => log.warn({ error: again }, notAnswered));
    }
  });
  gate.use(behind);
  return gate;
}

/** An editor in a group of other people, where the bot says nothing. */
async function leaveAlone(context: DeskContext): Promise<void> {
  const words = generalWords[context.language];
  if (context.callbackQuery !== undefined) await toast(context, words.outsiderButton).catch(() => undefined);
}

async function personOf(userId: number, parts: Parts) {
  const { access, store } = parts;
  const rights = await rightsOf(userId, { ownerIds: access.ownerIds, store });
  const chosen = rights === null ? null : await store.editors.languageOf(userId);
  return { rights, chosen };
}

/** The channels of an editor left the settings. In a group only who wants something of the bot is told. */
async function sayNothingLeft(context: DeskContext, names: readonly string[]): Promise<void> {
  const text = editorWords[context.language].channelsLeft(names.join(', '));
  if (context.callbackQuery !== undefined) return toast(context, text).catch(() => undefined);
  if (context.chat?.type !== 'private' && commandOf(context) === null) return;
  await say(context, escapeHtml(text)).catch(() => undefined);
}

/** Links of the public channels, for people who only want to read. */
export function publicLinks({ addresses, config }: Pick<Parts, 'addresses' | 'config'>): string[] {
  return config.channels
    .flatMap(({ name }) => addresses.placeOf(name)?.username ?? [])
    .map((username) => `https://t.me/${username}`);
}

/** When a stranger adds the bot to a group, it leaves without a word. An editor may want a new log chat. */
async function leaveStrangers(context: DeskContext, parts: Parts): Promise<void> {
  const { chat, myChatMember } = context;
  const isGroup = chat?.type === 'group' || chat?.type === 'supergroup';
  const isMember = ['member', 'administrator', 'restricted'].includes(
    myChatMember?.new_chat_member.status ?? '',
  );
  if (!isGroup || !isMember) return;
  if ((await isLogChat(chat, parts)) || (await channelsIn(chat, parts)).length > 0) return;
  await context.leaveChat().catch((error: unknown) => parts.log.warn({ error }, notAnswered));
}

/** The rights of the bot in a channel changed: if it was closed to us, it is tried at once. */
async function noticeMended({ chat, myChatMember }: DeskContext, parts: Parts): Promise<void> {
  const status = myChatMember?.new_chat_member.status ?? 'left';
  if (chat === undefined || status === 'left' || status === 'kicked') return;
  for (const channel of await channelsIn(chat, parts)) {
    parts.events.announce({ kind: 'channel mended', channel });
  }
}

/** The bot became administrator of a channel that is not in the settings: its owners need its number. */
async function tellNewChannel(context: DeskContext, parts: Parts): Promise<void> {
  const { chat, myChatMember } = context;
  const { old_chat_member: before, new_chat_member: after } = myChatMember ?? {};
  if (chat?.type !== 'channel' || after?.status !== 'administrator' || before?.status === after.status)
    return;
  if ((await channelsIn(chat, parts)).length > 0) return;
  const { ownerIds } = parts.access;
  const by = context.from?.id ?? 0;
  for (const ownerId of ownerIds.includes(by) ? [by] : ownerIds) {
    const language = (await parts.store.editors.languageOf(ownerId)) ?? parts.config.deskLanguage;
    const html = describeChannel(chat, ownerId === by ? context.language : language);
    // An owner who never wrote to the bot cannot be told.
    await context.api.sendMessage(ownerId, html, { parse_mode: 'HTML' }).catch(() => undefined);
  }
}

/** The names of the channels that are this chat, under its number or its @name. */
async function channelsIn(chat: NonNullable<Context['chat']>, { config, store }: Parts): Promise<string[]> {
  const known = await store.channelChats.read(config.channels);
  return config.channels
    .filter(({ id, name }) => isChat(chat, known.get(name)?.chatId ?? id))
    .map(({ name }) => name);
}

/** Private chats, whose ID is that of the person, and the log chat. */
async function isDesk(context: Context, parts: Parts): Promise<boolean> {
  const { chat } = context;
  // A button press without its message. Only the desk sends buttons with such data.
  if (chat === undefined) return context.callbackQuery !== undefined;
  if (chat.type === 'private') return chat.id === context.from?.id;
  return isLogChat(chat, parts);
}

/** A group may have become a supergroup with another ID, so we ask before we take an editor for a stranger. */
async function isLogChat(chat: NonNullable<Context['chat']>, parts: Parts): Promise<boolean> {
  if (isChat(chat, parts.telegram.logChatId)) return true;
  await parts.telegram.findLogChat();
  return isChat(chat, parts.telegram.logChatId);
}

/** An administrator who writes in the name of the log chat. A button press always names the person. */
function isAnonymous({ chat, message }: Context, logChatId: string | null): boolean {
  return message?.sender_chat !== undefined && message.sender_chat.id === chat?.id && isChat(chat, logChatId);
}

function isChat(chat: NonNullable<Context['chat']>, address: string | null): boolean {
  if (address === null) return false;
  const name = 'username' in chat && chat.username !== undefined ? `@${chat.username}` : null;
  return String(chat.id) === address || name?.toLowerCase() === address.toLowerCase();
}

/** An editor must not have to guess whether a command was carried out. */
async function apologise(context: DeskContext): Promise<void> {
  const { failed } = generalWords[context.language];
  await (context.callbackQuery === undefined ? say(context, failed) : toast(context, failed));
}
