import { icon, make } from './markup.js';
import { drawPicture } from './picture.js';
import { safeLink } from './rich-text.js';

/**
 * A picture from this server, or a drawn one instead, which is always the same for the same seed. Pressing a picture
 * of the server opens it (`data-photo`).
 * @param {{ src: string | null, width: number, height: number, seed: string }} photo
 */
export function makePhoto({ src, width, height, seed }) {
  const address = src === null ? null : ownAddress(src);
  if (address === null) {
    const drawn = drawPicture(seed, 'Picture (drawn: the sandbox fetches nothing from the internet)');
    return make('figure', { class: 'photo' }, drawn);
  }
  // Width and height reserve the space before the picture is loaded.
  const image = make('img', { src: address, alt: 'Picture', width, height, decoding: 'async' });
  const key = make('button', { type: 'button', title: 'Open the picture', 'data-photo': address }, image);
  const frame = make('figure', { class: 'photo whole' }, key);
  image.addEventListener('error', () => {
    frame.classList.remove('whole');
    frame.replaceChildren(drawPicture(seed, 'Picture (drawn: it could not be loaded)'));
  });
  return frame;
}

/** @param {{ name: string, size: number, href: string }} file `size` in bytes */
export function makeDocument(file) {
  const href = ownAddress(file.href);
  const parts = [
    make('span', { class: 'file-mark' }, icon('file')),
    make(
      'span',
      { class: 'file-words' },
      make('b', { dir: 'auto' }, file.name),
      make('small', { lang: navigator.language }, writeSize(file.size)),
    ),
  ];
  if (href === null) return make('div', { class: 'file' }, ...parts);
  return make('a', { class: 'file', href, download: file.name }, ...parts);
}

/**
 * A link preview that is made from the address alone. Null if the address is not a safe link.
 * @param {{ url: string, large: boolean }} preview
 */
export function makeCard(preview) {
  const href = safeLink(preview.url);
  if (href === null) return null;
  const url = new URL(href);
  const site = url.hostname.replace(/^www\./, '');
  return make(
    'a',
    {
      class: preview.large ? 'card large' : 'card',
      href,
      target: '_blank',
      rel: 'noopener noreferrer',
    },
    make(
      'span',
      { class: 'card-words' },
      make('span', { class: 'card-site' }, site),
      make('b', { dir: 'auto' }, titleFromPath(url)),
    ),
    // The seed is only the title, so that all language versions of a story show the same picture.
    make('span', { class: 'card-picture' }, drawPicture(titleFromPath(url), `Preview of ${site} (drawn)`)),
  );
}

/** `/2026/11/some-news-item.html` → "Some news item". @param {URL} url */
function titleFromPath(url) {
  const segments = url.pathname.split('/').filter((segment) => /\p{L}/u.test(decode(segment)));
  const words = decode(segments.at(-1) ?? '')
    .replace(/\.[a-z]{2,5}$/i, '')
    .replaceAll(/[-_+]+/g, ' ')
    .trim();
  return words === '' ? url.hostname : words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

/** @param {string} segment */
function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** An address on this server, or null. @param {string} address */
function ownAddress(address) {
  try {
    const url = new URL(address, location.href);
    return url.origin === location.origin && /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** @param {number} bytes */
function writeSize(bytes) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1000)));
  return new Intl.NumberFormat(navigator.language, {
    style: 'unit',
    unit: units[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step);
}
