import { draw, icon, make } from './markup.js';
import { safeLink } from './rich-text.js';

/**
 * A photo, a video or an animation. `film` is the address of one that a browser can play. Width and height are 0 if they
 * are not known.
 * @typedef {{
 *   src: string | null, film?: string | null, width: number, height: number, seed: string, moves?: boolean,
 *   loops?: boolean,
 * }} Picture
 */

/**
 * A picture from this server, or a drawn one instead, which is always the same for the same seed. Pressing a picture
 * of the server opens it (`data-photo`), and pressing a video plays it (`data-film`).
 * @param {Picture} picture
 */
export function makePhoto({ src, film = null, width, height, seed, moves = false, loops = false }) {
  const played = film === null ? null : ownAddress(film);
  if (played !== null) return loops ? makeLoop(played, seed) : makeFilm(played, seed);
  const address = src === null ? null : ownAddress(src);
  if (address === null) {
    const what = moves ? 'Video' : 'Picture';
    const drawn = drawPicture(seed, `${what} (drawn: the sandbox fetches nothing from the internet)`);
    return make('figure', { class: 'photo' }, drawn, moves && makeSign());
  }
  // Width and height reserve the space before the picture is loaded.
  const size = width > 0 && height > 0 ? { width, height } : {};
  const image = make('img', { src: address, alt: 'Picture', ...size, decoding: 'async' });
  const key = make('button', { type: 'button', title: 'Open the picture', 'data-photo': address }, image);
  const frame = make('figure', { class: 'photo whole' }, key);
  image.addEventListener('error', () => {
    frame.classList.remove('whole');
    frame.replaceChildren(drawPicture(seed, 'Picture (drawn: it could not be loaded)'));
  });
  return frame;
}

function makeSign() {
  return make('span', { class: 'play', 'aria-hidden': 'true' }, icon('play'));
}

/** A video by its first frame, with its length. @param {string} address @param {string} seed */
function makeFilm(address, seed) {
  // Safari shows a frame only if it is told which one.
  const video = makeVideo(`${address}#t=0.1`, {});
  const length = make('span', { class: 'length' });
  video.addEventListener('loadedmetadata', () => {
    if (Number.isFinite(video.duration)) length.textContent = writeLength(video.duration);
  });
  const name = 'Play the video';
  const key = make(
    'button',
    { type: 'button', title: name, 'aria-label': name, 'data-film': address },
    video,
  );
  key.append(makeSign(), length);
  return frameFilm(key, video, seed);
}

/** An animation plays by itself, unless the reader wants stillness. @param {string} address @param {string} seed */
function makeLoop(address, seed) {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const video = makeVideo(address, { loop: true, autoplay: !isStill, controls: isStill });
  return frameFilm(video, video, seed);
}

/** @param {string} src @param {Record<string, boolean>} ways @returns {HTMLVideoElement} */
function makeVideo(src, ways) {
  const video = document.createElement('video');
  // Before the address: browsers let only a silent video begin by itself.
  Object.assign(video, { muted: true, playsInline: true, preload: 'metadata', ...ways });
  video.src = src;
  return video;
}

/** @param {HTMLElement} content @param {HTMLVideoElement} video @param {string} seed */
function frameFilm(content, video, seed) {
  const frame = make('figure', { class: 'photo film' }, content);
  // Also what a browser cannot decode.
  video.addEventListener('error', () => {
    frame.classList.remove('film');
    frame.replaceChildren(drawPicture(seed, 'Video (drawn: it cannot be played here)'), makeSign());
  });
  return frame;
}

