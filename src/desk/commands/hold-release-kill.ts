import {
  holdArticle,
  killArticle,
  leftAsIs,
  releaseArticle,
  type StatusChange,
  possibleChanges,
} from '../../editing/article-status.ts';
import { isOfOthersToo } from '../../editing/rights.ts';
import type { Article } from '../../news/article.ts';
import { hasLeft, isAlive } from '../../news/post.ts';
import type { Listed } from '../../store/articles/search.ts';
import type { Placed } from '../../store/posts/orders/editor-orders.ts';
import { answersForAll, editorOf, nameOf, type DeskContext } from '../chat/context.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { acknowledge, conclude, conclusionOf, say, toast, yesOrNo } from '../chat/answer.ts';
import { shortened } from '../chat/fitting.ts';
import { askedArticle } from '../chat/arguments.ts';
import { keyText } from '../chat/cards.ts';
import { type ArticleButton, type Command, type Desk, type Subject } from '../chat/desk.ts';
import { articleWords } from '../../words/articles.ts';
import { botWords } from '../../words/bots.ts';
import { counts } from '../../words/counts.ts';
import { generalWords } from '../../words/general.ts';

/** `/hold`, `/release` and `/kill` change the status of the article. The planner and the lanes do the rest. */
export const holdReleaseKillSubject: Subject = {
  commands: [statusCommand('hold', hold), statusCommand('release', release), statusCommand('kill', askKill)],
  articleButtons: [
    statusButton('hold', hold),
    statusButton('release', release),
    statusButton('kill', askKill),
    {
      action: 'killyes',
      async handle(context, desk, { article }) {
        const concluded = conclusionOf(context);
        if (concluded !== null) return toast(context, concluded);
        const change = await killArticle(editorOf(context), desk, article);
        const verdict = verdictOf(context, change);
        await toast(context, verdict);
        // The question may be for those who command the whole article.
        if (change.kind === 'done' || answersForAll(context)) await conclude(context, verdict);
      },
    },
  ],
};

type Act = (context: DeskContext, desk: Desk, listed: Listed) => Promise<void>;

function statusCommand(name: 'hold' | 'release' | 'kill', act: Act): Command {
  return {
    name,
    who: 'editor',
    description: (language) => articleWords[language].commands[name],
    examples: [`/${name} 12345`, `/${name} https://news.example.kz/12345`],
    changes: {
      [name]: {
        verb: (language) => articleWords[language].changes[name],
        shows: 'both',
        read: (value, language) => articleWords[language].statuses[value as Article['status']] ?? value, // else of another version
      },
    },
    async handle(context, desk, asked) {
      const wanted = await askedArticle(context, desk, asked);
      if (wanted === null) return;
      if (wanted.channel === null) return act(context, desk, wanted);
      await say(
        context,
        generalWords[context.language].wholeArticle(`/${name}`, escapeHtml(wanted.channel.name)),
      );
    },
  };
}

function statusButton(action: string, act: Act): ArticleButton {
  return {
    action,
    async handle(context, desk, listed) {
      await acknowledge(context);
      await act(context, desk, listed);
    },
  };
}

async function hold(context: DeskContext, desk: Desk, { key, article }: Listed): Promise<void> {
  const words = articleWords[context.language];
  const change = await holdArticle(editorOf(context), desk, article);
  if (change.kind === 'of others') return say(context, botWords[context.language].articleOfOthers);
  if (change.kind === 'left as is') return say(context, already(context, change));
  const posts = await desk.store.orders.postsOf([article.id]);
  const lines = [titleOf(article), words.held(escapeHtml(nameOf(context)))];
  if (posts.some(({ state }) => hasLeft(state))) lines.push(words.heldButStands);
  await say(context, {
    html: lines.join('\n'),
    buttons: [[{ text: words.release, data: `release:${keyText(key)}` }]],
  });
}

async function release(context: DeskContext, desk: Desk, { key, article }: Listed): Promise<void> {
  const words = articleWords[context.language];
  const change = await releaseArticle(editorOf(context), desk, article);
  if (change.kind === 'of others') return say(context, botWords[context.language].articleOfOthers);
  if (change.kind === 'left as is') {
    const verdict = words.isNot(change.status);
    return say(context, withEditor(context, verdict, change.by));
  }
  await say(context, {
    html: `${titleOf(article)}\n${words.released(escapeHtml(nameOf(context)))}`,
    buttons: [[{ text: words.hold, data: `hold:${keyText(key)}` }]],
  });
}

async function askKill(context: DeskContext, desk: Desk, { key, article }: Listed): Promise<void> {
  if (article.status === 'canceled')
    return say(context, already(context, await leftAsIs(desk, article, ['kill'])));
  const posts = await desk.store.orders.postsOf([article.id]);
  const count = posts.filter(({ state }) => hasLeft(state)).length;
  const isHere = await isOfOthersToo(editorOf(context), desk, article);
  if (isHere && !(await possibleChanges(editorOf(context), desk, article, posts)).kill)
    return say(context, escapeHtml(botWords[context.language].nothingToKillHere));
  const question = isHere ? askKillHere(context, posts) : askKillAll(context, count);
  const buttons = [yesOrNo(context, `killyes:${keyText(key)}`)];
  await say(context, { html: `${question}\n\n${titleOf(article)}`, buttons });
}

function askKillAll({ language }: DeskContext, count: number): string {
  const words = articleWords[language];
  return count === 0 ? words.standsNowhere : words.askKill(counts[language].inChannels(count));
}

/** Channels that the editor does not command show it too. */
function askKillHere({ language }: DeskContext, posts: readonly Placed[]): string {
  const words = botWords[language];
  const count = posts.filter(({ state }) => isAlive(state)).length;
  return `${words.askKillHere(counts[language].posts(count))}\n\n${words.killedHereOnly}`;
}

/** @returns the verdict, as plain text. */
function verdictOf(context: DeskContext, change: StatusChange): string {
  const words = articleWords[context.language];
  if (change.kind === 'done') return words.killed(nameOf(context));
  if (change.kind === 'killed here') return killedHere(context, change.posts);
  if (change.kind === 'of others') return botWords[context.language].articleOfOthers;
  if (change.by === null) return words.isAlready('canceled');
  return generalWords[context.language].doneAlready(change.by);
}

function killedHere(context: DeskContext, posts: number): string {
  const words = botWords[context.language];
  if (posts === 0) return words.nothingToKillHere;
  const count = counts[context.language].posts(posts);
  return `${words.killedHere(count, nameOf(context))}\n${words.killedHereOnly}`;
}

type LeftAsIs = Extract<StatusChange, { kind: 'left as is' }>;

/** The answer if the article has this status already, with the editor who set it. */
function already(context: DeskContext, { by, status }: LeftAsIs): string {
  return withEditor(context, articleWords[context.language].isAlready(status), by);
}

function withEditor({ language }: DeskContext, verdict: string, by: string | null): string {
  return by === null ? verdict : `${verdict}\n${generalWords[language].doneAlready(escapeHtml(by))}`;
}

function titleOf({ headline }: Article): string {
  return `<b>${shortened(headline, 200)}</b>`;
}
