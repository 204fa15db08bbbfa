import { make } from './markup.js';
import { dayKey, toMoment, writeDay } from './moments.js';

/** @typedef {import('./bubble.js').ViewMessage} ViewMessage */

/** The posts of a chat in the order of their numbers, under the days on which they came. */
export class Timeline {
  /** @type {Map<number, { message: ViewMessage, post: HTMLElement }>} */
  #posts = new Map();
  /** The numbers of `#posts`, ascending. @type {number[]} */
  #order = [];
  element = make('div', { class: 'days' });

  /** @param {(message: ViewMessage) => HTMLElement} makePost */
  constructor(makePost) {
    this.makePost = makePost;
  }

  get size() {
    return this.#order.length;
  }

  /** Ascending; a copy, so that posts may be dropped while walking along it. */
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
   * Shows a message where it belongs, or in place of its earlier form.
   * @param {ViewMessage} message
   * @returns {{ post: HTMLElement, isNew: boolean } | null} null: it stands there already, exactly so
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

  /** Forgets a message at once; its element stays until `detach`, so that it can fade. @param {number} id */
  forget(id) {
    this.#posts.delete(id);
    const at = this.#order.indexOf(id);
    if (at >= 0) this.#order.splice(at, 1);
  }

  /** Takes an element off the page, and its day with the last one. @param {HTMLElement} post */
  detach(post) {
    const day = post.parentElement;
    post.remove();
    if (day !== null && day.querySelector('.post, .trace') === null) day.remove();
  }

  /** @param {number} id */
  drop(id) {
    const post = this.post(id);
    this.forget(id);
    if (post !== null) this.detach(post);
  }

  /** Relative names grow old at midnight. */
  renameDays() {
    for (const day of this.element.children) {
      const time = day.querySelector('time');
      if (time !== null) time.textContent = writeDay(new Date(time.dateTime), new Date());
    }
  }

  /** @param {ViewMessage} message */
  #insert(message) {
    const post = this.makePost(message);
    // Nearly always at the end; a message that Telegram let through late may have its place before others.
    let at = this.#order.length;
    while (at > 0 && this.#order[at - 1] > message.id) at -= 1;
    const next = this.post(this.#order[at] ?? Number.NaN);
    const day = this.#dayOf(message, next?.parentElement ?? null);
    day.insertBefore(post, next?.parentElement === day ? next : null);
    this.#order.splice(at, 0, message.id);
    this.#posts.set(message.id, { message, post });
    return post;
  }

  /** The day's container, made where it belongs. @param {ViewMessage} message @param {HTMLElement | null} nextDay that of the post after it */
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
