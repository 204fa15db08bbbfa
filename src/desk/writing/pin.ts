import type { Channel } from '../../news/channel.ts';
import { postSubject } from '../../store/records/audit.ts';
import type { Placed } from '../../store/posts/orders/editor-orders.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { reasonText } from '../../words/log-chat.ts';
import { writingWords } from '../../words/desk/writing.ts';
import { say } from '../chat/answer.ts';
import { askedArticle, channelHere } from '../chat/arguments.ts';
import type { DeskContext } from '../chat/context.ts';
import { note, type Command, type Desk, type Subject } from '../chat/desk.ts';
import { fitLines } from '../chat/fitting.ts';

type Action = 'pin' | 'unpin';

/** `/pin <id> [channel]` and `/unpin`: done at once, and done twice they change nothing. */
export const pinSubject: Subject = { commands: [commandOf('pin'), commandOf('unpin')] };

function commandOf(action: Action): Command {
  return {
    name: action,
    who: 'editor',
    description: (language) => writingWords[language].commands[action],
    examples: [`/${action} 12345`, `/${action} 12345 CHANNEL`],
    changes: {
      [action]: { verb: (language) => writingWords[language].changes[action], shows: 'nothing' },
    },
    async handle(context, desk, asked) {
      const wanted = await askedArticle(context, desk, asked);
      if (wanted === null) return;
      const { article } = wanted;
      const channel = wanted.channel ?? channelHere(context, desk);
      const posts = await desk.store.orders.postsOf([article.id]);
      const standing = posts.filter(
        (post) => post.state === 'sent' && (channel === null || post.channel === channel.name),
      );
      if (standing.length === 0) return say(context, escapeHtml(absenceOf(context, desk, channel)));
      const lines: string[] = [];
      for (const post of standing) lines.push(await changePin(context, desk, post, action));
      await say(context, fitLines(lines.map(escapeHtml)));
    },
  };
}

/** It may stand in other channels than the one that was meant, or than those of the editor. */
function absenceOf(context: DeskContext, { config }: Desk, channel: Channel | null): string {
  const words = writingWords[context.language];
  if (channel === null && context.channels === null) return words.standsNowhere;
  const names = channel === null ? config.channels.map(({ name }) => name) : [channel.name];
  return words.standsNotIn(names.join(', '));
}

async function changePin(context: DeskContext, desk: Desk, post: Placed, action: Action): Promise<string> {
  const words = writingWords[context.language];
  const { chatId, messageId } = post;
  if (chatId === null || messageId === null) return `${post.channel}: ${words.standsNowhere}`;
  try {
    if (action === 'pin')
      await desk.telegram.api.pinChatMessage(chatId, messageId, { disable_notification: true });
    else await desk.telegram.api.unpinChatMessage(chatId, messageId);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `${post.channel}: ${words.pinRefused(reasonText(reason, context.language))}`;
  }
  const subject = postSubject(post.articleId, post.channel);
  await note(context, desk, { action, subject, before: null, after: null });
  return action === 'pin' ? words.pinned(post.channel) : words.unpinned(post.channel);
}
