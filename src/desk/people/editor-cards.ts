import { escapeHtml } from '../../compose/fitting.ts';
import type { Button } from '../../deliver/messenger.ts';
import type { Editor } from '../../store/records/editors.ts';
import { editorWords } from '../../words/desk/editors.ts';
import { dashes } from '../../words/moments.ts';
import type { Answer } from '../chat/answer.ts';
import type { DeskContext } from '../chat/context.ts';
import type { Desk } from '../chat/desk.ts';
import { fitLines, shortened } from '../chat/fitting.ts';
import { showReach } from './reach.ts';

/** Editors, and channels, that have a button each. More are reached by the command. */
const mostButtons = 24;

/** Everybody who may command, and a button that opens the card of each editor. */
export async function listOf(context: DeskContext, desk: Desk, example: string): Promise<Answer> {
  const { language } = context;
  const words = editorWords[language];
  const editors = await desk.store.editors.list();
  const owners = desk.access.ownerIds.map((id) => `<code>${id}</code>`);
  const html = fitLines([
    `<b>${words.ownersTitle}</b>`,
    ...owners,
    '',
    ...(editors.length === 0
      ? [words.none]
      : [`<b>${words.title}</b>`, ...editors.map((editor) => lineOf(editor, context, desk))]),
    '',
    escapeHtml(example),
  ]);
  const buttons = editors
    .slice(0, mostButtons)
    .map(({ name, userId }) => ({ text: name, data: `editor:${userId}:show` }));
  return { html, buttons: inRows(buttons) };
}

function lineOf(editor: Editor, { language }: DeskContext, desk: Desk): string {
  const channels = escapeHtml(showReach(editor, desk, language));
  return `${shortened(editor.name, 64)} <code>${editor.userId}</code> ${dashes[language]} ${channels}`;
}

/** One editor, with a button for each channel that gives or takes it. */
export function cardOf(context: DeskContext, desk: Desk, editor: Editor): Answer {
  const words = editorWords[context.language];
  const { channels: own, userId } = editor;
  const known = desk.config.channels.map(({ name }) => name);
  const gone = (own ?? []).filter((name) => !known.includes(name));
  const buttons = [...gone, ...known].slice(0, mostButtons).map((name): Button => {
    const has = own?.includes(name) === true;
    const action = own === null ? 'only' : has ? 'cut' : 'give';
    return { text: has ? `✓ ${name}` : name, data: `editor:${userId}:${action}:${name}` };
  });
  const all = own === null ? [] : [{ text: words.allButton, data: `editor:${userId}:all` }];
  const remove = { text: words.removeButton, data: `editor:${userId}:remove` };
  return {
    html: fitLines([`<b>${words.title}</b>`, lineOf(editor, context, desk)]),
    buttons: [...inRows(buttons), [...all, remove]],
  };
}

function inRows(buttons: readonly Button[]): Button[][] {
  return buttons.flatMap((_, at) => (at % 3 === 0 ? [buttons.slice(at, at + 3)] : []));
}
