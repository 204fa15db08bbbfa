import type { Article } from '../../news/article.ts';
import type { Channel } from '../../news/channel.ts';
import type { DeskContext } from './context.ts';
import { spellingsOf } from './link-spellings.ts';
import { channelNamed, type Desk } from './desk.ts';

/** The article, and perhaps the channel, that a command is about. `article` is null if we know none. */
export interface Reference {
  article: Article | null;
  channel: Channel | null;
  /** The text that should name the article; null: there was none. */
  wanted: string | null;
  /** What stands behind the id of an article, and names no channel; null: nothing. */
  unknownChannel: string | null;
}

type Message = Pick<
  NonNullable<NonNullable<DeskContext['message']>['reply_to_message']>,
  'forward_origin' | 'reply_markup' | 'text' | 'caption' | 'entities' | 'caption_entities'
>;

/** Longer than any ID that a person would type, and short enough for a query. */
const longestReference = 2_000;

/**
 * Reads `<id> [channel]`. The ID may also be the link of the article or of a post. It may be absent if the command
 * replies to a post forwarded from a channel, or to a message of the desk about one article. IDs may contain spaces,
 * so the last word is taken for a channel only if the whole text names no article.
 */
export async function readReference(context: DeskContext, desk: Desk, text: string): Promise<Reference> {
  const wanted = text.trim().slice(0, longestReference);
  const answered = context.message?.reply_to_message;
  if (wanted === '') {
    const article = answered === undefined ? null : await articleOfMessage(answered, desk);
    return { article, channel: null, wanted: null, unknownChannel: null };
  }
  const whole = await articleNamed(wanted, desk);
  if (whole !== null) return { article: whole, channel: null, wanted, unknownChannel: null };
  const [, first = '', last = ''] = /^(.*?)\s*(\S+)$/su.exec(wanted) ?? [];
  const channel = channelNamed(desk.config.channels, last);
  const before = first === '' ? null : await articleNamed(first, desk);
  if (channel === null)
    return { article: null, channel, wanted, unknownChannel: before === null ? null : last };
  if (first !== '') return { article: before, channel, wanted: first, unknownChannel: null };
  const article = answered === undefined ? null : await articleOfMessage(answered, desk);
  return { article, channel, wanted: null, unknownChannel: null };
}

/** The article that a message is about, by its forwarded post, its links, or its buttons; null: none, or several. */
export async function articleOfMessage(message: Message, desk: Desk): Promise<Article | null> {
  const origin = message.forward_origin;
  if (origin?.type === 'channel') {
    const username = 'username' in origin.chat ? (origin.chat.username ?? null) : null;
    const found = await articleOfPost(desk, { id: String(origin.chat.id), username }, origin.message_id);
    if (found !== null) return found;
  }
  const keys = keysIn(message, desk);
  if (keys.size > 1) return null;
  const [key] = keys;
  const listed = key === undefined ? null : await desk.store.search.byKey(parseInt(key, 36));
  if (listed !== null) return listed.article;
  const linked = new Map<string, Article>();
  for (const link of linksOf(message)) {
    const found = await articleByLink(link, desk);
    if (found !== null) linked.set(found.id, found);
  }
  // Lists and digests link to several articles. To choose one of them would be a guess.
  const [article] = linked.values();
  return article === undefined || linked.size > 1 ? null : article;
}

/** The keys of the articles in the buttons of a message: one in a card, several in a list. */
function keysIn(message: Message, { articleActions }: Desk): Set<string> {
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
  const keys = new Set<string>();
  for (const button of buttons) {
    const data = 'callback_data' in button ? button.callback_data : '';
    const [, action = '', key = ''] = /^([a-z]+):([0-9a-z]{1,11})(?::|$)/.exec(data) ?? [];
    if (articleActions.has(action)) keys.add(key);
  }
  return keys;
}

function linksOf(message: Message): string[] {
  const text = message.text ?? message.caption ?? '';
  const entities = message.entities ?? message.caption_entities ?? [];
  return entities
    .flatMap((entity) => {
      if (entity.type === 'text_link') return [entity.url];
      if (entity.type === 'url') return [text.slice(entity.offset, entity.offset + entity.length)];
      return [];
    })
    .slice(0, 10);
}

async function articleNamed(text: string, desk: Desk): Promise<Article | null> {
  if (text.includes('\0')) return null;
  return (await desk.store.articles.find(text)) ?? (await articleByLink(text, desk));
}

async function articleByLink(text: string, desk: Desk): Promise<Article | null> {
  const post =
    /^(?:https?:\/\/)?(?:www\.)?(?:t|telegram)\.me\/(?:s\/)?(c\/)?(\w+)\/(?:\d+\/)?(\d{1,15})\/?(?:\?.*)?$/i.exec(
      text,
    );
  if (post !== null) {
    const [, isPrivate, place = '', number = ''] = post;
    const chat =
      isPrivate === undefined ? { id: null, username: place } : { id: `-100${place}`, username: null };
    return articleOfPost(desk, chat, Number(number));
  }
  const spellings = spellingsOf(text);
  return spellings.length === 0 ? null : desk.store.search.byUrl(spellings);
}

interface Place {
  id: string | null;
  username: string | null;
}

async function articleOfPost(desk: Desk, place: Place, messageId: number): Promise<Article | null> {
  const names = desk.config.channels.map(({ name }) => name);
  const posts = await desk.store.orders.postsAt(names, messageId);
  const states = posts.length === 0 ? null : await desk.store.channels.read();
  const post = posts.find((each) => {
    const channel = desk.config.channels.find(({ name }) => name === each.channel);
    const ids = [each.chatId, channel?.id, states?.get(each.channel)?.movedTo];
    return isAt(place, ids, each.link);
  });
  return post?.articleId == null ? null : desk.store.articles.find(post.articleId);
}

/** The settings may have the username of a channel and a link its ID, or the other way round. Posts have both. */
function isAt(
  { id, username }: Place,
  ids: readonly (string | null | undefined)[],
  link: string | null,
): boolean {
  if (id !== null && ids.includes(id)) return true;
  if (username === null) return false;
  const name = username.toLowerCase();
  const isNamed = ids.some((each) => each?.toLowerCase() === `@${name}`);
  return isNamed || link?.toLowerCase().startsWith(`https://t.me/${name}/`) === true;
}
