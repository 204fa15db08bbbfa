import type { ArticleStatus } from '../../news/article.ts';
import { isNoSection } from '../../news/section.ts';
import { resolveAddress, type FeedPicture } from '../feed/feed-item.ts';
import { readHtmlContent } from '../feed/html-content.ts';
import { plainLine } from '../text/plain-text.ts';
import { listOf, partOf, textOf } from '../json/json-values.ts';
import { articleFromCms, emptyItem, type CmsHints, type CmsItem, type CmsReading } from './cms-item.ts';

/** Reads a post as the REST interface of WordPress shows it, with or without `_embed`. */
export function readWordPressPost(value: unknown, hints: CmsHints): CmsReading {
  const item = wordPressItem(value);
  return item === null
    ? { kind: 'refused', reason: 'a post of the REST interface of WordPress is expected, with id and link' }
    : articleFromCms(item, hints);
}

/** null: it is no post. */
export function wordPressItem(post: unknown): CmsItem | null {
  const id = textOf(partOf(post, 'id'));
  const link = textOf(partOf(post, 'link'));
  if (id === '' || link === '') return null;
  const embedded = partOf(post, '_embedded');
  const terms = listOf(partOf(embedded, 'wp:term')).flatMap(listOf);
  const categories = namesOf(terms, 'category').filter((name) => !isNoSection(name));
  const keywords = [...categories, ...namesOf(terms, 'post_tag')];
  const isProtected = partOf(partOf(post, 'content'), 'protected') === true;
  return {
    shown: {
      ...emptyItem(`post ${id}`, link),
      guid: renderedOf(post, 'guid') || null,
      url: resolveAddress(link, link),
      title: renderedOf(post, 'title'),
      summary: isProtected ? null : renderedOf(post, 'excerpt') || null,
      content: isProtected ? null : renderedOf(post, 'content') || null,
      authors: listOf(partOf(embedded, 'author')).map((author) => textOf(partOf(author, 'name'))),
      publishedAt: momentOf(partOf(post, 'date_gmt')),
      updatedAt: momentOf(partOf(post, 'modified_gmt')),
      categories: keywords,
      // Plugins for several languages add it.
      language: textOf(partOf(post, 'lang')) || null,
      pictures: picturesOf(embedded, link),
    },
    id: `wordpress-${id}`,
    status: statusOf(textOf(partOf(post, 'status'))),
    urgency: null,
    storyId: null,
    sections: embedded === undefined ? null : categories,
    versionAt: momentOf(partOf(post, 'modified_gmt')),
    // Without what is embedded, nothing is known of picture, author and sections.
    isWhole: embedded !== undefined,
  };
}

/** Only published posts are shown where nobody is logged in. */
function statusOf(status: string): ArticleStatus {
  if (status === 'publish' || status === '') return 'usable';
  return status === 'future' ? 'withheld' : 'canceled';
}

function renderedOf(post: unknown, name: string): string {
  const part = partOf(post, name);
  return textOf(partOf(part, 'rendered')) || textOf(part);
}

function namesOf(terms: readonly unknown[], taxonomy: string): string[] {
  const named = terms.filter((term) => partOf(term, 'taxonomy') === taxonomy);
  return named.map((term) => plainLine(textOf(partOf(term, 'name'))).trim()).filter((name) => name !== '');
}

function picturesOf(embedded: unknown, base: string): FeedPicture[] {
  const [media] = listOf(partOf(embedded, 'wp:featuredmedia'));
  const url = resolveAddress(textOf(partOf(media, 'source_url')), base);
  const caption = readHtmlContent(textOf(partOf(partOf(media, 'caption'), 'rendered'))).text;
  return url === null
    ? []
    : [{ url, width: null, isDefault: true, credit: caption || null, isThumbnail: false }];
}

/** WordPress writes moments in UTC without a zone. */
function momentOf(value: unknown): Date | null {
  const written = textOf(value);
  const ms = Date.parse(/(?:z|[+-]\d\d:?\d\d)$/iu.test(written) ? written : `${written}Z`);
  return Number.isNaN(ms) ? null : new Date(ms);
}
