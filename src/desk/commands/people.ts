import { Composer, type CommandContext } from 'grammy/web';
import { spokenLanguages } from '../../news/language.ts';
import type { DeskContext } from '../chat/context.ts';
import { escapeHtml, fitLines, say, shortened } from '../chat/answer.ts';
import type { Menu } from '../chat/menu.ts';
import { nameOf, note, type DeskPorts } from '../chat/ports.ts';
import { commandExamples, generalWords } from '../../words/general.ts';
import { peopleWords } from '../../words/people.ts';

/** Telegram's numbers of people fit into 52 bits. Source: https://core.telegram.org/bots/api#user */
const largestId = 2 ** 52;

/** `/lang`, and for owners `/editors`. */
export function peopleDesk(ports: DeskPorts, menu: Menu): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.command('lang', (context) => chooseLanguage(context, ports, menu));
  desk.command('editors', async (context) => {
    const words = peopleWords[context.language];
    if (context.role !== 'owner') return say(context, generalWords[context.language].ownersOnly);
    const [action = 'list', ...rest] = context.match
      .trim()
      .toLowerCase()
      .split(/\s+/u)
      .filter((word) => word !== '');
    if (action === 'list' && rest.length === 0) return say(context, await listEditors(context, ports));
    if (!['add', 'remove'].includes(action)) return say(context, escapeHtml(words.editorsUsage));
    const person = personOf(context, rest.join(' '));
    if (person === null) return say(context, escapeHtml(words.editorsUsage));
    if (person === 'hidden') return say(context, words.hiddenSender);
    await (action === 'add'
      ? addEditor(context, ports, menu, person)
      : removeEditor(context, ports, menu, person));
  });
  return desk;
}

async function chooseLanguage(
  context: CommandContext<DeskContext>,
  ports: DeskPorts,
  menu: Menu,
): Promise<void> {
  const chosen = spokenLanguages.find((language) => language === context.match.trim().toLowerCase());
  const { from } = context;
  if (chosen === undefined || from === undefined)
    return say(context, peopleWords[context.language].languageUsage);
  const before = context.language;
  await ports.store.editors.setLanguage(from.id, chosen);
  if (before !== chosen)
    await note(ports, context, { action: 'language', subject: String(from.id), before, after: chosen });
  menu.show(from.id, context.role, chosen);
  await say(context, peopleWords[chosen].languageSet);
}

interface Person {
  id: number;
  /** null: only the number is known. */
  name: string | null;
}

/** By number, or the sender of a message that the command answers. */
function personOf(context: DeskContext, text: string): Person | 'hidden' | null {
  if (text !== '') {
    const id = /^\d{1,16}$/.test(text) ? Number(text) : 0;
    return id > 0 && id < largestId ? { id, name: null } : null;
  }
  const answered = context.message?.reply_to_message;
  const origin = answered?.forward_origin;
  if (origin?.type === 'hidden_user') return 'hidden';
  const user =
    origin === undefined ? answered?.from : origin.type === 'user' ? origin.sender_user : undefined;
  return user === undefined || user.is_bot ? null : { id: user.id, name: nameOf({ from: user }) };
}

/** Telegram tells the names of those who wrote to the bot, as somebody did who passed their number on. */
async function nameInTelegram(context: DeskContext, userId: number): Promise<string> {
  const chat = await context.api.getChat(userId).catch(() => null);
  return chat?.type === 'private' ? nameOf({ from: { ...chat, is_bot: false } }) : String(userId);
}

async function listEditors(context: DeskContext, ports: DeskPorts): Promise<string> {
  const words = peopleWords[context.language];
  const editors = await ports.store.editors.list();
  const owners = ports.ownerIds.map((id) => `<code>${id}</code>`);
  const lines = editors.map(({ userId, name }) => `${shortened(name, 64)} <code>${userId}</code>`);
  return fitLines([
    `<b>${words.ownersTitle}</b>`,
    ...owners,
    '',
    ...(lines.length === 0 ? [words.noEditors] : [`<b>${words.editorsTitle}</b>`, ...lines]),
    '',
    escapeHtml(commandExamples.editors),
  ]);
}

async function addEditor(context: DeskContext, ports: DeskPorts, menu: Menu, person: Person): Promise<void> {
  const words = peopleWords[context.language];
  if (ports.ownerIds.includes(person.id)) return say(context, words.ownerAlready);
  const fullName = person.name ?? (await nameInTelegram(context, person.id));
  const editor = {
    userId: person.id,
    name: fullName,
    addedBy: context.from?.id ?? 0,
    addedAt: ports.now(),
  };
  const name = shortened(fullName, 64);
  if (!(await ports.store.editors.add(editor))) return say(context, words.editorKnown(name));
  await note(ports, context, {
    action: 'editor-add',
    subject: String(person.id),
    before: null,
    after: fullName,
  });
  const language = await ports.store.editors.languageOf(person.id);
  menu.show(person.id, 'editor', language);
  await say(context, words.editorAdded(name));
  // Who never wrote to the bot cannot be written to; they will find it out by themselves.
  const { welcome } = peopleWords[language ?? context.language];
  await context.api.sendMessage(person.id, welcome).catch(() => undefined);
}

async function removeEditor(
  context: DeskContext,
  ports: DeskPorts,
  menu: Menu,
  person: Person,
): Promise<void> {
  const words = peopleWords[context.language];
  if (ports.ownerIds.includes(person.id)) return say(context, words.ownerStays);
  const name = await ports.store.editors.remove(person.id);
  if (name === null) return say(context, words.editorUnknown);
  await note(ports, context, {
    action: 'editor-remove',
    subject: String(person.id),
    before: name,
    after: null,
  });
  menu.hide(person.id);
  await say(context, words.editorRemoved(shortened(name, 64)));
}
