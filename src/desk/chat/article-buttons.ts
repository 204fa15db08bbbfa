import type { CallbackQueryContext, Composer } from 'grammy/web';
import type { Channel } from '../../news/channel.ts';
import type { Listed } from '../../store/articles/search.ts';
import type { DeskContext } from './context.ts';
import type { DeskPorts } from './ports.ts';
import { generalWords } from '../../words/general.ts';

/** What a button about an article does. */
type OnArticleButton = (
  context: CallbackQueryContext<DeskContext>,
  listed: Listed,
  channel: Channel | null,
) => Promise<void>;

/**
 * Listens to the buttons `<action>:<key>` and `<action>:<key>:<channel, or * for all that take it>`. A key or a
 * channel that is not known (any more) is answered politely and does nothing.
 */
export function onArticleButton(
  desk: Composer<DeskContext>,
  ports: DeskPorts,
  action: string,
  handle: OnArticleButton,
): void {
  const pattern = new RegExp(`^${action}:([0-9a-z]{1,11})(?::(\\*|[a-z0-9][a-z0-9_-]{0,31}))?$`);
  desk.callbackQuery(pattern, async (context) => {
    const [, text = '', name = '*'] = context.match;
    const key = parseInt(text, 36);
    const listed = Number.isSafeInteger(key) ? await ports.store.search.byKey(key) : null;
    const channel = ports.channels.find((known) => known.name === name) ?? null;
    if (listed === null || (channel === null && name !== '*')) {
      await context.answerCallbackQuery({ text: generalWords[context.language].outdated });
      return;
    }
    await handle(context, listed, channel);
  });
}
