import { allChannels, appoint, changeReach, dismiss } from '../../editing/appointing.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { Editor, Reach } from '../../store/records/editors.ts';
import { editorWords } from '../../words/desk/editors.ts';
import { say } from '../chat/answer.ts';
import { askedChannels } from '../chat/arguments.ts';
import { editorOf, nameOf, type DeskContext } from '../chat/context.ts';
import { channelNamed, type Asked, type Change, type Desk, type Subject } from '../chat/desk.ts';
import { shortened } from '../chat/fitting.ts';
import { editorButtons } from './editor-buttons.ts';
import { listOf } from './editor-cards.ts';
import { isSame, showReach, tellReach } from './reach.ts';

/** User IDs of Telegram fit into 52 bits. Source: https://core.telegram.org/bots/api#user */
const largestId = 2 ** 52;

function changeOf(action: 'editor-add' | 'editor-channels' | 'editor-remove', shows: Change['shows']) {
  return { [action]: { verb: verbOf(action), shows, read: readReachText } };
}

function verbOf(action: 'editor-add' | 'editor-channels' | 'editor-remove') {
  return (language: SpokenLanguage) => editorWords[language].changes[action];
}

/** `all`, or the names of channels. */
function readReachText(value: string, language: SpokenLanguage): string {
  const { all } = editorWords[language];
  return value === allChannels ? all : value.replace(/ \(all\)$/, ` (${all})`);
}

/** `/editors`: owners say who commands the bot, or single channels of it. */
export const editorsSubject: Subject = {
  commands: [
    {
      name: 'editors',
      who: 'owner',
      description: (language) => editorWords[language].command,
      examples: [
        '/editors add 123456789',
        '/editors',
        '/editors add 123456789 CHANNEL',
        '/editors change 123456789 CHANNEL',
        '/editors change 123456789 all',
        '/editors remove 123456789 CHANNEL',
        '/editors remove 123456789',
      ],
      changes: {
        ...changeOf('editor-add', 'after'),
        ...changeOf('editor-channels', 'both'),
        ...changeOf('editor-remove', 'both'),
      },
      handle: manageEditors,
    },
  ],
  buttons: editorButtons,
};

/** What an owner wants of a person. `names`: of channels, as they were written. */
interface Wish {
  person: Person;
  names: readonly string[];
}

const acts: Readonly<Record<string, (context: DeskContext, desk: Desk, wish: Wish) => Promise<void>>> = {
  add: addEditor,
  change: changeEditor,
  remove: removeEditor,
};

async function manageEditors(context: DeskContext, desk: Desk, { text, example }: Asked): Promise<void> {
  const words = editorWords[context.language];
  const [action = 'list', ...rest] = text
    .toLowerCase()
    .split(/[\s,]+/u)
    .filter((word) => word !== '');
  if (action === 'list' && rest.length === 0) return say(context, await listOf(context, desk, example));
  const act = Object.hasOwn(acts, action) ? acts[action] : undefined;
  const [first = ''] = rest;
  const isNamed = /^\d{1,16}$/.test(first);
  const person = act === undefined ? null : personOf(context, isNamed ? first : '');
  const usage = escapeHtml(words.usage(desk.config.channels[0]?.name ?? 'main'));
  if (act === undefined || person === null) return say(context, usage);
  if (person === 'hidden') return say(context, words.hiddenSender);
  if (act === changeEditor && rest.length === (isNamed ? 1 : 0)) return say(context, usage);
  if (desk.access.ownerIds.includes(person.id))
    return say(context, act === removeEditor ? words.ownerStays : words.ownerAlready);
  await act(context, desk, { person, names: isNamed ? rest.slice(1) : rest });
}

interface Person {
  id: number;
  /** null: only the ID is known. */
  name: string | null;
}

