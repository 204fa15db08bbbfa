import { sortEntities } from './entities.ts';
import { byteOffset, HtmlError, readTag, type OpenTag } from './tag.ts';
import { decodeReference } from './references.ts';
import type { FormattedText, MessageEntity } from '../shapes.ts';
import { checkUrl, isBlank, mentionedUserId } from './url-check.ts';

const styles: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
  pre: 'pre',
};

/**
 * Reads Telegram's HTML. The text is neither cleaned nor trimmed yet.
 * Throws HtmlError, with positions as byte offsets in UTF-8.
 * Source: tdlib/td, MessageEntity.cpp (`parse_html`); core.telegram.org/bots/api#html-style
 */
export function parseHtml(html: string): FormattedText {
  return new HtmlParser(html).parse();
}

class HtmlParser {
  readonly #html: string;
  readonly #entities: MessageEntity[] = [];
  readonly #open: OpenTag[] = [];
  #text = '';
  #hasLoneSurrogate = false;

  constructor(html: string) {
    this.#html = html;
  }

  parse(): FormattedText {
    const html = this.#html;
    let at = 0;
    while (at < html.length) {
      const next = this.#nextSpecial(at);
      this.#text += html.slice(at, next);
      if (next === html.length) break;
      at = html[next] === '&' ? this.#readReference(next) : this.#readMarkup(next);
    }
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) {
      throw new HtmlError(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
    }
    if (this.#hasLoneSurrogate) {
      throw new HtmlError(
        'Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units',
      );
    }
    return { text: this.#text, entities: joinCodeIntoPre(sortEntities(this.#entities)) };
  }

  #nextSpecial(from: number): number {
    for (let at = from; at < this.#html.length; at += 1) {
      const code = this.#html.charCodeAt(at);
      if (code === 0x26 || code === 0x3c) return at;
    }
    return this.#html.length;
  }

  #readReference(at: number): number {
    const reference = decodeReference(this.#html, at);
    this.#hasLoneSurrogate ||= reference.isSurrogate;
    this.#text += reference.text;
    return reference.end;
  }

  #readMarkup(at: number): number {
    if (this.#html[at + 1] === '/') return this.#readEndTag(at);
    const tag = readTag(this.#html, at, this.#text.length);
    this.#hasLoneSurrogate ||= tag.hasLoneSurrogate;
    this.#open.push(tag.open);
    return tag.end;
  }

  #readEndTag(begin: number): number {
    const html = this.#html;
    const offset = () => byteOffset(html, begin);
    const open = this.#open.pop();
    if (open === undefined) throw new HtmlError(`Unexpected end tag at byte offset ${offset()}`);
    let at = begin + 2;
    while (at < html.length && !isBlank(html.charCodeAt(at)) && html[at] !== '>') at += 1;
    const name = html.slice(begin + 2, at).toLowerCase();
    while (at < html.length && isBlank(html.charCodeAt(at))) at += 1;
    if (html[at] !== '>') throw new HtmlError(`Unclosed end tag at byte offset ${offset()}`);
    if (name !== '' && name !== open.name) {
      throw new HtmlError(
        `Unmatched end tag at byte offset ${offset()}, expected "</${open.name}>", found "</${name}>"`,
      );
    }
    this.#close(open);
    return at + 1;
  }

  #close(open: OpenTag): void {
    const length = this.#text.length - open.offset;
    if (length === 0) return;
    const details = this.#detailsOf(open);
    if (details !== null) this.#entities.push({ ...details, offset: open.offset, length });
  }

  /** @returns null if only the element's text remains */
  #detailsOf({ name, argument, format, offset }: OpenTag): Omit<MessageEntity, 'offset' | 'length'> | null {
    if (name === 'a') return linkDetails(argument === '' ? this.#text.slice(offset) : argument);
    if (name === 'code') return argument === '' ? { type: 'code' } : { type: 'code', language: argument };
    if (name === 'blockquote') return { type: argument === '' ? 'blockquote' : 'expandable_blockquote' };
    if (name === 'tg-emoji') return emojiDetails(argument);
    if (name === 'tg-time') return timeDetails(argument, format);
    const type = styles[name];
    return type === undefined ? null : { type };
  }
}

/** An invalid link is dropped silently; its text stays. */
function linkDetails(link: string) {
  const id = mentionedUserId(link);
  if (id !== null) return { type: 'text_mention', user: { id } };
  const checked = checkUrl(link);
  return 'url' in checked ? { type: 'text_link', url: checked.url } : null;
}

function emojiDetails(id: string) {
  if (!/^\d{1,20}$/.test(id) || BigInt(id) === 0n)
    throw new HtmlError('Invalid custom emoji identifier specified');
  return { type: 'custom_emoji', custom_emoji_id: String(BigInt(id)) };
}

/** The format is `r` alone, or any of t T d D w, which are written once each, in this order. */
function timeDetails(unixTime: string, format: string) {
  const time = Number.parseInt(unixTime, 10);
  const isRelative = format === 'r';
  if (!(time > 0) || !(isRelative || /^[tTdDwW]*$/.test(format)))
    throw new HtmlError('Invalid date format used');
  const small = format.replaceAll('W', 'w');
  const canonical = isRelative
    ? 'r'
    : ['t', 'T', 'd', 'D', 'w'].filter((letter) => small.includes(letter)).join('');
  return { type: 'date_time', unix_time: time, ...(canonical === '' ? {} : { date_time_format: canonical }) };
}

/** A `pre` and a `code` with a language over the same span become one block with a language. */
function joinCodeIntoPre(entities: MessageEntity[]): MessageEntity[] {
  const joined: MessageEntity[] = [];
  for (const entity of entities) {
    const { type, language, offset, length } = entity;
    const before = joined.at(-1);
    const isSameSpan = before?.offset === offset && before.length === length;
    if (type === 'code' && language !== undefined) {
      if (isSameSpan && before.type === 'pre') joined[joined.length - 1] = { ...before, language };
      else joined.push({ type, offset, length });
    } else joined.push(entity);
  }
  return joined;
}
