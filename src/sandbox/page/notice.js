import { make } from './markup.js';

/** Long enough to read, and longer for longer words. */
const toastMs = 3500;
const perCharacterMs = 45;
const toastsAtOnce = 3;

/** A few words that go away by themselves. @param {string} text */
export function showToast(text) {
  const toast = make('p', { class: 'toast', dir: 'auto' }, text);
  const toasts = document.getElementById('toasts');
  toasts?.append(toast);
  if (toasts !== null && toasts.children.length > toastsAtOnce) toasts.firstElementChild?.remove();
  setTimeout(() => toast.remove(), toastMs + text.length * perCharacterMs);
}

/** A picture as large as the page; any press, or Escape, puts it away. @param {string} src */
export function showPicture(src) {
  const dialog = document.getElementById('picture');
  const image = dialog?.querySelector('img');
  if (!(dialog instanceof HTMLDialogElement) || !image) return;
  image.src = src;
  if (!dialog.open) dialog.showModal();
}

/** Words that stay until they are put away. A second alert takes the place of the first. @param {string} text */
export function showAlert(text) {
  const dialog = document.getElementById('alert');
  const words = document.getElementById('alert-text');
  if (!(dialog instanceof HTMLDialogElement) || words === null) return;
  words.textContent = text;
  if (!dialog.open) dialog.showModal();
}