/** 65 → "1:05" @param {number} seconds */
function writeLength(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/**
 * A file to download, or a sound to hear.
 * @param {{ name: string, size: number, href: string | null, sound?: string | null, sounds: boolean }} file `size` in bytes
 */
export function makeDocument(file) {
  const sound = file.sound == null ? null : ownAddress(file.sound);
  const href = file.href === null ? null : ownAddress(file.href);
  const parts = [
    make('span', { class: 'file-mark' }, icon(file.sounds ? 'play' : 'file')),
    make(
      'span',
      { class: 'file-words' },
      make('b', { dir: 'auto' }, file.name),
      make('small', { lang: navigator.language }, writeSize(file.size)),
    ),
  ];
  if (sound !== null) {
    const player = make('audio', {
      controls: true,
      preload: 'metadata',
      src: sound,
      'aria-label': file.name,
    });
    return make('div', { class: 'sound' }, make('div', { class: 'file' }, ...parts), player);
  }
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

/**
 * The sandbox fetches nothing from the internet, so it draws a landscape instead of a remote picture: mountains above
 * the steppe, in other colours for each post. The ratio is that of a news photo, 16:9.
 */
const width = 640;
const height = 360;

/** Colours: upper sky, lower sky, sun, three ridges from far to near, steppe. */
const lights = [
  ['#f7b98b', '#fde6c8', '#fff4d6', '#c58f9a', '#8f6a86', '#5d4b6b', '#3f3a52'],
  ['#6fc3dd', '#dff3f5', '#fffbe6', '#9dc3cf', '#6a9bb0', '#3f7489', '#5f8a5b'],
  ['#3d4f86', '#e59a8f', '#ffd9a0', '#7a6a96', '#524d7d', '#353a63', '#242a48'],
  ['#17263f', '#3b5f80', '#f2f0da', '#35506d', '#263c57', '#182a41', '#101d30'],
  ['#a9d8c9', '#f5f0d3', '#fff6c9', '#9fbfae', '#6f9d8d', '#4b7a6d', '#b59a57'],
];

let drawn = 0;

/**
 * A landscape that is always the same for the same seed.
 * @param {string} seed
 * @param {string} label what a screen reader says
 */
function drawPicture(seed, label) {
  const chance = makeChance(seed);
  const light = lights[Math.floor(chance() * lights.length)];
  drawn += 1;
  const sky = `sky-${drawn}`;
  const sunX = 90 + chance() * (width - 180);
  return draw(
    'svg',
    {
      class: 'picture',
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: 'xMidYMid slice',
      role: 'img',
      'aria-label': label,
    },
    draw(
      'linearGradient',
      { id: sky, x1: 0, y1: 0, x2: 0, y2: 1 },
      draw('stop', { offset: 0, 'stop-color': light[0] }),
      draw('stop', { offset: 0.75, 'stop-color': light[1] }),
    ),
    draw('rect', { width, height, fill: `url(#${sky})` }),
    draw('circle', { cx: sunX, cy: 110, r: 78, fill: light[2], opacity: 0.25 }),
    draw('circle', { cx: sunX, cy: 110, r: 36, fill: light[2] }),
    draw('path', { d: ridge(chance, 215, 105, 96), fill: light[3] }),
    draw('path', { d: ridge(chance, 258, 85, 118), fill: light[4] }),
    draw('path', { d: ridge(chance, 295, 55, 150), fill: light[5] }),
    draw('path', { d: hill(chance), fill: light[6] }),
    yurt(80 + chance() * (width - 160), light[1]),
  );
}

/** A jagged line of peaks, filled to the bottom. @param {() => number} chance @param {number} base @param {number} rise @param {number} step */
function ridge(chance, base, rise, step) {
  let path = `M0 ${height}V${base}`;
  for (let x = 0; x <= width + step; x += step) {
    const peak = base - rise * (0.35 + 0.65 * chance());
    const valley = base - rise * 0.25 * chance();
    path += `L${x + step * (0.3 + 0.3 * chance())} ${peak}L${x + step} ${valley}`;
  }
  return `${path}V${height}Z`;
}

/** @param {() => number} chance */
function hill(chance) {
  const left = 315 + chance() * 20;
  return `M0 ${height}V${left}Q${width * 0.3} ${left - 30} ${width * 0.55} ${left}T${width} ${left - 8}V${height}Z`;
}

/** @param {number} x @param {string} colour */
function yurt(x, colour) {
  return draw('path', {
    d: `M${x} 336v-14q2-9 17-15h6q15 6 17 15v14h-16v-11h-8v11Z`,
    fill: colour,
    opacity: 0.85,
  });
}

/** Numbers in [0, 1), the same for the same seed. @param {string} seed */
function makeChance(seed) {
  let state = 2_166_136_261;
  for (let index = 0; index < seed.length; index += 1) {
    state = Math.imul(state ^ seed.charCodeAt(index), 16_777_619);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
