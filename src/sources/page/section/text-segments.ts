import { marksOf, type PageElement } from './page-element.ts';

/** A piece of text that a reader sees as one: a headline, a date, a label. */
export interface TextSegment {
  text: string;
  /** The element that it stands in directly. */
  element: PageElement;
}

/** Inside these a text goes on. A `span` without a class is one of them. */
const inline = new Set('b strong i em u mark small font sup sub wbr nobr abbr q cite bdi s ins'.split(' '));

const hidden = new Set('script button input label'.split(' '));
const hiddenMarks = /^(?:sr|screen|visually|assistive)$/u;

/** A longer text is no headline and no date. The rest of it is not read. */
const longest = 2_000;

/** The texts in an element, in the order of the page. */
export function segmentsOf(root: PageElement): TextSegment[] {
  const found: TextSegment[] = [];
  let text = '';
  const end = (element: PageElement): void => {
    const whole = text.replaceAll(/[\s\u00A0\u200B\uFEFF\u00AD]+/gu, ' ').trim();
    text = '';
    if (whole !== '') found.push({ text: whole, element });
  };
  const read = (element: PageElement): void => {
    for (const child of element.children) {
      if (typeof child === 'string') text += text.length < longest ? child.slice(0, longest) : '';
      else if (goesOn(child)) read(child);
      else if (!isHidden(child)) {
        end(element);
        read(child);
        end(child);
      }
    }
  };
  read(root);
  end(root);
  return found;
}

/** The whole text of an element, with a space where a new piece begins. */
export function visibleTextOf(element: PageElement): string {
  return segmentsOf(element)
    .map(({ text }) => text)
    .join(' ');
}

function goesOn(element: PageElement): boolean {
  if (isHidden(element)) return false;
  if (element.name !== 'span') return inline.has(element.name);
  return element.attributes['class'] === undefined && !isClock(element);
}

/** A time, a date or a counter: a style sets it apart from the headline beside it. */
function isClock({ children }: PageElement): boolean {
  const [text] = children;
  return (
    children.length === 1 &&
    typeof text === 'string' &&
    /^\s*(?:\d{1,2}:\d{2}|\d{1,2}[./]\d{2}[./]\d{2,4}(?:,?\s\d{1,2}:\d{2})?|\p{Extended_Pictographic}\uFE0F?\s*\d[\d\s.,]*[KMК]?)\s*$/u.test(
      text,
    )
  );
}

function isHidden(element: PageElement): boolean {
  if (hidden.has(element.name) || element.attributes['hidden'] !== undefined) return true;
  return element.attributes['class'] !== undefined && marksOf(element).some((mark) => hiddenMarks.test(mark));
}
