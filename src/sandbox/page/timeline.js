import { make } from './markup.js';
import { dayKey, toMoment, writeDay } from './moments.js';

/** @typedef {import('./bubble.js').ViewMessage} ViewMessage */

/**
 * What a reader sees as one post: an album, of which this is a part, or the post itself.
 * @param {Element} post
 * @returns {HTMLElement}
 */
export function boxOf(post) {
  const album = post.closest('.album');
  return /** @type {HTMLElement} */ (album ?? post);
}

/** The posts of a chat sorted by id and grouped by day. */
export class Timeline {
  /** @type {Map<number, { message: ViewMessage, post: HTMLElement }>} */
  #posts = new Map();
  /** The ids of `#posts`, ascending. @type {number[]} */
  #order = [];
  element = make('div', { class: 'days' });

  /** @param {(message: ViewMessage) => HTMLElement} makePost */
  constructor(makePost) {
    this.makePost = makePost;
  }

  get size() {
    return this.#order.length;
  }

  /** A copy in ascending order, so that posts can be dropped during iteration. */
  get ids() {
    return this.#order.slice();
  }

  /** @returns {ViewMessage | null} */
  get newest() {
    return this.message(this.#order.at(-1));
  }

  /** @returns {ViewMessage | null} the newest of the pinned ones */
  get pinned() {
    return this.message(this.#order.findLast((id) => this.message(id)?.pinned));
  }

  /** @param {number | undefined} id @returns {ViewMessage | null} */
  message(id) {
    return (id === undefined ? undefined : this.#posts.get(id)?.message) ?? null;
  }

  /** @param {number} id @returns {HTMLElement | null} */
  post(id) {
    return this.#posts.get(id)?.post ?? null;
  }

  /**
   * Inserts a message in its place, or replaces its earlier version.
   * @param {ViewMessage} message
   * @returns {{ post: HTMLElement, isNew: boolean } | null} null if it is there already, unchanged
   */
  put(message) {
    const known = this.#posts.get(message.id);
    if (known === undefined) return { post: this.#insert(message), isNew: true };
    if (JSON.stringify(known.message) === JSON.stringify(message)) return null;
    const post = this.makePost(message);
    const wasFocused = known.post.contains(document.activeElement);
    known.post.replaceWith(post);
    if (wasFocused) post.focus({ preventScroll: true });
    this.#posts.set(message.id, { message, post });
    return { post, isNew: false };
  }

  /** Forgets a message. Its element stays until `detach`, so that it can fade out. @param {number} id */
  forget(id) {
    this.#posts.delete(id);
    const at = this.#order.indexOf(id);
    if (at >= 0) this.#order.splice(at, 1);
  }

  /** Removes an element from the page, and its day if that is empty now. @param {HTMLElement} post */
  detach(post) {
    const day = post.closest('.day');
    const box = boxOf(post);
    post.remove();
    if (box !== post && box.childElementCount === 0) box.remove();
    if (day !== null && day.querySelector('.post, .trace') === null) day.remove();
  }

  /** @param {number} id */
  drop(id) {
    const post = this.post(id);
    this.forget(id);
    if (post !== null) this.detach(post);
  }

  /** Updates relative names such as "Today", which change at midnight. */
  renameDays() {
    for (const day of this.element.children) {
      const time = day.querySelector('time');
      if (time !== null) time.textContent = writeDay(new Date(time.dateTime), new Date());
    }
  }

  /** @param {ViewMessage} message */
  #insert(message) {
    const post = this.makePost(message);
    // Nearly always at the end, but a message that arrived late may belong before others.
    let at = this.#order.length;
    while (at > 0 && this.#order[at - 1] > message.id) at -= 1;
    const next = this.post(this.#order[at] ?? Number.NaN);
    const album = this.#albumOf(message, [this.#order[at - 1], this.#order[at]]);
    if (album === null) this.#insertBox(message, message.album == null ? post : makeAlbum(post), next);
    else album.insertBefore(post, next?.parentElement === album ? next : null);
    this.#order.splice(at, 0, message.id);
    this.#posts.set(message.id, { message, post });
    return post;
  }

  /** The album to which it belongs, if a neighbour stands there. @param {ViewMessage} message @param {(number | undefined)[]} neighbours */
  #albumOf({ album }, neighbours) {
    if (album == null) return null;
    const other = neighbours.find((id) => this.message(id)?.album === album);
    return (other === undefined ? null : this.post(other)?.closest('.album')) ?? null;
  }

  /** @param {ViewMessage} message @param {HTMLElement} box @param {HTMLElement | null} next */
  #insertBox(message, box, next) {
    const nextBox = next === null ? null : boxOf(next);
    const day = this.#dayOf(message, nextBox?.parentElement ?? null);
    day.insertBefore(box, nextBox?.parentElement === day ? nextBox : null);
  }

  /** Finds or creates the day's container. @param {ViewMessage} message @param {HTMLElement | null} nextDay the container of the next post */
  #dayOf(message, nextDay) {
    const moment = toMoment(message.date);
    const key = dayKey(moment);
    const before = nextDay === null ? this.element.lastElementChild : nextDay.previousElementSibling;
    for (const day of [nextDay, before]) if (day?.getAttribute('data-day') === key) return day;
    const name = make(
      'time',
      { datetime: moment.toISOString(), lang: navigator.language },
      writeDay(moment, new Date()),
    );
    const day = make('div', { class: 'day', 'data-day': key }, make('h3', { class: 'day-label' }, name));
    this.element.insertBefore(day, nextDay);
    return day;
  }
}

/** The parts of an album are laid out together, and their words stand below them. @param {HTMLElement} post */
function makeAlbum(post) {
  return make('div', { class: 'album', role: 'group', 'aria-label': 'Album', tabindex: -1 }, post);
}
