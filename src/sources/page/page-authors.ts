import { plainLine } from '../text/plain-text.ts';
import { clean, namesOf, type LinkedArticle } from './linked-data.ts';
import { bareLetters } from './page-body.ts';
import { isLinkNames } from './page-noise.ts';
import type { PageDocument } from './page-node.ts';

/** No name is longer, in characters: a longer text is a biography. */
const longestName = 80;

const authorTags = ['author', 'article:author', 'dc.creator', 'parsely-author', 'sailthru.author', 'byl'];
const authorPlaces =
  '[itemprop="author"] [itemprop="name"], [itemprop="author"], a[rel~="author"], [class*="byline"] a, [class*="author-name"], [class*="author__name"]';

const email = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu;
const label = /^(?:by|автор\p{L}*|авторы|author|text|текст|мәтін)\s*:?\s+/iu;
const nobody =
  /^(?:null|undefined|none|admin|administrator|editor|redaktor|redaction|redakciya|user|guest|root|super ?user|автор|редактор|админ)$/iu;

/** The authors of a page, separated by commas. Not the site's name, an e-mail address, or the address of a profile. */
export function authorsOf(
  document: PageDocument,
  { article, byId }: LinkedArticle,
  meta: ReadonlyMap<string, string>,
  names: ReadonlySet<string>,
): string | undefined {
  const linked = namesOf(article.get('author'), byId).map((name) => cleanAuthor(name, names));
  const found = [...new Set(linked.filter((name) => name !== undefined))];
  if (found.length > 0) return found.join(', ');
  for (const tag of authorTags) {
    const name = cleanAuthor(meta.get(tag), names);
    if (name !== undefined) return name;
  }
  for (const node of document.querySelectorAll(authorPlaces)) {
    if (node.closest?.('aside, footer, [class*="related"], [class*="comment"]') != null) continue;
    const name = cleanAuthor(node.textContent ?? undefined, names);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** A name without a label and an e-mail address; undefined if it is no name of a person or an agency. */
export function cleanAuthor(written: string | undefined, names: ReadonlySet<string>): string | undefined {
  const text = clean(plainLine(written ?? '').replaceAll(email, ' '))
    ?.replace(label, '')
    // "Aida Nurlan in Business on 20 November 2026"
    .replace(/\s+(?:in \p{L}[\p{L} &-]* )?on \p{L}*\s?\d.*$/u, '')
    // "Dana at 9:35", «Дана на 09:35»
    .replace(/\s+(?:(?:at|на|в|сағат)\s+)?\d{1,2}:\d{2}(?!\d).*$/u, '')
    .replaceAll(/^[\s,;|·•—–-]+|[\s,;|·•—–(-]+$/gu, '');
  if (text === undefined || text === '' || text.length > longestName) return undefined;
  if (/^(?:фото|сурет|photo|image|video|видео)/iu.test(text) || isLinkNames(text)) return undefined;
  const isAddress = /^https?:|^www\.|^[\w-]+\.(?:kz|ru|com|org|net)$/iu.test(text);
  return isAddress || nobody.test(text) || names.has(bareLetters(text)) ? undefined : text;
}
