import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { albumOf, fileIdIn, type Medium } from '../news/medium.ts';
import type { Illustrated } from '../news/post.ts';
import { usableImage } from './links.ts';

/** What a post shows beside its words, without them, and whose it is. */
export interface Illustration extends Omit<Illustrated, 'caption'> {
  credit: string | null;
}

/** null: it shows nothing, or nothing that can be fetched. */
export function illustrationOf(
  article: Pick<Article, 'imageCredit' | 'imageUrl' | 'media' | 'url' | 'written'>,
  { bot, images }: Pick<Channel, 'images' | 'bot'>,
): Illustration | null {
  const { imageCredit, imageUrl, media, url: page, written } = article;
  // What an editor sent is meant for every channel. Its files belong to the bot that received them.
  if (written === null ? images !== 'photo' : written.bot !== bot) return null;
  const picture = usableFile(imageUrl, page);
  const usable = (media ?? []).flatMap((medium) => usableMedium(medium, page));
  const { leftOut, shown } = albumOf(usable);
  const [first, ...more] = shown;
  if (first === undefined) return picture === null ? null : { url: picture, credit: imageCredit };
  const { caption, credit, kind, url } = first;
  const poster = usable.find((medium) => medium.kind === 'photo')?.url ?? picture;
  const isPlain = kind === 'photo' && more.length === 0;
  return {
    url,
    credit:
      [caption, credit ?? imageCredit].filter((text) => text !== null && text !== '').join('. ') || null,
    ...(kind === 'photo' ? {} : { kind }),
    ...(more.length === 0 ? {} : { more: more.map((medium) => ({ kind: medium.kind, url: medium.url })) }),
    ...(isPlain || poster === null ? {} : { poster }),
    ...(leftOut === 0 ? {} : { leftOut }),
  };
}

function usableMedium(medium: Medium, page: string | null): Medium[] {
  const url = usableFile(medium.url, page);
  return url === null ? [] : [{ ...medium, url }];
}

/** An address that Telegram fetches, or a file that it has already; null: it is neither. */
function usableFile(url: string | null, page: string | null): string | null {
  return url !== null && fileIdIn(url) !== null ? url : usableImage(url, page);
}
