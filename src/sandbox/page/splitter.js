import { recall, remember } from './remembered.js';

/** The narrowest desk in which a command's answer can be read. */
const minWidthPx = 280;
/** What stays for the channels: one of them with its edges. */
const boardWidthPx = 300;
const stepPx = 24;
const key = 'desk-width';

/**
 * Lets the reader widen the bot's chat: by dragging the line beside it, or with the arrow keys. A double click brings
 * the usual width back. The width is remembered.
 * @param {HTMLElement} line a focusable `separator`
 * @param {HTMLElement} desk
 */
export function makeSplitter(line, desk) {
  const root = document.documentElement;

  const report = () => {
    line.setAttribute('aria-valuemin', String(minWidthPx));
    line.setAttribute('aria-valuemax', String(maxWidth()));
    line.setAttribute('aria-valuenow', String(Math.round(desk.offsetWidth)));
  };
  const take = (/** @type {number} */ widthPx) => {
    const width = Math.round(Math.max(minWidthPx, Math.min(maxWidth(), widthPx)));
    root.style.setProperty('--desk-width', `${width}px`);
    remember(key, String(width));
    report();
  };
  const reset = () => {
    root.style.removeProperty('--desk-width');
    remember(key, null);
    report();
  };

  line.addEventListener('pointerdown', (event) => {
    const offset = event.clientX - desk.offsetWidth;
    line.setPointerCapture(event.pointerId);
    const drag = (/** @type {PointerEvent} */ moved) => take(moved.clientX - offset);
    line.addEventListener('pointermove', drag);
    line.addEventListener('lostpointercapture', () => line.removeEventListener('pointermove', drag), {
      once: true,
    });
  });
  line.addEventListener('dblclick', reset);
  line.addEventListener('keydown', (event) => {
    const width = widthAfter(event.key, desk.offsetWidth);
    if (width === null) return;
    event.preventDefault();
    take(width);
  });
  window.addEventListener('resize', report);

  const remembered = Number(recall(key));
  if (remembered >= minWidthPx) root.style.setProperty('--desk-width', `${remembered}px`);
  report();
}

function maxWidth() {
  return Math.max(minWidthPx, window.innerWidth - boardWidthPx);
}

/** @param {string} pressed @param {number} widthPx @returns {number | null} null: not a key of ours */
function widthAfter(pressed, widthPx) {
  switch (pressed) {
    case 'ArrowRight':
      return widthPx + stepPx;
    case 'ArrowLeft':
      return widthPx - stepPx;
    case 'Home':
      return minWidthPx;
    case 'End':
      return maxWidth();
    default:
      return null;
  }
}
