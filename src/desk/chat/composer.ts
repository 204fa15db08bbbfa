import { Composer } from 'grammy/web';
import { generalWords } from '../../words/general.ts';
import { isOwnWords, outdated, say, toast } from './answer.ts';
import { answersForAll, type DeskContext } from './context.ts';
import {
  formsOf,
  type ArticleButton,
  type Command,
  type Desk,
  type DeskButton,
  type Subject,
} from './desk.ts';
import { within } from '../../editing/rights.ts';

/**
 * Makes grammY call the declared handlers. The gate before it lets only editors and owners through. Each handler gets the
 * desk as this person commands it: other channels, and what stands in them, are not there.
 */
export function composeDesk(subjects: readonly Subject[], desk: Desk): Composer<DeskContext> {
  const composer = new Composer<DeskContext>();
  composer.on('callback_query', (context, next) => (isForged(context) ? outdated(context) : next()));
  for (const { commands = [], buttons = [], articleButtons = [] } of subjects) {
    for (const command of commands) addCommand(composer, desk, command);
    for (const button of buttons) addButton(composer, desk, button);
    for (const button of articleButtons) addArticleButton(composer, desk, button);
  }
  for (const subject of subjects) {
    composer.on('message', async (context, next) => {
      const isReply = context.message.reply_to_message !== undefined && isOwnWords(context);
      if (!isReply || !(await subject.onReply?.(context, within(desk, context)))) await next();
    });
  }
  for (const subject of subjects) {
    composer.on('message', async (context, next) => {
      if (!(await subject.onContent?.(context, within(desk, context)))) await next();
    });
    composer.on('edited_message', async (context, next) => {
      await subject.onEdit?.(context, within(desk, context));
      await next();
    });
  }
  for (const subject of subjects)
    composer.on('message', (context, next) => subject.onMessage?.(context, within(desk, context)) ?? next());
  composer.on('callback_query', outdated);
  return composer;
}

/**
 * Whether an editor of single channels presses, on a message that others see too, what stands in none of its buttons. Only
 * programs can: they would write over a question that is not theirs.
 */
function isForged(context: DeskContext): boolean {
  const rows = context.callbackQuery?.message?.reply_markup?.inline_keyboard;
  if (answersForAll(context) || rows === undefined) return false;
  const { data } = context.callbackQuery ?? {};
  return !rows.flat().some((button) => 'callback_data' in button && button.callback_data === data);
}

function addCommand(composer: Composer<DeskContext>, desk: Desk, command: Command): void {
  const { name, aliases = [], who, isBare = false } = command;
  composer.filter(isOwnWords).command([name, ...aliases], (context) => {
    if (who === 'owner' && context.role !== 'owner')
      return say(context, generalWords[context.language].ownersOnly);
    if (isBare && context.match.trim() !== '')
      return say(context, generalWords[context.language].takesNothing(`/${name}`));
    const own = within(desk, context);
    const example = formsOf(command, own.config.channels[0]?.name ?? 'main')[0] ?? '';
    return command.handle(context, own, { text: context.match.trim(), example });
  });
}

function addButton(composer: Composer<DeskContext>, desk: Desk, button: DeskButton): void {
  composer.callbackQuery(button.data, (context) => {
    if (button.who === 'owner' && context.role !== 'owner')
      return toast(context, generalWords[context.language].ownersOnly);
    const [, ...parts] = context.match;
    return button.handle(
      context,
      within(desk, context),
      parts.map((part: string | undefined) => part ?? ''),
    );
  });
}

/** A button with an unknown key or channel is answered and does nothing. */
function addArticleButton(composer: Composer<DeskContext>, desk: Desk, button: ArticleButton): void {
  const pattern = new RegExp(`^${button.action}:([0-9a-z]{1,11})(?::(\\*|[a-z0-9][a-z0-9_-]{0,31}))?$`);
  composer.callbackQuery(pattern, async (context) => {
    const [, text = '', name = '*'] = context.match;
    const key = parseInt(text, 36);
    const listed = Number.isSafeInteger(key) ? await desk.store.search.byKey(key) : null;
    const own = within(desk, context);
    const channel = own.config.channels.find((known) => known.name === name) ?? null;
    if (listed === null || (channel === null && name !== '*')) return outdated(context);
    await button.handle(context, own, listed, channel);
  });
}
