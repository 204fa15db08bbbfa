import { postSubject } from '../../store/records/audit.ts';
import { channelWords } from '../../words/channels.ts';
import { words as logChatWords } from '../../words/log-chat.ts';
import { isForeign } from '../chat/arguments.ts';
import { conclude, conclusionOf, toast } from '../chat/answer.ts';
import { nameOf } from '../chat/context.ts';
import { note, type ButtonContext, type Desk, type Subject } from '../chat/desk.ts';

/**
 * The button under the notice that a picture cannot leave its post. It names the message: two presses, or two editors,
 * kill it once, and an old button never kills the new post.
 */
export const postingAnewSubject: Subject = {
  buttons: [
    {
      data: /^anew:(\d{1,15}):(\d{1,15})$/,
      changes: {
        anew: { verb: (language) => channelWords[language].changes.anew, shows: 'nothing' },
      },
      handle: postAnew,
    },
  ],
};

async function postAnew(
  context: ButtonContext,
  desk: Desk,
  [postId, messageId]: readonly string[],
): Promise<void> {
  const { language } = context;
  const concluded = conclusionOf(context);
  if (concluded !== null) return toast(context, concluded);
  if (await isForeign(context, desk, Number(postId))) return;
  const post = await desk.store.orders.post(Number(postId));
  if (post === null || !(await desk.store.orders.killAnew(post.id, Number(messageId)))) {
    await toast(context, logChatWords[language].decidedAlready);
    return conclude(context, logChatWords[language].decidedAlready);
  }
  desk.events.announce({ kind: 'posts changed' });
  const subject = postSubject(post.articleId, post.channel);
  await note(context, desk, { action: 'anew', subject, before: null, after: null });
  const name = nameOf(context);
  await toast(context, logChatWords[language].anewDecided(name));
  const shared = context.chat?.type === 'private' ? language : desk.config.deskLanguage;
  await conclude(context, logChatWords[shared].anewDecided(name));
}
