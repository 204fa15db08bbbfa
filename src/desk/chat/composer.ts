import { Composer } from 'grammy/web';
import { generalWords } from '../../words/general.ts';
import { isOwnWords, outdated, say } from './answer.ts';
import type { DeskContext } from './context.ts';
import { formsOf, type ArticleButton, type Command, type Desk, type Subject } from './desk.ts';

/** Makes grammY call the declared handlers. The gate before it lets only editors and owners through. */
export function composeDesk(subjects: readonly Subject[], desk: Desk): Composer<DeskContext> {
  const composer = new Composer<DeskContext>();
  for (const { commands = [], buttons = [], articleButtons = [] } of subjects) {
    for (const command of commands) addCommand(composer, desk, command);
    for (const button of buttons) {
      composer.callbackQuery(button.data, (context) => {
        const [, ...parts] = context.match;
        return button.handle(
          context,
          desk,
          parts.map((part: string | undefined) => part ?? ''),
        );
      });
    }
    for (const button of articleButtons) addArticleButton(composer, desk, button);
  }
  for (const subject of subjects)
    composer.on('message', (context, next) => subject.onMessage?.(context, desk) ?? next());
  composer.on('callback_query', outdated);
  return composer;
}

function addCommand(composer: Composer<DeskContext>, desk: Desk, command: Command): void {
  const { name, aliases = [], who, isBare = false } = command;
  const example = formsOf(command, desk.config.channels[0]?.name ?? 'main')[0] ?? '';
  composer.filter(isOwnWords).command([name, ...aliases], (context) => {
    if (who === 'owner' && context.role !== 'owner')
      return say(context, generalWords[context.language].ownersOnly);
    if (isBare && context.match.trim() !== '')
      return say(context, generalWords[context.language].takesNothing(`/${name}`));
    return command.handle(context, desk, { text: context.match.trim(), example });
  });
}

/** A button with an unknown key or channel is answered and does nothing. */
function addArticleButton(composer: Composer<DeskContext>, desk: Desk, button: ArticleButton): void {
  const pattern = new RegExp(`^${button.action}:([0-9a-z]{1,11})(?::(\\*|[a-z0-9][a-z0-9_-]{0,31}))?$`);
  composer.callbackQuery(pattern, async (context) => {
    const [, text = '', name = '*'] = context.match;
    const key = parseInt(text, 36);
    const listed = Number.isSafeInteger(key) ? await desk.store.search.byKey(key) : null;
    const channel = desk.config.channels.find((known) => known.name === name) ?? null;
    if (listed === null || (channel === null && name !== '*')) return outdated(context);
    await button.handle(context, desk, listed, channel);
  });
}
