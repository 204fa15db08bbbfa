import { make } from './markup.js';

/**
 * @typedef {{ type: string, offset: number, length: number, url?: string, language?: string, unix_time?: number }} Entity
 */

/** Block elements. The line feed after one belongs to it and must not become an empty line. */
const blocks = new Set(['blockquote', 'expandable_blockquote', 'pre']);

const plainTags = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
};

/** A shorter quote is not collapsed, because expanding it would show nothing more. */
const longQuoteCharacters = 160;
const longQuoteLines = 3;

/**
 * Renders a text with its entities. Offsets are UTF-16 units, as in JavaScript strings. Entities may nest. One outside
 * the text, or one that cuts a surrogate pair, is ignored; one that overlaps another is clipped.
 * @param {string} text
 * @param {Entity[]} entities
 * @returns {DocumentFragment}
 */
export function renderText(text, entities) {
  const usable = entities
    .filter((entity) => isUsable(text, entity))
    // Outer before inner: the earlier first, of two that start together the longer one first.
    .toSorted((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  renderRange(fragment, text, 0, text.length, usable);
  return fragment;
}

/**
 * A normalised address that may become a link, or null. Only http, https and tg are allowed.
 * @param {unknown} address
 * @returns {string | null}
 */
export function safeLink(address) {
  if (typeof address !== 'string') return null;
  try {
    const url = new URL(address);
    return ['http:', 'https:', 'tg:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** @param {string} text @param {Entity} entity */
function isUsable(text, { offset, length }) {
  if (!Number.isInteger(offset) || !Number.isInteger(length)) return false;
  const end = offset + length;
  return offset >= 0 && length > 0 && end <= text.length && !cutsPair(text, offset) && !cutsPair(text, end);
}

/** @param {string} text @param {number} at */
function cutsPair(text, at) {
  return /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(at));
}

/**
 * Appends text[start, end) to `parent`.
 * @param {Node} parent @param {string} text @param {number} start @param {number} end
 * @param {Entity[]} entities those that start in the range, outer before inner
 */
function renderRange(parent, text, start, end, entities) {
  let at = start;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    const inner = [];
    for (index += 1; index < entities.length && entities[index].offset < to; index += 1) {
      inner.push(entities[index]);
    }
    if (to <= from) continue;
    parent.append(text.slice(at, from));
    const { outside, inside } = wrap(entity, text.slice(from, to));
    renderRange(inside, text, from, to, inner);
    parent.append(outside);
    at = to;
    if (blocks.has(entity.type) && text.charAt(at) === '\n' && at < end) at += 1;
  }
  parent.append(text.slice(at, end));
}

/**
 * The element for an entity, and where its text goes.
 * @param {Entity} entity @param {string} covered
 * @returns {{ outside: Node, inside: Node }}
 */
function wrap(entity, covered) {
  const plain = Object.hasOwn(plainTags, entity.type) ? plainTags[entity.type] : undefined;
  if (plain !== undefined) return same(make(plain));
  switch (entity.type) {
    case 'text_link':
      return same(makeLink(entity.url));
    case 'url':
      return same(makeLink(/^[a-z][a-z0-9+.-]*:/i.test(covered) ? covered : `https://${covered}`));
    case 'mention':
      return same(makeLink(`https://t.me/${covered.replace(/^@/, '')}`));
    case 'bot_command':
      return same(make('button', { type: 'button', class: 'command', 'data-command': covered }));
    case 'hashtag':
    case 'cashtag':
      return same(make('span', { class: 'tag' }));
    case 'email':
    case 'phone_number':
    case 'text_mention':
      return same(make('span', { class: 'link' }));
    case 'spoiler':
      return makeSpoiler();
    case 'pre':
      return makePre(entity.language);
    case 'blockquote':
      return same(make('blockquote', { dir: 'auto' }));
    case 'expandable_blockquote':
      return makeExpandableQuote(covered);
    case 'date_time':
      return same(make('time', { class: 'moment', datetime: isoMoment(entity.unix_time) }));
    default:
      // custom_emoji and unknown types: only the text.
      return same(make('span'));
  }
}

/** @param {HTMLElement} element */
function same(element) {
  return { outside: element, inside: element };
}

/** @param {unknown} address */
function makeLink(address) {
  const href = safeLink(address);
  if (href === null) return make('span', { class: 'link dead' });
  return make('a', { href, target: '_blank', rel: 'noopener noreferrer', class: 'link' });
}

/** Hidden from eyes, pointer and screen reader until it is pressed. */
function makeSpoiler() {
  const inside = make('span', { class: 'spoiled', inert: true });
  const outside = make(
    'span',
    { class: 'spoiler', role: 'button', tabindex: 0, 'aria-label': 'Hidden text, press to show' },
    inside,
  );
  const reveal = () => {
    inside.removeAttribute('inert');
    outside.classList.add('revealed');
    for (const name of ['role', 'tabindex', 'aria-label']) outside.removeAttribute(name);
  };
  outside.addEventListener('click', reveal, { once: true });
  outside.addEventListener('keydown', (event) => {
    if (event.target !== outside || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    reveal();
  });
  return { outside, inside };
}

/** @param {string | undefined} language programming language */
function makePre(language) {
  const inside = make('code');
  const title =
    language === undefined || language === '' ? null : make('span', { class: 'code-title' }, language);
  return { outside: make('pre', { dir: 'ltr', tabindex: 0 }, title, inside), inside };
}

/** @param {string} covered */
function makeExpandableQuote(covered) {
  if (covered.length < longQuoteCharacters && covered.split('\n').length <= longQuoteLines) {
    return same(make('blockquote', { dir: 'auto' }));
  }
  const inside = make('div', { class: 'quoted' });
  const toggle = make('button', { type: 'button', class: 'toggle', 'aria-expanded': 'false' }, 'Show more');
  const outside = make('blockquote', { class: 'expandable', dir: 'auto' }, inside, toggle);
  toggle.addEventListener('click', () => {
    const open = outside.classList.toggle('open');
    toggle.setAttribute('aria-expanded', String(open));
    toggle.textContent = open ? 'Show less' : 'Show more';
  });
  return { outside, inside };
}

/** @param {unknown} unixSeconds */
function isoMoment(unixSeconds) {
  const moment = new Date(Number(unixSeconds) * 1000);
  return unixSeconds === undefined || Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
