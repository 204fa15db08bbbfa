import { parseArgs, styleText } from 'node:util';
import { composeArticle } from '../../compose/composer.ts';
import { linkOf } from '../../deliver/telegram/links.ts';
import type { Article } from '../../news/article.ts';
import type { Channel } from '../../news/channel.ts';
import { KhabarshyError } from '../../news/errors.ts';
import type { Fault } from '../../news/fault.ts';
import type { KnownPost } from '../../news/plan.ts';
import type { Message } from '../../news/post.ts';
import { openExistingStore, type Store } from '../../store/store.ts';
import { judge, type Verdict } from './preview-verdict.ts';
import { loadCheckedConfig } from '../settings.ts';
import { showMoment, tellOnStderr } from '../terminal.ts';
import { unreadableText } from '../../words/misfits.ts';
import { printable, printableLine } from '../../terminal-text.ts';

export const usage = `Usage: khabarshy preview <article id> [options]

Shows the post of an article for every channel that takes it, and the reason for every channel that does not.
Nothing is posted.

  --channel <name>   Only this channel. Shows the post even if it will not be posted.
  --html             The post in Telegram's HTML, as it is sent.
`;

interface Request {
  id: string;
  /** null: every channel. */
  channelName: string | null;
  isRaw: boolean;
}

export async function execute(args: string[]): Promise<number> {
  const { id, channelName, isRaw } = readArguments(args);
  const { channels, databaseUrl, timeZone } = await loadCheckedConfig(undefined, true);
  const chosen = choose(channels, channelName);
  const store = await openExistingStore(databaseUrl, tellOnStderr);
  try {
    const article = await store.articles.find(id);
    if (article === null) throw unknownArticle(id, await store.unreadableArticles.faultOf(id));
    const posts = await store.posts.postsOf([id]);
    for (const channel of chosen) {
      const post = posts.find((known) => known.channel === channel.name) ?? null;
      const verdict = judge(article, channel, {
        post,
        link: await linkOfPost(store, channel, post),
        now: new Date(),
        showMoment: (at) => showMoment(at, timeZone),
      });
      const isShown = verdict.isComing || channelName !== null;
      show(channel, verdict, isShown ? renderPost(article, channel, isRaw) : null);
    }
    return 0;
  } finally {
    await store.close();
  }
}

function readArguments(args: string[]): Request {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { channel: { type: 'string' }, html: { type: 'boolean' } },
  });
  const [id] = positionals;
  if (id === undefined || positionals.length > 1) {
    throw new KhabarshyError(
      'COMMAND_WRONG',
      'preview needs the id of one article; see khabarshy preview --help.',
    );
  }
  return { id, channelName: values.channel ?? null, isRaw: values.html === true };
}

function choose(channels: readonly Channel[], name: string | null): readonly Channel[] {
  if (name === null) return channels;
  const chosen = channels.filter((channel) => channel.name === name);
  if (chosen.length > 0) return chosen;
  const known = channels.map((channel) => channel.name).join(', ');
  throw new KhabarshyError(
    'CHANNEL_UNKNOWN',
    `No channel is named ${JSON.stringify(name)}. There are: ${known}.`,
  );
}

function unknownArticle(id: string, fault: Fault | null): KhabarshyError {
  if (fault !== null) {
    const message = `${unreadableText(id, fault, 'en')}. It is posted when its row is mended.`;
    return new KhabarshyError('ARTICLE_REFUSED', message);
  }
  const message = `No article has the id ${JSON.stringify(id)}. Import it with khabarshy import, or check its id in the store.`;
  return new KhabarshyError('ARTICLE_UNKNOWN', message);
}

async function linkOfPost(store: Store, channel: Channel, post: KnownPost | null): Promise<string | null> {
  if (post?.state !== 'sent') return null;
  const messageId = await store.posts.messageIdOf(channel.name, post.articleId);
  if (messageId === null) return null;
  const chat = (await store.channelChats.read([channel])).get(channel.name);
  const named = channel.id.startsWith('@') ? channel.id.slice(1) : null;
  return linkOf({ messageId, chatId: chat?.chatId ?? channel.id, username: chat?.username ?? named });
}

/** The post with a line about its kind above it. A photo is shown as its address. */
function renderPost(article: Article, channel: Channel, isRaw: boolean): string {
  const message = composeArticle(article, channel);
  const html = (message.photo?.caption ?? message.text).html;
  const text = isRaw ? printable(html) : readable(printable(html));
  return `${printableLine(kindOf(message))}\n\n${text}\n`;
}

function kindOf({ photo, previewUrl }: Message): string {
  if (photo !== null) return `[photo ${photo.url}]`;
  return previewUrl === null ? '[text]' : `[text, with the preview of ${previewUrl}]`;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** Bold text is bold where the terminal supports it; what else a template marks up is shown as plain text. */
function readable(html: string): string {
  return html
    .replaceAll(/<b>(.*?)<\/b>/gsu, (_, inside: string) => styleText('bold', inside))
    .replaceAll(/<a href="([^"]*)">(.*?)<\/a>/gsu, '$2 ($1)')
    .replaceAll(/<\/?[a-z-]+(?: expandable)?>/gu, '')
    .replaceAll(/&(amp|lt|gt|quot);/gu, (entity, name: string) => entities[name] ?? entity);
}

function show(channel: Channel, verdict: Verdict, post: string | null): void {
  const name = channel.name === channel.id ? channel.name : `${channel.name} (${channel.id})`;
  const mark = verdict.isComing ? styleText('green', '✓') : styleText('yellow', '–');
  process.stdout.write(`${mark} ${printableLine(`${name} ${verdict.because}`)}\n`);
  if (post !== null) process.stdout.write(`\n${post}\n`);
}
