import { dashes } from '../../words/moments.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { generalWords } from '../../words/general.ts';
import { commandOf, isOwnWords, say } from '../chat/answer.ts';
import { cardOf } from '../chat/cards.ts';
import { nearestName } from '../../words/nearest-name.ts';
import { nameOf, type DeskContext } from '../chat/context.ts';
import { channelNamed, formsOf, type Asked, type Command, type Desk, type Subject } from '../chat/desk.ts';
import { fitLines } from '../chat/fitting.ts';
import { describeChannel, type SeenChannel } from '../chat/new-channels.ts';
import { articleOfMessage } from '../chat/reference.ts';

/** `/start`, `/help [command]`, and answers to other messages. A forwarded post gets the card of its article. */
export const guideSubject: Subject = {
  commands: [
    {
      name: 'start',
      who: 'editor',
      isHidden: true,
      description: (language) => generalWords[language].commands.start,
      examples: ['/start'],
      async handle(context, desk) {
        await say(context, generalWords[context.language].hello(escapeHtml(nameOf(context))));
        // Telegram accepts no menu for a person who never wrote to the bot.
        if (context.from !== undefined) desk.menu.show(context.from.id, context.role, context.language);
      },
    },
    {
      name: 'help',
      who: 'editor',
      description: (language) => generalWords[language].commands.help,
      examples: ['/help', '/help pause'],
      handle: help,
    },
  ],
  onMessage: answerAnythingElse,
};

async function help(context: DeskContext, desk: Desk, { text }: Asked): Promise<void> {
  const channel = desk.config.channels[0]?.name ?? 'main';
  const wanted = text.toLowerCase().replace(/^\//, '');
  const command = wanted === '' ? null : nearestCommand(wanted, context, desk);
  if (wanted !== '' && command === null) return say(context, generalWords[context.language].unknownCommand);
  await say(
    context,
    command === null ? helpWithAll(context, desk, channel) : helpWith(command, context, channel),
  );
}

/** The commands that the person may use, in the order of the help. */
function commandsFor({ role }: Pick<DeskContext, 'role'>, { commands }: Pick<Desk, 'commands'>): Command[] {
  return commands.filter(({ isHidden, who }) => isHidden !== true && (who === 'editor' || role === 'owner'));
}

/** The command that the person probably meant; null: no name is similar. */
function nearestCommand(word: string, context: DeskContext, desk: Desk): Command | null {
  const commands = commandsFor(context, desk);
  const nearest = nearestName(
    word,
    commands.map(({ name }) => name),
  );
  return commands.find(({ name }) => name === nearest) ?? null;
}

function helpWithAll(context: DeskContext, desk: Desk, channel: string): string {
  const { language, role } = context;
  const words = generalWords[language];
  const line = (command: Command) =>
    `${escapeHtml(formsOf(command, channel)[0] ?? '')} ${dashes[language]} ${escapeHtml(command.description(language))}`;
  const { editor = [], owner = [] } = Object.groupBy(commandsFor(context, desk), ({ who }) => who);
  const lines = [`<b>${words.helpTitle}</b>`, ...editor.map(line)];
  if (role === 'owner') lines.push('', `<b>${words.helpOwners}</b>`, ...owner.map(line));
  return fitLines([...lines, '', words.helpIds, '', words.helpMore('/help pause')]);
}

/** One command, in all its forms. */
function helpWith(command: Command, { language }: Pick<DeskContext, 'language'>, channel: string): string {
  const forms = formsOf(command, channel).map((form) => `<code>${escapeHtml(form)}</code>`);
  return fitLines([`<b>${escapeHtml(command.description(language))}</b>`, ...forms]);
}

async function answerAnythingElse(context: DeskContext, desk: Desk): Promise<void> {
  const { chat, message } = context;
  if (message === undefined) return;
  const words = generalWords[context.language];
  const isPrivate = chat?.type === 'private';
  const command = commandOf(context);
  if (command !== null) {
    // In the log chat a command may be meant for another bot.
    if (!isPrivate && !isForMe(context)) return;
    const meant = nearestCommand(command, context, desk);
    return say(context, meant === null ? words.unknownCommand : words.meant(`/${meant.name}`));
  }
  if (!isPrivate) return;
  const article = await articleOfMessage(message, desk);
  const [listed] = article === null ? [] : await desk.store.search.withKeys([article]);
  if (listed !== undefined) return say(context, await cardOf(context, desk, listed));
  const { text, caption, forward_origin } = message;
  if (context.role === 'owner' && forward_origin?.type === 'channel' && !isKnown(forward_origin.chat, desk))
    return say(context, describeChannel(forward_origin.chat, context.language));
  if (!isOwnWords(context) && text?.startsWith('/') === true) return say(context, words.notYourWords);
  if (text !== undefined || caption?.startsWith('/') === true || forward_origin !== undefined)
    await say(context, words.plainText);
}

/** Whether a channel is in the settings, under its number or its name. */
function isKnown({ id, username }: SeenChannel, { config }: Desk): boolean {
  return [String(id), ...(username === undefined ? [] : [`@${username}`])].some(
    (address) => channelNamed(config.channels, address) !== null,
  );
}

function isForMe({ message, me }: DeskContext): boolean {
  return message?.text?.toLowerCase().includes(`@${me.username.toLowerCase()}`) === true;
}