/** The person with this ID, or the sender of the message that the command replies to; null: there is none. */
function personOf(context: DeskContext, text: string): Person | 'hidden' | null {
  if (text !== '') {
    const id = Number(text);
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

/** The channels that a command names; none: all. @returns null: one is unknown, and the owner was told. */
async function readReach(
  context: DeskContext,
  desk: Desk,
  names: readonly string[],
  known: readonly string[] = [],
): Promise<Reach | null> {
  const isAll = names.length === 1 && names[0] === allChannels;
  if (names.length === 0 || (isAll && channelNamed(desk.config.channels, allChannels) === null))
    return { channels: null };
  const channels: string[] = [];
  for (const name of names) {
    // One that left the settings can still be taken away.
    const found = known.includes(name) ? [{ name }] : await askedChannels(context, desk, name);
    if (found === null) return null;
    channels.push(...found.map((channel) => channel.name));
  }
  return { channels };
}

async function addEditor(context: DeskContext, desk: Desk, { names, person }: Wish): Promise<void> {
  const words = editorWords[context.language];
  const reach = await readReach(context, desk, names);
  if (reach === null) return;
  const known = await findEditor(desk, person.id);
  if (known !== null) return extendEditor(context, desk, known, reach);
  const fullName = person.name ?? (await nameInTelegram(context, person.id));
  const name = shortened(fullName, 64);
  const shown = escapeHtml(showReach(reach, desk, context.language));
  const isNew = await appoint(editorOf(context), desk, { userId: person.id, name: fullName, ...reach });
  if (!isNew) return say(context, words.changedMeanwhile);
  const language = await desk.store.editors.languageOf(person.id);
  desk.menu.show(person.id, 'editor', language);
  await say(context, words.added(name, shown));
  const own = language ?? context.language;
  await tellReach(context, person.id, editorWords[own].welcome(showReach(reach, desk, own)));
}

async function findEditor(desk: Desk, userId: number): Promise<Editor | null> {
  return (await desk.store.editors.list()).find((editor) => editor.userId === userId) ?? null;
}

/** Somebody who is an editor already gets more channels, and never fewer. */
async function extendEditor(context: DeskContext, desk: Desk, known: Editor, reach: Reach): Promise<void> {
  const isMore =
    known.channels !== null && reach.channels?.some((name) => known.channels?.includes(name) !== true);
  if (known.channels !== null && isMore === true)
    return setReach(context, desk, known, { channels: [...known.channels, ...(reach.channels ?? [])] });
  const shown = escapeHtml(showReach(known, desk, context.language));
  await say(context, editorWords[context.language].known(shortened(known.name, 64), shown));
}

async function changeEditor(context: DeskContext, desk: Desk, { names, person }: Wish): Promise<void> {
  const known = await findEditor(desk, person.id);
  if (known === null) return say(context, editorWords[context.language].unknown);
  const reach = await readReach(context, desk, names);
  if (reach !== null) await setReach(context, desk, known, reach);
}

async function setReach(context: DeskContext, desk: Desk, known: Editor, reach: Reach): Promise<void> {
  const words = editorWords[context.language];
  const shown = escapeHtml(showReach(reach, desk, context.language));
  if (isSame(known, reach)) return say(context, words.known(shortened(known.name, 64), shown));
  if (!(await changeReach(editorOf(context), desk, known, reach)))
    return say(context, words.changedMeanwhile);
  await say(context, words.changed(shortened(known.name, 64), shown));
  const language = (await desk.store.editors.languageOf(known.userId)) ?? context.language;
  const text = editorWords[language].yourChannels(showReach(reach, desk, language));
  await tellReach(context, known.userId, text);
}

async function removeEditor(context: DeskContext, desk: Desk, { names, person }: Wish): Promise<void> {
  const words = editorWords[context.language];
  if (names.length > 0) return takeChannels(context, desk, person.id, names);
  const name = await dismiss(editorOf(context), desk, person.id);
  if (name === null) return say(context, words.unknown);
  desk.menu.hide(person.id);
  await say(context, words.removed(shortened(name, 64)));
}

async function takeChannels(
  context: DeskContext,
  desk: Desk,
  userId: number,
  names: readonly string[],
): Promise<void> {
  const words = editorWords[context.language];
  const known = await findEditor(desk, userId);
  if (known === null) return say(context, words.unknown);
  const taken = await readReach(context, desk, names, known.channels ?? []);
  if (taken === null) return;
  const before = known.channels ?? desk.config.channels.map(({ name }) => name);
  const left = before.filter((name) => taken.channels?.includes(name) === false);
  const name = shortened(known.name, 64);
  if (left.length === 0) return say(context, words.lastChannel(name, `/editors remove ${userId}`));
  if (left.length < before.length) return setReach(context, desk, known, { channels: left });
  await say(context, words.known(name, escapeHtml(showReach(known, desk, context.language))));
}
