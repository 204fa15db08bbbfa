import { plainLine } from '../text/plain-text.ts';
import { clean, type LinkedArticle } from './linked-data.ts';
import { bareLetters } from './page-body.ts';
import type { PageDocument } from './page-node.ts';

/** A section's name is short. */
const longestName = 40;
const mostWords = 4;

const home =
  /^(?:home(?: ?page)?|main(?: page)?|front page|главная(?: страница)?|на главную|басты(?: бет)?|негізгі бет)$/iu;
/** Other links of a menu. */
const menuWords =
  /^(?:archives?|contacts?(?: us)?|about(?: us)?|search|menu|log ?in|sign in|subscribe|advertising|архив\p{L}?|контакты|о (?:нас|сайте|компании|проекте)|поиск|меню|войти|вход|реклама|подписка|мұрағат|байланыс|біз туралы|іздеу|мәзір|кіру|жарнама|жазылу)$/iu;
/** Sections that say nothing. A narrower one is better. */
const generic =
  /^(?:news|all news|latest(?: news)?|articles?|stories|story|blog|posts?|uncategori[sz]ed|новости|все новости|статьи|статья|лента(?: новостей)?|публикации|материалы|без рубрики|жаңалықтар|барлық жаңалықтар|мақалалар|мақала|материалдар)$/iu;

const crumbPlaces =
  '[class*="breadcrumb"] a, [class*="crumbs"] a, [itemtype*="BreadcrumbList"] [itemprop="name"], [aria-label*="readcrumb"] a';
const rubricPlaces =
  '[rel~="category"], [class*="rubric"], [class*="article__category"], [class*="article-category"], [class*="post-category"], [class*="entry-category"], [class*="cat-links"] a, [class*="kicker"], [class*="eyebrow"]';

/** The section of a page: as its metadata, its path or its rubric says. Not the site's name, and not a general one. */
export function sectionOf(
  document: PageDocument,
  { article, crumbs }: LinkedArticle,
  meta: ReadonlyMap<string, string>,
  names: ReadonlySet<string>,
): string | undefined {
  const title = bareLetters(document.querySelector('title')?.textContent ?? '');
  const isName = (text: string) => isSectionName(text, names) && !isHeadline(text, title);
  const said = [article.get('articleSection')].flat().filter((text) => typeof text === 'string');
  const groups = [
    [...said.map(plainLine), meta.get('article:section') ?? ''],
    crumbs.toReversed(),
    textsOf(document, crumbPlaces).toReversed(),
    textsOf(document, rubricPlaces),
  ].map((group) => group.flatMap((text) => clean(text) ?? []).filter(isName));
  const all = groups.flat();
  return all.find((text) => !generic.test(text)) ?? all[0];
}

/** Whether a text names the front page: "Home", «Главная». */
export function isHome(text: string): boolean {
  return home.test(text);
}

/** Whether a text can be the name of a section of this site. */
export function isSectionName(text: string, names: ReadonlySet<string>): boolean {
  // «Zanger.kz»
  if (/\p{L}{2}\.\p{L}{2}/u.test(text)) return false;
  const isShort = text.length <= longestName && text.split(' ').length <= mostWords;
  return (
    isShort &&
    /^\p{L}[^\d:;!?@]*$/u.test(text) &&
    !isHome(text) &&
    !menuWords.test(text) &&
    !names.has(bareLetters(text))
  );
}

/** A path may end with the headline of the article itself. */
function isHeadline(text: string, title: string): boolean {
  return text.split(' ').length > 2 && title.startsWith(bareLetters(text));
}

function textsOf(document: PageDocument, places: string): string[] {
  return [...document.querySelectorAll(places)]
    .filter(
      (node) => node.closest?.('aside, footer, nav ul ul, [class*="related"], [class*="sidebar"]') == null,
    )
    .map((node) => node.textContent ?? '');
}
