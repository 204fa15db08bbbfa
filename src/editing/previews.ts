import { composeArticle } from '../compose/composer.ts';
import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import type { Message } from '../news/post.ts';
import { isTaken } from '../plan/filter.ts';

/** A post as these channels would get it. */
export interface Preview {
  message: Message;
  channels: string[];
}

/** The channels whose previews an editor sees who names none. */
export function previewedChannels(channels: readonly Channel[], article: Article): readonly Channel[] {
  return channels.filter((each) => isTaken(article, each));
}

/** Exactly the posts that would be sent. Channels with the same post stand together. @returns why there is none. */
export function previewsOf(article: Article, channels: readonly Channel[]): Preview[] | string {
  const previews = new Map<string, Preview>();
  for (const channel of channels) {
    const message = composed(article, channel);
    if (typeof message === 'string') return message;
    const same = previews.get(JSON.stringify(message));
    if (same === undefined) previews.set(JSON.stringify(message), { message, channels: [channel.name] });
    else same.channels.push(channel.name);
  }
  return [...previews.values()];
}

function composed(article: Article, channel: Channel): Message | string {
  try {
    return composeArticle(article, channel);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
