import { dueAt, isBreaking, type Article } from '../../news/article.ts';
import { hasLeft } from '../../news/post.ts';
import type { Listed } from '../../store/articles/search.ts';
import { nameOf, type DeskContext } from '../chat/context.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import { isTaken } from '../../plan/filter.ts';
import { acknowledge, conclude, conclusionOf, say, toast } from '../chat/answer.ts';
import { shortened } from '../chat/fitting.ts';
import { askedArticle } from '../chat/arguments.ts';
import { keyText } from '../chat/cards.ts';
import { note, type ArticleButton, type Command, type Desk, type Subject } from '../chat/desk.ts';
import { articleWords } from '../../words/articles.ts';
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
        const verdict = await kill(context, desk, article);
        await toast(context, verdict);
        await conclude(context, verdict);
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
  if (!(await desk.store.orders.setStatus(article.id, ['usable'], 'withheld'))) {
    return say(context, await already(context, desk, article, ['hold', 'kill']));
  }
  await changed(context, desk, article, 'hold', 'withheld');
  const posts = await desk.store.orders.postsOf([article.id]);
  const lines = [titleOf(article), words.held(escapeHtml(nameOf(context)))];
  if (posts.some(({ state }) => hasLeft(state))) lines.push(words.heldButStands);
  await say(context, {
    html: lines.join('\n'),
    buttons: [[{ text: words.release, data: `release:${keyText(key)}` }]],
  });
}

/** The article is posted even if it became too old: an editor held it, so the editor decides. */
async function release(context: DeskContext, desk: Desk, { key, article }: Listed): Promise<void> {
  const words = articleWords[context.language];
  const takers = desk.config.channels.filter((channel) => !channel.isDigestOnly && isTaken(article, channel));
  const promise = {
    channels: takers.map(({ name }) => name),
    priority: isBreaking(article) ? (1 as const) : (2 as const),
    sortAt: dueAt(article),
  };
  if (!(await desk.store.orders.release(article.id, promise, desk.clock.now()))) {
    const by = article.status === 'usable' ? await desk.store.audit.last(article.id, ['release']) : null;
    const verdict = words.isNot((await desk.store.articles.find(article.id))?.status ?? article.status);
    return say(context, by === null ? verdict : `${verdict}\n${doneBy(context, by.name)}`);
  }
  await changed(context, desk, article, 'release', 'usable');
  await say(context, {
    html: `${titleOf(article)}\n${words.released(escapeHtml(nameOf(context)))}`,
    buttons: [[{ text: words.hold, data: `hold:${keyText(key)}` }]],
  });
}

async function askKill(context: DeskContext, desk: Desk, { key, article }: Listed): Promise<void> {
  const words = articleWords[context.language];
  if (article.status === 'canceled') return say(context, await already(context, desk, article, ['kill']));
  const posts = await desk.store.orders.postsOf([article.id]);
  const count = posts.filter(({ state }) => hasLeft(state)).length;
  const question =
    count === 0 ? words.standsNowhere : words.askKill(counts[context.language].inChannels(count));
  const { yes, no } = generalWords[context.language];
  const buttons = [
    [
      { text: yes, data: `killyes:${keyText(key)}` },
      { text: no, data: 'no' },
    ],
  ];
  await say(context, { html: `${question}\n\n${titleOf(article)}`, buttons });
}

/** @returns the verdict, as plain text. */
async function kill(context: DeskContext, desk: Desk, article: Article): Promise<string> {
  if (!(await desk.store.orders.setStatus(article.id, ['usable', 'withheld'], 'canceled'))) {
    const by = await desk.store.audit.last(article.id, ['kill']);
    const words = generalWords[context.language];
    return by === null ? articleWords[context.language].isAlready('canceled') : words.doneAlready(by.name);
  }
  await changed(context, desk, article, 'kill', 'canceled');
  return articleWords[context.language].killed(nameOf(context));
}

async function changed(
  context: DeskContext,
  desk: Desk,
  article: Article,
  action: string,
  after: Article['status'],
): Promise<void> {
  await note(context, desk, { action, subject: article.id, before: article.status, after });
  desk.events.announce({ kind: 'articles changed' });
}

/** The answer if the article has this status already, with the editor who set it. */
async function already(
  context: DeskContext,
  desk: Desk,
  article: Article,
  actions: readonly string[],
): Promise<string> {
  const status = (await desk.store.articles.find(article.id))?.status ?? article.status;
  const by = await desk.store.audit.last(article.id, actions);
  const verdict = articleWords[context.language].isAlready(status);
  return by === null ? verdict : `${verdict}\n${doneBy(context, by.name)}`;
}

function doneBy({ language }: DeskContext, name: string): string {
  return generalWords[language].doneAlready(escapeHtml(name));
}

function titleOf({ headline }: Article): string {
  return `<b>${shortened(headline, 200)}</b>`;
}
