import { lettersOf } from '../../sources/text/letters.ts';
import { isBoilerplate, isTagList } from './boilerplate.ts';
import { isCaption } from './captions.ts';
import { isDependent } from './dependence.ts';
import { splitSentences } from './sentences.ts';
import { hasVerb } from './story-verbs.ts';

/** Why a newsroom's or a page's own description is not shown as the summary. */
export type DescriptionFault =
  | 'it is cut'
  | 'it is no sentence'
  | 'it describes the site'
  | 'it sends the reader elsewhere'
  | 'it says a sentence twice'
  | 'it repeats the headline'
  | 'it is a caption'
  | 'it does not stand on its own'
  | 'it is too long';

// UTF-16 units. A page cuts its description at 120 to 160; a shorter text without a full stop is a newsroom's subtitle.
const maxDescription = 350;
const shortestCut = 100;

const endOfSentence = /[.!?。！？][»”"’')\]]*$/u;
const cutMark = /(?:…|\.{2,}|[[({<]\s*(?:…|\.{2,}|&?hellip;?)\s*[\])}>])[»”"'’\s]*$/u;
const loose =
  /(?:[,;:–—-]|(?<!\p{L})(?:и|а|но|в|на|с|к|о|от|для|что|the|a|an|of|in|to|for|and|or|with|мен|және|үшін))$/iu;
const nag =
  /(?:read (?:on|more|the (?:full|whole) (?:story|article))|continue reading|find out (?:more|here)|click here|(?:more|details|full story) (?:at|on|in our)|learn more|подробн(?:ее|ости|ей)\s*(?:[–—:-]|на|в|по|читайте|об)?[^.!?]{0,40}(?:сайт|материал|ссылк|видео|[\p{L}\d-]+\.(?:kz|ru|com))\p{L}{0,4}|подробнее|читать (?:далее|полностью|дальше|на)|читайте (?:на|в|подробнее|далее|полностью)[^.!?]{0,60}|смотрите (?:на|в) [^.!?]{0,60}|[–—-] (?:в|на) (?:нашем |)(?:материале|сайте|обзоре|репортаже)[^.!?]{0,40}|толығырақ(?:[^.!?]{0,40}|[^!?]{0,40}(?:сайт|портал|арна|сілтеме|бейне|видео)\p{L}*)|толық (?:оқу|нұсқа)[^.!?]{0,40}|(?:сайтымыздан|сайттан|порталдан) оқыңыз(?:дар)?|(?:read on|keep reading|scroll down) [^.!?]{0,60})\s*[.!?…»›>→]*$|^(?:here[’']?s (?:everything|all|what)|everything) you need to know|^(?:рассказываем|разбираемся|объясняем|показываем|собрали|делимся)(?!\p{L})/iu;

const siteBeginning =
  /^(?:(?:get|find|read|discover|browse|explore|follow|see|watch|stay up to date with|keep up with) (?:the |all |all the |our )?(?:latest|breaking|local|top|daily|most recent) [\p{L} ,]*(?:news|stories|headlines)|your (?:[\p{L}-]+ )?(?:source|home|guide|destination) (?:for|of|to)|читайте (?:последние|свежие|главные|самые [\p{L}]+|актуальные|все|оперативные) (?:и [\p{L}]+ )?новости|узна(?:вай|й)те (?:последние|свежие|главные|все|актуальные) новости|[\p{L}-]+ (?:мен|пен|бен|және) [\p{L}]+ (?:соңғы|өзекті|басты|маңызды) (?:жаңалық|оқиға)\p{L}*|(?:the )?(?:latest|breaking|top|all the|current|daily) (?:news|stories|headlines)|news (?:and|from|of|about|portal|site|agency|website)|(?:the )?official (?:web)?site|(?:последние|свежие|главные|актуальные|все|самые [\p{L}]+|срочные|оперативные) новости|новости (?:казахстана|дня|сегодня|мира|города|региона|политики|спорта|алматы|астаны|россии|снг|и)|официальный сайт|(?:информационн\p{L}+|новостн\p{L}+|общественно-политическ\p{L}+) (?:портал|сайт|агентство|газета|издание)|сайт (?:газеты|телеканала|акимата|журнала)|(?:соңғы|басты|маңызды|өзекті|барлық|бүгінгі|тың) жаңалықтар(?: мен [\p{L}]+)?|[\p{L}]+ жаңалықтары|ресми (?:сайт|веб)|ақпараттық(?:-[\p{L}]+)? (?:портал|агентт|сайт))(?!\p{L})/iu;
const siteWords =
  /(?<!\p{L})(?:site|website|portal|newspaper|newsroom|online|24\/7|around the clock|headlines|stories|coverage|журнал\p{L}{0,3}|агентств\p{L}{0,2}|агенттік\p{L}{0,4}|сайт\p{L}{0,3}|портал\p{L}{0,3}|онлайн|круглосуточно|газет\p{L}{0,3}|редакци\p{L}{0,3}|новост(?:и|ей|ной|ные|ям)|аналитик\p{L}|news|порталы\p{L}{0,3}|сайты\p{L}{0,3}|газеті\p{L}{0,3}|жаңалықтар\p{L}{0,4}|тәулік бойы|ақпараттар?|сараптама\p{L}{0,3}|интервью)(?!\p{L})/giu;

/**
 * What is wrong with a description; null: it may be the summary.
 * @param own the clean text (`cleanText`).
 * @param story the headline and the body that it describes.
 */
export function faultOfDescription(
  own: string,
  { headline, body, language }: { headline: string; body: string; language: string },
): DescriptionFault | null {
  const sentences = splitSentences(own, language);
  if (repeatsHeadline(sentences, headline)) return 'it repeats the headline';
  if (isTagList(own)) return 'it is no sentence';
  if (isCaption(own)) return 'it is a caption';
  if (describesSite(own) || isForeign(own, `${headline}\n${body}`)) return 'it describes the site';
  if (isCut(own, body)) return 'it is cut';
  if (!endOfSentence.test(own) && !hasVerb(own)) return 'it is no sentence';
  if (nag.test(own) || sentences.some((sentence) => isBoilerplate(sentence)))
    return 'it sends the reader elsewhere';
  if (new Set(sentences.map(lettersOf)).size < sentences.length) return 'it says a sentence twice';
  if (isDependent(own, language)) return 'it does not stand on its own';
  return own.length > maxDescription ? 'it is too long' : null;
}

function isCut(own: string, body: string): boolean {
  if (cutMark.test(own) || loose.test(own) || /^(?:…|\.{2}|\p{Ll}{2})/u.test(own)) return true;
  if (endOfSentence.test(own)) return false;
  return own.length >= shortestCut || body.includes(own);
}

/** "Latest news of Kazakhstan and the world", «Ақпараттық портал: соңғы жаңалықтар, сараптама». */
function describesSite(own: string): boolean {
  if (siteBeginning.test(own))
    return !hasVerb(own.replace(siteBeginning, '')) || (own.match(siteWords)?.length ?? 0) > 1;
  return new Set(own.toLowerCase().match(siteWords)).size >= 3;
}

// A shorter body or description shows nothing.
const leastBody = 150;
const leastWords = 6;
const mostForeign = 0.8;

/** Whether hardly a word of the description stands in the article: then a template wrote it. */
function isForeign(own: string, story: string): boolean {
  if (story.length < leastBody) return false;
  const stems = stemsOf(own);
  const told = stemsOf(story);
  const foreign = [...stems].filter((stem) => !told.has(stem)).length;
  // A site speaks of its news. An editor's standfirst in other words does not.
  if (own.match(siteWords) === null && hasVerb(own)) return false;
  return stems.size >= leastWords && foreign > mostForeign * stems.size;
}

/** The first letters of all longer words, which are the same in most cases of a noun. */
function stemsOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  return new Set(words.map((word) => word.slice(0, 5)));
}

function repeatsHeadline(sentences: readonly string[], headline: string): boolean {
  const title = lettersOf(headline);
  if (title === '') return false;
  const [first = ''] = sentences;
  // The title of the page, with the name of the site after it, is no description either.
  const whole = sentences.join(' ').replace(/(?:\s[|–—•▶►›»→/-]\s[^|–—•▶►›»→/]{1,40}){1,4}$/u, '');
  const letters = lettersOf(whole);
  return (
    lettersOf(first) === title ||
    letters === title ||
    (letters.startsWith(title) && letters.length < 1.4 * title.length)
  );
}
