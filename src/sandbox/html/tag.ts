import { decodeReference } from './references.ts';
import { isBlank } from './url-check.ts';

/** Telegram's error message for a text, without its prefix `can't parse entities: `. */
export class HtmlError extends Error {}

/** Telegram counts positions in UTF-8. */
export function byteOffset(text: string, at: number): number {
  return Buffer.byteLength(text.slice(0, at));
}

/** An element whose end tag was not read yet. */
export interface OpenTag {
  name: string;
  /** The only attribute that matters: href, language, emoji-id, unix, or a flag for an expandable quote. */
  argument: string;
  /** Only for `tg-time`. */
  format: string;
  /** Where the element's text begins, in UTF-16 units. */
  offset: number;
}

export interface StartTag {
  open: OpenTag;
  /** The first position after the tag. */
  end: number;
  hasLoneSurrogate: boolean;
}

const known = new Set(
  'a b strong i em s strike del u ins tg-spoiler tg-emoji tg-time span pre code blockquote'.split(' '),
);

/** Reads the start tag whose `<` is at `begin`. Source: tdlib/td, MessageEntity.cpp (`parse_html`). */
export function readTag(html: string, begin: number, offset: number): StartTag {
  return new TagReader(html, begin, offset).read();
}

class TagReader {
  readonly #html: string;
  readonly #begin: number;
  readonly #open: OpenTag;
  #at: number;
  #hasLoneSurrogate = false;

  constructor(html: string, begin: number, offset: number) {
    this.#html = html;
    this.#begin = begin;
    this.#at = begin + 1;
    this.#open = { name: '', argument: '', format: '', offset };
  }

  read(): StartTag {
    const name = this.#takeUntil('>').toLowerCase();
    if (this.#isOver) throw this.#fail('Unclosed start tag');
    if (!known.has(name)) throw this.#fail(`Unsupported start tag "${name}"`);
    this.#open.name = name;
    for (;;) {
      this.#skipBlanks();
      if (this.#isOver) throw this.#fail('Unclosed start tag');
      if (this.#html[this.#at] === '>') break;
      this.#readAttribute();
    }
    if (name === 'span' && this.#open.argument !== 'tg-spoiler') {
      throw this.#fail('Tag "span" must have class "tg-spoiler"');
    }
    return { open: this.#open, end: this.#at + 1, hasLoneSurrogate: this.#hasLoneSurrogate };
  }

  get #isOver(): boolean {
    return this.#at >= this.#html.length;
  }

  #readAttribute(): void {
    const { name } = this.#open;
    const attribute = this.#takeUntil('=>/"\'');
    if (attribute === '') throw this.#fail(`Empty attribute name in the tag "${name}"`);
    this.#skipBlanks();
    if (this.#isOver) throw this.#fail(`Unclosed start tag "${name}"`);
    if (this.#html[this.#at] !== '=') {
      // The only attribute that has a meaning without a value.
      if (name === 'blockquote' && attribute === 'expandable') this.#open.argument = '1';
      return;
    }
    this.#at += 1;
    this.#skipBlanks();
    if (this.#isOver) throw this.#fail(`Unclosed start tag "${name}"`);
    const quote = this.#html[this.#at];
    this.#keep(attribute, quote === '"' || quote === "'" ? this.#readQuoted(quote) : this.#readBare());
  }

  #readBare(): string {
    const from = this.#at;
    while (/[a-z0-9.-]/i.test(this.#html[this.#at] ?? '')) this.#at += 1;
    const next = this.#html.charCodeAt(this.#at);
    if (!this.#isOver && !isBlank(next) && this.#html[this.#at] !== '>') {
      throw new HtmlError(`Unexpected end of name token at byte offset ${byteOffset(this.#html, from)}`);
    }
    return this.#html.slice(from, this.#at).toLowerCase();
  }

  #readQuoted(quote: string): string {
    let value = '';
    this.#at += 1;
    while (!this.#isOver && this.#html[this.#at] !== quote) {
      const character = this.#html[this.#at] ?? '';
      if (character === '&') {
        const reference = decodeReference(this.#html, this.#at);
        this.#hasLoneSurrogate ||= reference.isSurrogate;
        value += reference.text;
        this.#at = reference.end;
      } else {
        value += character;
        this.#at += 1;
      }
    }
    this.#at += 1;
    return value;
  }

  /** Attribute names are case-sensitive. If a name is repeated, the last value wins. */
  #keep(attribute: string, value: string): void {
    const open = this.#open;
    const key = `${open.name}/${attribute}`;
    if (key === 'code/class') {
      if (value.startsWith('language-')) open.argument = value.slice('language-'.length);
    } else if (key === 'span/class') {
      if (value.startsWith('tg-')) open.argument = value;
    } else if (key === 'blockquote/expandable') open.argument = '1';
    else if (key === 'tg-time/format') open.format = value;
    else if (key === 'a/href' || key === 'tg-emoji/emoji-id' || key === 'tg-time/unix') open.argument = value;
  }

  #takeUntil(stops: string): string {
    const from = this.#at;
    while (
      !this.#isOver &&
      !isBlank(this.#html.charCodeAt(this.#at)) &&
      !stops.includes(this.#html[this.#at] ?? '')
    ) {
      this.#at += 1;
    }
    return this.#html.slice(from, this.#at);
  }

  #skipBlanks(): void {
    while (!this.#isOver && isBlank(this.#html.charCodeAt(this.#at))) this.#at += 1;
  }

  #fail(problem: string): HtmlError {
    return new HtmlError(`${problem} at byte offset ${byteOffset(this.#html, this.#begin)}`);
  }
}
