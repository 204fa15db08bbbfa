import { Composer } from 'grammy';
import type { DeskContext, Role } from './access.ts';
import { commandOf, escapeHtml, fitLines, say } from './answer.ts';
import { cardOf } from './cards.ts';
import { nameOf, type DeskPorts } from './ports.ts';
import { articleOfMessage } from './reference.ts';
import type { Menu } from './menu.ts';
import {
  commandExamples,
  editorCommands,
  generalWords,
  ownerCommands,
  type CommandName,
} from './words/general.ts';

/** `/start` and `/help`: what can be said. */
export function guideDesk(menu: Menu): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.command('start', async (context) => {
    await say(context, generalWords[context.language].hello(escapeHtml(nameOf(context))));
    // Before somebody writes to the bot for the first time, Telegram takes no menu for them.
    if (context.from !== undefined) menu.show(context.from.id, context.role, context.language);
  });
  desk.command('help', (context) => say(context, help(context)));
  return desk;
}

function help({ language, role }: Pick<DeskContext, 'language'> & { role: Role }): string {
  const words = generalWords[language];
  const line = (name: CommandName) =>
    `${escapeHtml(commandExamples[name])} — ${escapeHtml(words.descriptions[name])}`;
  const lines = [`<b>${words.helpTitle}</b>`, ...editorCommands.map(line)];
  if (role === 'owner') lines.push('', `<b>${words.helpOwners}</b>`, ...ownerCommands.map(line));
  return fitLines([...lines, '', words.helpIds]);
}

/** What no other subject understood; it comes last. A forwarded post is shown with what can be done about it. */
export function leftoverDesk(ports: DeskPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.on('message', async (context) => {
    const words = generalWords[context.language];
    const isPrivate = context.chat.type === 'private';
    if (commandOf(context) !== null) {
      // In the log chat a command may be meant for another bot.
      if (isPrivate || context.message.text?.includes(`@${context.me.username}`) === true)
        await say(context, words.unknownCommand);
      return;
    }
    if (!isPrivate) return;
    const article = await articleOfMessage(context.message, ports);
    const [listed] = article === null ? [] : await ports.store.search.withKeys([article]);
    if (listed !== undefined) return say(context, await cardOf(context, ports, listed));
    if (context.message.text !== undefined || context.message.forward_origin !== undefined)
      await say(context, words.plainText);
  });
  return desk;
}
