import { make } from './markup.js';

/** How long a toast stays; longer texts stay longer. */
const toastMs = 3500;
const perCharacterMs = 45;
const toastsAtOnce = 3;

/** Shows a short text that disappears by itself. @param {string} text */
export function showToast(text) {
  const toast = make('p', { class: 'toast', dir: 'auto' }, text);
  const toasts = document.getElementById('toasts');
  toasts?.append(toast);
  if (toasts !== null && toasts.children.length > toastsAtOnce) toasts.firstElementChild?.remove();
  setTimeout(() => toast.remove(), toastMs + text.length * perCharacterMs);
}

/** Shows a picture over the whole page. A click or Escape closes it. @param {string} src */
export function showPicture(src) {
  const dialog = document.getElementById('picture');
  const image = dialog?.querySelector('img');
  if (!(dialog instanceof HTMLDialogElement) || !image) return;
  image.src = src;
  if (!dialog.open) dialog.showModal();
}

/** Plays a video over the whole page. A click beside it or Escape closes it. @param {string} src */
export function showFilm(src) {
  const dialog = document.getElementById('film');
  const video = dialog?.querySelector('video');
  if (!(dialog instanceof HTMLDialogElement) || !video) return;
  video.src = src;
  const shown = new AbortController();
  const { signal } = shown;
  const close = (/** @type {MouseEvent} */ { target }) => target !== video && dialog.close();
  dialog.addEventListener('click', close, { signal });
  dialog.addEventListener(
    'close',
    () => {
      shown.abort();
      stop(video);
    },
    { signal },
  );
  if (!dialog.open) dialog.showModal();
  // A browser may want another press. The controls are there for it.
  video.play().catch(() => undefined);
}

/** Without an address, nothing more is loaded. @param {HTMLVideoElement} video */
function stop(video) {
  video.pause();
  video.removeAttribute('src');
  video.load();
}

/** Shows a text until it is closed. A second alert replaces the first. @param {string} text */
export function showAlert(text) {
  const dialog = document.getElementById('alert');
  const words = document.getElementById('alert-text');
  if (!(dialog instanceof HTMLDialogElement) || words === null) return;
  words.textContent = text;
  if (!dialog.open) dialog.showModal();
}
