import type { PushedArticle } from '../../intake/push/pushed-writes.ts';
import type { CmsHints, CmsReading } from '../../sources/cms/cms-item.ts';
import { readGhostPost } from '../../sources/cms/ghost-post.ts';
import { readNinjsItem } from '../../sources/cms/ninjs-item.ts';
import { readWordPressPost } from '../../sources/cms/wordpress-post.ts';

/** An article of a request, or why it is none. */
export type PushedReading = Omit<PushedArticle, 'isAddressShared'> | { refused: string };

/** Reads one article of a foreign format; null: it has the names of the article store. */
export type BodyFormat = ((value: unknown, now: Date) => PushedReading) | null;

const readers: Readonly<Record<string, (value: unknown, hints: CmsHints) => CmsReading>> = {
  ghost: readGhostPost,
  ninjs: (value, hints) => readNinjsItem(value, hints, null),
  wordpress: readWordPressPost,
};

export const formatNames: readonly string[] = Object.keys(readers);

/** The format of `?format=`; undefined: there is no such one. */
export function bodyFormat(written: string | null): BodyFormat | undefined {
  const name = written?.toLowerCase() ?? '';
  if (name === '') return null;
  const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (read === undefined) return undefined;
  return (value, now) => {
    const reading = read(value, { now });
    if (reading.kind === 'refused') return { refused: reading.reason };
    const { article, stated, versionAt } = reading;
    return { article, stated, versionAt };
  };
}
