import { firstLine, initials } from './chat-view.js';
import { make } from './markup.js';
import { toMoment, writeBriefly, writeInFull } from './moments.js';

/** @typedef {import('./chat-view.js').ChatView} ChatView */

/** Channels come first and the chat with the bot last, whatever the order of the server. */
const listOrder = ['channel', 'supergroup', 'group', 'private'];

/**
 * An entry of the list of chats. A narrow page shows it as a tab.
 * @param {(byKeyboard: boolean) => void} onChoose
 */
export function makeEntry(onChoose) {
  const button = make('button', { type: 'button', class: 'entry', tabindex: -1 });
  button.addEventListener('click', (event) => onChoose(event.detail === 0));
  return make('li', {}, button);
}

/**
 * The list is one stop of the Tab key, so that the text box is near however many channels there are. The arrow keys
 * move within it. @param {HTMLElement} list
 */
export function moveByArrows(list) {
  list.addEventListener('keydown', (event) => {
    const buttons = [...list.querySelectorAll('button')];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const next = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: -1,
    };
    if (at < 0 || !Object.hasOwn(next, event.key)) return;
    event.preventDefault();
    buttons.at(next[event.key] % buttons.length)?.focus();
  });
}

/**
 * Inserts an entry after the others of its kind.
 * @param {HTMLElement} list @param {string} type @param {HTMLElement} entry
 */
export function enlist(list, type, entry) {
  const rank = String(listOrder.indexOf(type));
  entry.dataset.rank = rank;
  const next = [...list.querySelectorAll('li')].find((other) => (other.dataset.rank ?? '') > rank);
  list.insertBefore(entry, next ?? null);
}

/** @param {HTMLElement} entry @param {ChatView} view */
export function showEntry(entry, view) {
  const { unread } = view;
  const { newest } = view.timeline;
  const moment = newest === null ? null : toMoment(newest.date);
  const parts = [
    make('span', { class: `avatar hue-${view.listener.hue}`, 'aria-hidden': 'true' }, initials(view.name)),
    make('span', { class: 'entry-title', dir: 'auto' }, view.name),
    moment !== null &&
      make(
        'time',
        { datetime: moment.toISOString(), title: writeInFull(moment), lang: navigator.language },
        writeBriefly(moment, new Date()),
      ),
    make('span', { class: 'entry-line', dir: 'auto' }, firstLine(newest)),
    unread > 0 &&
      make(
        'span',
        { class: 'badge', role: 'img', 'aria-label': `${unread} unread` },
        unread > 999 ? '999+' : String(unread),
      ),
  ];
  entry.firstElementChild?.replaceChildren(...parts.filter((child) => child !== false));
}
