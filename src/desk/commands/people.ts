import { spokenLanguages } from '../../news/language.ts';
import { nameOf, type DeskContext } from '../chat/context.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { say } from '../chat/answer.ts';
import { fitLines, shortened } from '../chat/fitting.ts';
import { note, type Asked, type Desk, type Subject } from '../chat/desk.ts';
import { peopleWords } from '../../words/people.ts';

/** User IDs of Telegram fit into 52 bits. Source: https://core.telegram.org/bots/api#user */
const largestId = 2 ** 52;

const languageCommands = spokenLanguages.map((code) => `/lang ${code}` as const);

/** `/lang`, and for owners `/editors`. */
export const peopleSubject: Subject = {
  commands: [
    {
      name: 'lang',
      who: 'editor',
      description: (language) => peopleWords[language].commands.lang,
      examples: languageCommands,
      changes: {
        language: { verb: (language) => peopleWords[language].changes.language, shows: 'both' },
      },
      handle: chooseLanguage,
    },
    {
      name: 'editors',
      who: 'owner',
      description: (language) => peopleWords[language].commands.editors,
      examples: ['/editors add 123456789', '/editors', '/editors remove 123456789'],
      changes: {
        'editor-add': { verb: (language) => peopleWords[language].changes['editor-add'], shows: 'after' },
        'editor-remove': {
          verb: (language) => peopleWords[language].changes['editor-remove'],
          shows: 'both',
        },
      },
      handle: manageEditors,
    },
  ],
};

async function manageEditors(context: DeskContext, desk: Desk, { text, example }: Asked): Promise<void> {
  const words = peopleWords[context.language];
  const [action = 'list', ...rest] = text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (action === 'list' && rest.length === 0) return say(context, await listEditors(context, desk, example));
  if (!['add', 'remove'].includes(action)) return say(context, escapeHtml(words.editorsUsage));
  const person = personOf(context, rest.join(' '));
  if (person === null) return say(context, escapeHtml(words.editorsUsage));
  if (person === 'hidden') return say(context, words.hiddenSender);
  await (action === 'add' ? addEditor(context, desk, person) : removeEditor(context, desk, person));
}

async function chooseLanguage(context: DeskContext, desk: Desk, { text }: Asked): Promise<void> {
  const chosen = spokenLanguages.find((language) => language === text.toLowerCase());
  const { from } = context;
  if (chosen === undefined || from === undefined) {
    const [commands, last] = [languageCommands.slice(0, -1).join(', '), languageCommands.at(-1) ?? ''];
    return say(context, peopleWords[context.language].languageUsage(commands, last));
  }
  const before = context.language;
  await desk.store.editors.setLanguage(from.id, chosen);
  if (before !== chosen)
    await note(context, desk, { action: 'language', subject: String(from.id), before, after: chosen });
  desk.menu.show(from.id, context.role, chosen);
  await say(context, peopleWords[chosen].languageSet);
}

interface Person {
  id: number;
  /** null: only the ID is known. */
  name: string | null;
}

/** The person with this ID, or the sender of the message that the command replies to; null: there is none. */
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

/** Telegram tells the name of a person who wrote to the bot before. Otherwise the ID stands for it. */
async function nameInTelegram(context: DeskContext, userId: number): Promise<string> {
  const chat = await context.api.getChat(userId).catch(() => null);
  return chat?.type === 'private' ? nameOf({ from: { ...chat, is_bot: false } }) : String(userId);
}

async function listEditors(context: DeskContext, desk: Desk, example: string): Promise<string> {
  const words = peopleWords[context.language];
  const editors = await desk.store.editors.list();
  const owners = desk.access.ownerIds.map((id) => `<code>${id}</code>`);
  const lines = editors.map(({ userId, name }) => `${shortened(name, 64)} <code>${userId}</code>`);
  return fitLines([
    `<b>${words.ownersTitle}</b>`,
    ...owners,
    '',
    ...(lines.length === 0 ? [words.noEditors] : [`<b>${words.editorsTitle}</b>`, ...lines]),
    '',
    escapeHtml(example),
  ]);
}

async function addEditor(context: DeskContext, desk: Desk, person: Person): Promise<void> {
  const words = peopleWords[context.language];
  if (desk.access.ownerIds.includes(person.id)) return say(context, words.ownerAlready);
  const fullName = person.name ?? (await nameInTelegram(context, person.id));
  const editor = {
    userId: person.id,
    name: fullName,
    addedBy: context.from?.id ?? 0,
    addedAt: desk.clock.now(),
  };
  const name = shortened(fullName, 64);
  if (!(await desk.store.editors.add(editor))) return say(context, words.editorKnown(name));
  desk.events.announce({ kind: 'editors changed' });
  await note(context, desk, {
    action: 'editor-add',
    subject: String(person.id),
    before: null,
    after: fullName,
  });
  const language = await desk.store.editors.languageOf(person.id);
  desk.menu.show(person.id, 'editor', language);
  await say(context, words.editorAdded(name));
  // A bot cannot write to a person who never wrote to it, so a failure is normal.
  const { welcome } = peopleWords[language ?? context.language];
  await context.api.sendMessage(person.id, welcome).catch(() => undefined);
}

async function removeEditor(context: DeskContext, desk: Desk, person: Person): Promise<void> {
  const words = peopleWords[context.language];
  if (desk.access.ownerIds.includes(person.id)) return say(context, words.ownerStays);
  const name = await desk.store.editors.remove(person.id);
  if (name === null) return say(context, words.editorUnknown);
  desk.events.announce({ kind: 'editors changed' });
  await note(context, desk, {
    action: 'editor-remove',
    subject: String(person.id),
    before: name,
    after: null,
  });
  desk.menu.hide(person.id);
  await say(context, words.editorRemoved(shortened(name, 64)));
}
