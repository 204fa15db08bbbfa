import { html, raw } from 'hono/html';
import { escapeHtml } from '../../compose/fitting.ts';
import type { Message, MessageForm } from '../../news/post.ts';
import type { Html } from './layout.ts';

/** A message as readers see it. `label`: what the picture is called for those who do not see it. */
export function bubble(message: Message, form: MessageForm | null, label: string): Html {
  const isPhoto = message.photo !== null && (form === null || form === 'photo');
  const text =
    form === 'plain' ? escapeHtml(message.plain) : safeHtml(isPhoto ? captionOf(message) : message.text.html);
  return html`<div class="bubble">
    ${isPhoto && message.photo !== null ? picture(message.photo.url, label) : ''}
    <div class="text">${raw(text)}</div>
  </div>`;
}

function captionOf({ photo, text }: Message): string {
  return photo === null ? text.html : photo.caption.html;
}

/**
 * The browser fetches the picture itself, as readers' do, and tells nobody where it is shown. One that cannot be fetched
 * leaves its place empty.
 */
function picture(url: string, label: string): Html {
  const isShown = /^https?:\/\//i.test(url);
  return html`<div class="photo">
    <span class="hidden">${label}</span>
    ${isShown ? html`<img src="${url}" alt="" loading="lazy" referrerpolicy="no-referrer" />` : ''}
  </div>`;
}

/** What a composer writes, and no more: whatever else stands in a stored text is shown and not obeyed. */
const pieces =
  /<(\/?)(b|strong|i|em|u|ins|s|strike|del|code|pre|blockquote|tg-spoiler)(?: expandable| class="language-[^"<>]*")?>|<a href="(https?:\/\/[^"<>\s]+)">|<(\/)a>|&(?:amp|lt|gt|quot|#39|#x27);|[&<>]|[^&<>]+/gi;

/** Telegram's HTML as a browser may show it. Each element ends where it has to, so that none leaks out. */
export function safeHtml(text: string): string {
  const open: string[] = [];
  const close = (name: string) => {
    if (open.at(-1) !== name) return '';
    open.pop();
    return `</${name}>`;
  };
  const shown = [...text.matchAll(pieces)].map(([piece, slash = '', tag, href, endOfLink]) => {
    if (endOfLink !== undefined) return close('a');
    if (href !== undefined) {
      open.push('a');
      return `<a href="${href.replaceAll(/&(?!amp;)/g, '&amp;')}" rel="noreferrer noopener" target="_blank">`;
    }
    if (tag === undefined) return /^&./.test(piece) ? piece : escapeHtml(piece);
    const isSpoiler = tag.toLowerCase() === 'tg-spoiler';
    const name = isSpoiler ? 'span' : tag.toLowerCase();
    if (slash !== '') return close(name);
    open.push(name);
    return isSpoiler ? '<span class="spoiler">' : `<${name}>`;
  });
  return (
    shown.join('') +
    open
      .toReversed()
      .map((name) => `</${name}>`)
      .join('')
  );
}
