import { changeReach, dismiss } from '../../editing/appointing.ts';
import type { Editor, Reach } from '../../store/records/editors.ts';
import { editorWords } from '../../words/desk/editors.ts';
import {
  acknowledge,
  conclude,
  conclusionOf,
  outdated,
  replace,
  say,
  toast,
  yesOrNo,
} from '../chat/answer.ts';
import { editorOf } from '../chat/context.ts';
import type { ButtonContext, Desk, DeskButton } from '../chat/desk.ts';
import { shortened } from '../chat/fitting.ts';
import { cardOf } from './editor-cards.ts';
import { isSame, showReach, tellReach } from './reach.ts';

/** The buttons of the list of editors and of their cards. Each press says what it wants, so that two change it once. */
export const editorButtons: readonly DeskButton[] = [
  {
    who: 'owner',
    data: /^editor:(\d{1,16}):(show|all|only|give|cut|remove|removeyes)(?::([a-z0-9][a-z0-9_-]{0,31}))?$/,
    async handle(context, desk, [id, action = '', name = '']) {
      if (action === 'removeyes') return remove(context, desk, Number(id));
      const editor = (await desk.store.editors.list()).find(({ userId }) => userId === Number(id));
      if (editor === undefined) return toast(context, editorWords[context.language].unknown);
      if (action === 'remove') return askRemove(context, editor);
      if (action === 'show') {
        await acknowledge(context);
        return say(context, cardOf(context, desk, editor));
      }
      const isKnown = desk.config.channels.some((channel) => channel.name === name);
      if (!isKnown && ['give', 'only'].includes(action)) return outdated(context);
      const reach = wantedReach(editor, action, name);
      if (await give(context, desk, editor, reach))
        await replace(context, cardOf(context, desk, { ...editor, ...reach }));
    },
  },
];

/** The channels after a press. A press on an old card that fits no more changes nothing. */
function wantedReach({ channels }: Reach, action: string, name: string): Reach {
  if (action === 'all') return { channels: null };
  if (action === 'only' && channels === null) return { channels: [name] };
  if (action === 'cut') return { channels: channels?.filter((each) => each !== name) ?? null };
  if (action === 'give' && channels?.includes(name) === false) return { channels: [...channels, name] };
  return { channels };
}

/** @returns whether it was done; otherwise the owner was told why not. */
async function give(context: ButtonContext, desk: Desk, editor: Editor, reach: Reach): Promise<boolean> {
  const words = editorWords[context.language];
  const { name, userId } = editor;
  if (reach.channels?.length === 0) {
    await toast(context, words.lastChannel(name, `/editors remove ${userId}`));
    return false;
  }
  if (isSame(editor, reach)) {
    await toast(context, words.known(name, showReach(reach, desk, context.language)));
    return true;
  }
  if (!(await changeReach(editorOf(context), desk, editor, reach))) {
    await toast(context, words.changedMeanwhile);
    return false;
  }
  await toast(context, words.changed(name, showReach(reach, desk, context.language)));
  const language = (await desk.store.editors.languageOf(userId)) ?? context.language;
  await tellReach(context, userId, editorWords[language].yourChannels(showReach(reach, desk, language)));
  return true;
}

async function askRemove(context: ButtonContext, { name, userId }: Editor): Promise<void> {
  await acknowledge(context);
  const html = editorWords[context.language].askRemove(shortened(name, 64));
  await say(context, { html, buttons: [yesOrNo(context, `editor:${userId}:removeyes`)] });
}

async function remove(context: ButtonContext, desk: Desk, userId: number): Promise<void> {
  const words = editorWords[context.language];
  const concluded = conclusionOf(context);
  if (concluded !== null) return toast(context, concluded);
  const name = await dismiss(editorOf(context), desk, userId);
  if (name !== null) desk.menu.hide(userId);
  const verdict = name === null ? words.unknown : words.removed(name);
  await toast(context, verdict);
  await conclude(context, verdict);
}
