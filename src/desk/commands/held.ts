import { Composer } from 'grammy/web';
import type { UncertainDecision } from '../../news/decisions.ts';
import type { DeskContext } from '../chat/context.ts';
import { uncertainButtons } from '../../watch/alerts.ts';
import { conclude, say, shortened, toast } from '../chat/answer.ts';
import { postSubject } from '../../store/records/audit.ts';
import { nameOf, note, type DeskPorts } from '../chat/ports.ts';
import { channelWords } from '../../words/channels.ts';
import { generalWords } from '../../words/general.ts';
import { words as allWords, reasonText } from '../../words/log-chat.ts';

/** So many questions at a time; the others come when these are answered. */
const mostQuestions = 5;

/** Editors decide about uncertain posts; a button pressed twice, or by two of them, decides once. */
export function heldDesk(ports: DeskPorts): Composer<DeskContext> {
  const desk = new Composer<DeskContext>();
  desk.command('held', (context) => showHeld(context, ports));
  // Buttons that were sent before 0.2.0 say `held`.
  desk.callbackQuery(/^(?:uncertain|held):(\d{1,15}):(there|again|drop)$/, async (context) => {
    const { words } = context;
    const [, postId, choice] = context.match;
    const decision = choice as UncertainDecision; // the pattern allows nothing else
    const post = await ports.store.orders.post(Number(postId));
    const subject = postSubject(post?.articleId ?? null, post?.channel ?? '');
    const isDecided = await ports.store.ledger.decideUncertain(Number(postId), decision, ports.now());
    if (!isDecided) {
      const by = post === null ? null : await ports.store.audit.last(subject, ['uncertain']);
      const text = by === null ? words.decidedAlready : generalWords[context.language].doneAlready(by.name);
      await toast(context, text);
      // The same question may stand in several places; none keeps buttons that do nothing.
      return conclude(context, text);
    }
    ports.onChange();
    await note(ports, context, { action: 'uncertain', subject, before: 'uncertain', after: decision });
    const name = nameOf(context);
    await toast(context, words.uncertainDecided(decision, name));
    // Under a question of the log chat it stands in the log chat's language.
    const theirs = context.chat?.type === 'private' ? words : allWords[ports.language];
    await conclude(context, theirs.uncertainDecided(decision, name));
  });
  return desk;
}

async function showHeld(context: DeskContext, ports: DeskPorts): Promise<void> {
  const words = channelWords[context.language];
  const posts = await ports.store.standings.uncertain(mostQuestions);
  if (posts.length === 0) return say(context, words.uncertainNone);
  for (const post of posts) {
    const title = post.headline === null ? words.digest : shortened(post.headline, 200);
    const subject = shortened(
      post.articleId === null ? post.channel : postSubject(post.articleId, post.channel),
      200,
    );
    const why = post.reason === null ? '' : `\n${shortened(reasonText(post.reason, context.language), 300)}`;
    const html = `❓ <b>${title}</b>\n${subject}${why}\n\n${words.uncertainTitle}`;
    await say(context, { html, buttons: uncertainButtons(post.id, context.words).map((button) => [button]) });
  }
}
