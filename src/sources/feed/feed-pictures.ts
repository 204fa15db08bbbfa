import { resolveAddress, type FeedPicture } from './feed-item.ts';
import { childrenOf, textOf, textOfChild, type XmlElement } from './xml-element.ts';

/** A thumbnail narrower than this is too small for a post, in pixels. */
const smallestThumbnail = 200;

const pictureFile = /\.(?:jpe?g|png|webp|gif)(?:$|[?#])/iu;

/** The pictures that an item names outside its texts: Media RSS, enclosures, iTunes. */
export function picturesOf(item: XmlElement): FeedPicture[] {
  return [...mediaOf(item, null), ...enclosuresOf(item), ...imagesOf(item)];
}

/** The best of them: the declared default, the widest, the first; a small thumbnail only if nothing else is there. */
export function bestPicture(pictures: readonly FeedPicture[]): FeedPicture | null {
  const byDefault = pictures.find(({ isDefault }) => isDefault);
  if (byDefault !== undefined) return byDefault;
  const full = pictures.filter(({ isThumbnail }) => !isThumbnail);
  const large = pictures.filter(({ isThumbnail, width }) => isThumbnail && (width ?? 0) >= smallestThumbnail);
  return widest(full) ?? widest(large);
}

function widest(pictures: readonly FeedPicture[]): FeedPicture | null {
  let best: FeedPicture | null = null;
  for (const picture of pictures)
    if (best === null || (picture.width ?? 0) > (best.width ?? 0)) best = picture;
  return best;
}

/** Media RSS allows its elements in the item, in groups, and in one another. */
function mediaOf(parent: XmlElement, creditOutside: string | null): FeedPicture[] {
  const credit = textOfChild(parent, 'media:credit', 'media:copyright') ?? creditOutside;
  return parent.children.flatMap((child) => {
    if (typeof child === 'string') return [];
    if (child.name === 'media:group') return mediaOf(child, credit);
    if (child.name === 'media:thumbnail') return pictureOf(child, child.attributes['url'], credit, true);
    if (child.name !== 'media:content') return [];
    const inner = mediaOf(child, credit);
    return isPicture(child)
      ? [
          ...pictureOf(child, child.attributes['url'], textOfChild(child, 'media:credit') ?? credit, false),
          ...inner,
        ]
      : inner;
  });
}

function isPicture({ attributes }: XmlElement): boolean {
  const { medium, type, url = '' } = attributes;
  if (medium !== undefined) return medium.trim().toLowerCase() === 'image';
  if (type !== undefined) return type.trim().toLowerCase().startsWith('image/');
  return pictureFile.test(url);
}

function enclosuresOf(item: XmlElement): FeedPicture[] {
  const rss = childrenOf(item, 'enclosure').map((element) => ({ element, url: element.attributes['url'] }));
  const atom = childrenOf(item, 'link', 'atom:link')
    .filter(({ attributes }) => attributes['rel']?.toLowerCase() === 'enclosure')
    .map((element) => ({ element, url: element.attributes['href'] }));
  return [...rss, ...atom].flatMap(({ element, url }) => {
    const { type } = element.attributes;
    const isImage =
      type === undefined || type.trim() === '' ? pictureFile.test(url ?? '') : /^image\//iu.test(type.trim());
    return isImage ? pictureOf(element, url, null, false) : [];
  });
}

/** `itunes:image`, and `image` as generators of their own write it: with an attribute, with `url`, or as a text. */
function imagesOf(item: XmlElement): FeedPicture[] {
  return childrenOf(item, 'itunes:image', 'image').flatMap((element) => {
    const { href, url } = element.attributes;
    const text = textOf(element).trim();
    const written = pictureFile.test(text) ? text : undefined;
    return pictureOf(element, href ?? url ?? textOfChild(element, 'url') ?? written, null, false);
  });
}

function pictureOf(
  { attributes, base }: XmlElement,
  written: string | undefined,
  credit: string | null,
  isThumbnail: boolean,
): FeedPicture[] {
  const url = resolveAddress(written, base);
  if (url === null) return [];
  const width = /^\d{1,5}/u.exec(attributes['width'] ?? '')?.[0];
  return [
    {
      url,
      width: width === undefined ? null : Number(width),
      isDefault: attributes['isdefault']?.toLowerCase() === 'true',
      credit,
      isThumbnail,
    },
  ];
}
