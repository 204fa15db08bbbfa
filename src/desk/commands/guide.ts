import { Composer } from 'grammy/web';
import type { Channel } from '../../news/channel.ts';
import type { DeskContext } from '../chat/context.ts';
import { commandOf, escapeHtml, fitLines, say } from '../chat/answer.ts';
import { cardOf } from '../chat/cards.ts';
import { formsOf, nearestCommand } from '../chat/command-forms.ts';
import { nameOf, type DeskPorts } from '../chat/ports.ts';
import { articleOfMessage } from '../chat/reference.ts';
import type { Menu } from '../chat/menu.ts';
import { editorCommands, generalWords, ownerCommands, type CommandName } from '../../words/general.ts';

/** `/start` and `/help [command]`: what can be said. */
export function guideDesk(menu: Menu, channels: readonly Channel[]): Composer<DeskContext> {
  const channel = channels[0]?.name ?? 'main';
  const desk = new Composer<DeskContext>();
  desk.command('start', async (context) => {
    await say(context, generalWords[context.language].hello(escapeHtml(nameOf(context))));
    // Before somebody writes to the bot for the first time, Telegram takes no menu for them.
    if (context.from !== undefined) menu.show(context.from.id, context.role, context.language);
  });
  desk.command('help', (context) => {
    const wanted = context.match.trim().toLowerCase().replace(/^\//, '');
    const name = wanted === '' ? null : nearestCommand(wanted, commandsOf(context));
    return say(context, name === null ? help(context, channel) : helpWith(name, context, channel));
  });
  return desk;
}

function commandsOf({ role }: Pick<DeskContext, 'role'>): CommandName[] {
  return role === 'owner' ? [...editorCommands, ...ownerCommands] : [...editorCommands];
}

function help({ language, role }: Pick<DeskContext, 'language' | 'role'>, channel: string): string {
  const words = generalWords[language];
  const line = (name: CommandName) =>
    `${escapeHtml(formsOf(name, channel)[0] ?? '')} — ${escapeHtml(words.descriptions[name])}`;
  const lines = [`<b>${words.helpTitle}</b>`, ...editorCommands.map(line)];
  if (role === 'owner') lines.push('', `<b>${words.helpOwners}</b>`, ...ownerCommands.map(line));
  return fitLines([...lines, '', words.helpIds, '', words.helpMore('/help pause')]);
}

/** One command, in all the ways in which it can be said. */
function helpWith(name: CommandName, { language }: Pick<DeskContext, 'language'>, channel: string): string {
  const forms = formsOf(name, channel).map((form) => `<code>${escapeHtml(form)}</code>`);
  return fitLines([`<b>${escapeHtml(generalWords[language].descriptions[name])}</b>`, ...forms]);
}

/** What no other subject understood; it comes last. A forwarded post is shown with what can be done about it. */
export function leftoverDesk(ports: DeskPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.on('message', async (context) => {
    const words = generalWords[context.language];
    const isPrivate = context.chat.type === 'private';
    const command = commandOf(context);
    if (command !== null) {
      // In the log chat a command may be meant for another bot.
      if (!isPrivate && !isForMe(context)) return;
      const meant = nearestCommand(command, commandsOf(context));
      return say(context, meant === null ? words.unknownCommand : words.meant(`/${meant}`));
    }
    if (!isPrivate) return;
    const article = await articleOfMessage(context.message, ports);
    const [listed] = article === null ? [] : await ports.store.search.withKeys([article]);
    if (listed !== undefined) return say(context, await cardOf(context, ports, listed));
    const { text, caption, forward_origin } = context.message;
    if (text !== undefined || caption?.startsWith('/') === true || forward_origin !== undefined)
      await say(context, words.plainText);
  });
  return desk;
}

function isForMe({ message, me }: DeskContext): boolean {
  return message?.text?.toLowerCase().includes(`@${me.username.toLowerCase()}`) === true;
}
