import { Parser } from 'htmlparser2';
import { plainParagraphs } from '../text/plain-text.ts';

/** A picture in a text. */
export interface PictureInText {
  /** As it is written, perhaps relative. */
  src: string;
  /** In pixels; null: it does not say. */
  width: number | null;
  caption: string | null;
}

/** The text of a piece of HTML, and its pictures. */
export interface HtmlContent {
  /** Plain text, with a blank line between paragraphs. */
  text: string;
  pictures: PictureInText[];
}

/** Their content is no text of the article. */
const hidden = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'iframe',
  'svg',
  'object',
  'audio',
  'video',
  'form',
  'select',
  'textarea',
  'button',
  'nav',
  'aside',
]);

/** They begin and end a paragraph. */
const blocks = new Set(
  `address article blockquote br center dd details div dl dt fieldset figure footer h1 h2 h3 h4 h5 h6 header hr li main ol
  p pre section summary table tbody td tfoot th thead tr ul`.split(/\s+/u),
);

/** They have no content and no end tag. */
const empty = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

/** Boxes that plugins put into texts: counters, share bars, lists of other articles. They change without a correction. */
const boxes =
  /(?:^|[\s_-])(?:subscription-widget(?:-\w+)*|button-wrapper|comment-add|field--name-(?:title|uid|created|node-author|field-tags)|counter|views|visited|share|sharing|sharedaddy|social|related|jp-relatedposts|newsletter|subscribe|advert\w*|banner|wp-block-buttons|screen-reader-text)(?:$|[\s_-])/iu;

/** A picture that is this small counts readers, in pixels. */
const smallestPicture = 10;

/** More levels than any text has. */
const deepest = 200;

/** Reads the HTML of an item's text. It runs nothing and fetches nothing, and any input gives a result. */
export function readHtmlContent(html: string): HtmlContent {
  const reader = new HtmlReader();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open(name, attributes),
      onclosetag: (name) => reader.close(name),
      ontext: (text) => reader.text(text),
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  // Some templates put CDATA into CDATA. Its marks are no text, and HTML would take the rest of the line for a comment.
  parser.end(html.replaceAll(/<!\[CDATA\[|\]\]>/gu, ''));
  return reader.result();
}

class HtmlReader {
  readonly #pictures: PictureInText[] = [];
  readonly #paragraphs: string[] = [];
  #paragraph = '';
  #depth = 0;
  /** The depth of the outermost element whose content is left out; null: none is open. */
  #hiddenFrom: number | null = null;
  /** The depth of a caption, whose words belong to the picture before it. */
  #captionFrom: number | null = null;
  #caption = '';

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'img') this.#addPicture(attributes);
    if (blocks.has(name)) this.#endParagraph();
    if (empty.has(name)) return;
    this.#depth += 1;
    if (this.#hiddenFrom !== null) return;
    const marks = `${attributes['class'] ?? ''} ${attributes['id'] ?? ''}`;
    if (hidden.has(name) || boxes.test(marks) || this.#depth > deepest) this.#hiddenFrom = this.#depth;
    else if (name === 'figcaption') this.#captionFrom = this.#depth;
  }

  close(name: string): void {
    if (blocks.has(name)) this.#endParagraph();
    if (empty.has(name)) return;
    if (this.#hiddenFrom === this.#depth) this.#hiddenFrom = null;
    if (this.#captionFrom === this.#depth) this.#endCaption();
    this.#depth -= 1;
  }

  text(text: string): void {
    if (this.#hiddenFrom !== null) return;
    if (this.#captionFrom === null) this.#paragraph += text;
    else this.#caption += text;
  }

  result(): HtmlContent {
    this.#endParagraph();
    return { text: this.#paragraphs.join('\n\n'), pictures: this.#pictures };
  }

  #addPicture({ src, width, height, ...rest }: Readonly<Record<string, string>>): void {
    const address = src || rest['data-src'] || rest['data-lazy-src'] || '';
    const [wide, high] = [pixelsOf(width), pixelsOf(height)];
    const isCounter = (wide !== null && wide < smallestPicture) || (high !== null && high < smallestPicture);
    if (address === '' || address.startsWith('data:') || isCounter || this.#hiddenFrom !== null) return;
    this.#pictures.push({ src: address, width: wide, caption: null });
  }

  #endParagraph(): void {
    // The text may hold HTML that was escaped once more.
    const paragraph = plainParagraphs(this.#paragraph.replaceAll(/\s+/gu, ' ')).trim();
    if (paragraph !== '') this.#paragraphs.push(paragraph);
    this.#paragraph = '';
  }

  #endCaption(): void {
    const last = this.#pictures.at(-1);
    const caption = this.#caption.replaceAll(/\s+/gu, ' ').trim();
    if (last !== undefined && caption !== '') last.caption = caption;
    this.#captionFrom = null;
    this.#caption = '';
  }
}

function pixelsOf(written: string | undefined): number | null {
  const digits = /^\s*(?<count>\d{1,5})/u.exec(written ?? '')?.groups?.['count'];
  return digits === undefined ? null : Number(digits);
}
