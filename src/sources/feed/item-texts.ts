import { lettersOf } from '../text/letters.ts';

/** The two texts of an item, as an article has them. */
export interface ItemTexts {
  summary: string | null;
  body: string | null;
}

/** A single text of more letters is the article itself and not a summary of it. */
const longestSummary = 600;

/** Letters by which a summary is recognised as the beginning of the body. */
const comparedLetters = 80;

/** What programs put below a text: WordPress's line about the source, links to the page. */
const footers: readonly RegExp[] = [
  /^(?:the post|запись|сообщение|жазба)\s.{1,300}?\s(?:appeared first on|first appeared on|впервые появил(?:ась|ось) (?:на )?|алғаш рет)\s*.{1,120}$/iu,
  /^(?:continue reading(?: on .{1,80})?|read (?:more|on|the (?:full|whole|rest).{0,30})|читать (?:далее|дальше|полностью)|подробнее|продолжение(?: на сайте)?|толығырақ(?: оқу)?|жалғасын оқу|(?:source|источник|дереккөз)\s*:.{1,80})[\s.:…→»]*$/iu,
];

/** The same at the end of a paragraph. */
const invitation =
  /\s*(?:\(?(?:continue reading|read (?:more|on)|читать (?:далее|дальше|полностью)|подробнее(?: на сайте)?|толығырақ(?: оқу)?|жалғасын оқу)\)?)[\s.:…→»]*$/iu;

const cutEnd = /(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\[&hellip;\])\s*$/u;

/**
 * Decides which of the texts of an item is its summary and which its body. `content` is always a body; `summary` is one
 * if it is the longer of the two, or too long for a summary. A summary that is cut, or is a part of the body's first
 * paragraph, says nothing of its own. A text that is cut and stands alone is dropped, because the page has more.
 */
export function textsOfItem(summary: string, content: string, headline: string): ItemTexts {
  const [short, long] = [withoutFooters(summary), withoutFooters(content)];
  const [own, body] = short.text.length > long.text.length ? [long, short] : [short, long];
  if (content === '' || own.text === '') {
    return isShort(body.text) && content === ''
      ? { summary: summaryOf(body, '', headline), body: null }
      : { summary: null, body: bodyOf(body) };
  }
  return { summary: summaryOf(own, body.text, headline), body: bodyOf(body) };
}

interface ReadText {
  text: string;
  isCut: boolean;
}

function summaryOf({ text, isCut }: ReadText, body: string, headline: string): string | null {
  if (text === '' || isCut || isSame(text, headline)) return null;
  return isPartOfLead(text, body) ? null : text;
}

function bodyOf({ text, isCut }: ReadText): string | null {
  return text === '' || (isCut && isShort(text)) ? null : text;
}

function isShort(text: string): boolean {
  return text.length <= longestSummary && !text.includes('\n\n');
}

function withoutFooters(text: string): ReadText {
  const paragraphs = text.split('\n\n').filter((line) => !footers.some((pattern) => pattern.test(line)));
  const last = paragraphs.at(-1) ?? '';
  const bare = last.replace(invitation, '').trim();
  const kept = [...paragraphs.slice(0, -1), bare].filter((line) => line !== '');
  return { text: kept.join('\n\n'), isCut: cutEnd.test(bare) || (bare !== last && !/[.!?»”"]$/u.test(bare)) };
}

/** Whether a text is the beginning of the body, and ends in the middle of its first paragraph. */
function isPartOfLead(part: string, body: string): boolean {
  const letters = lettersOf(part);
  const [lead = ''] = body.split('\n\n');
  const isBeginning = lettersOf(body).startsWith(letters.slice(0, comparedLetters));
  return isBeginning && lettersOf(lead).length > letters.length;
}

function isSame(one: string, other: string): boolean {
  return lettersOf(one) === lettersOf(other);
}
