import { resolveAddress, type FeedPicture } from '../feed/feed-item.ts';
import { escapeHtml } from '../feed/xml-element.ts';
import { isObject, listOf, partOf, textOf } from '../json/json-values.ts';
import { readHtmlContent } from '../feed/html-content.ts';
import { articleFromCms, emptyItem, type CmsHints, type CmsReading } from './cms-item.ts';

/**
 * Reads a webhook of Ghost: `{"post": {"current": …, "previous": …}}`. A post that is not published any more is
 * canceled; of one that was deleted only what it was before is there.
 */
export function readGhostPost(value: unknown, hints: CmsHints): CmsReading {
  const body = partOf(value, 'post') ?? partOf(value, 'page') ?? value;
  const current = partOf(body, 'current') ?? body;
  const previous = partOf(body, 'previous');
  const isDeleted = isObject(current) && Object.keys(current).length === 0;
  const post = isDeleted ? previous : current;
  const id = textOf(partOf(post, 'id'));
  if (id === '') return { kind: 'refused', reason: 'a webhook of Ghost is expected, with post.current.id' };
  const url = addressIn(post, 'url', '');
  const updatedAt = momentOf(partOf(post, 'updated_at'));
  const tags = listOf(partOf(post, 'tags')).filter((tag) => partOf(tag, 'visibility') !== 'internal');
  const names = tags.map((tag) => textOf(partOf(tag, 'name'))).filter((name) => !/^(?:#|$)/u.test(name));
  const primary = textOf(partOf(partOf(post, 'primary_tag'), 'name'));
  const status = textOf(partOf(post, 'status'));
  return articleFromCms(
    {
      shown: {
        ...emptyItem(`post ${id}`, url),
        url: resolveAddress(url, url),
        title: escapeHtml(textOf(partOf(post, 'title'))),
        summary: escapeHtml(textOf(partOf(post, 'custom_excerpt'))) || null,
        content: textOf(partOf(post, 'html')).replaceAll(ownAddress, siteAt(url)) || null,
        authors: listOf(partOf(post, 'authors')).map((author) => textOf(partOf(author, 'name'))),
        publishedAt: momentOf(partOf(post, 'published_at')),
        updatedAt,
        categories: names,
        pictures: picturesOf(post, url),
      },
      id: `ghost-${id}`,
      // What was only sent by e-mail, to members, is on no page.
      status: !isDeleted && status === 'published' ? 'usable' : 'canceled',
      urgency: null,
      storyId: null,
      sections: [...new Set([...(primary === '' ? [] : [primary]), ...names])],
      // A deletion is later than what is deleted.
      versionAt: isDeleted && updatedAt !== null ? new Date(updatedAt.getTime() + 1) : updatedAt,
      isWhole: true,
    },
    hints,
  );
}

/** Ghost stores it in place of its own address, and some versions send it like that. */
const ownAddress = '__GHOST_URL__';

function siteAt(address: string): string {
  return URL.parse(address)?.origin ?? '';
}

function addressIn(post: unknown, name: string, page: string): string {
  return textOf(partOf(post, name)).replace(ownAddress, siteAt(page));
}

function picturesOf(post: unknown, base: string): FeedPicture[] {
  const url = resolveAddress(addressIn(post, 'feature_image', base), base);
  const caption = readHtmlContent(textOf(partOf(post, 'feature_image_caption'))).text;
  return url === null
    ? []
    : [{ url, width: null, isDefault: true, credit: caption || null, isThumbnail: false }];
}

function momentOf(value: unknown): Date | null {
  const ms = Date.parse(textOf(value));
  return Number.isNaN(ms) ? null : new Date(ms);
}
