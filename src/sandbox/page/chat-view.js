import { makeBubble, makeServiceLine } from './bubble.js';
import { draw, icon, make } from './markup.js';
import { timeZone } from './moments.js';
import { boxOf, Timeline } from './timeline.js';

/**
 * @typedef {import('./bubble.js').ViewMessage} ViewMessage
 * @typedef {{ id: number, type: string, title: string, username: string | null, messages: ViewMessage[] }} Chat
 * @typedef {{
 *   viewerId: number | null,
 *   hue: number,
 *   onChange: () => void,
 *   onPress: (chatId: number, messageId: number, data: string, key: HTMLElement) => void,
 *   onReact: (chatId: number, messageId: number, emoji: string | null) => void,
 *   onCommand: (chatId: number, command: string) => void,
 *   onNotice: (text: string) => void,
 *   onPhoto: (src: string) => void,
 *   onFilm: (src: string) => void,
 *   onLink: (href: string) => boolean,
 * }} Listener
 */

/** The same number as in the server's state. Older messages are removed, so that a long run stays fast. */
const messagesKept = 200;
/** While the reader is scrolled up, this many are kept, so that posts do not vanish while they are read. */
const messagesKeptForReader = 1000;
/** A scroll position this close to the end counts as the end. */
const endTolerancePx = 48;
const fadeMs = 260;
/** How long a channel shows that a post was deleted. Telegram shows nothing, but a newcomer should understand. */
const traceMs = 30_000;
/** How long the day's name floats over the posts after the last scroll. */
const dayNameMs = 900;

const kinds = new Map([
  ['channel', 'channel'],
  ['private', 'bot'],
]);

/** One chat on the page: its header, its posts, and the reader's scroll position. */
export class ChatView {
  #atEnd = true;
  #lastTop = 0;
  /** Ids of the posts that arrived unseen. @type {Set<number>} */
  #unread = new Set();

  /** @param {Chat} chat @param {Listener} listener */
  constructor(chat, listener) {
    this.id = chat.id;
    this.listener = listener;
    this.timeline = new Timeline((message) => this.#makePost(message));
    this.title = make('h2', { id: `title-${chat.id}`, dir: 'auto' });
    this.subtitle = make('p', { class: 'subtitle' });
    this.zone = make('p', { class: 'zone' });
    this.avatar = make('span', { 'aria-hidden': 'true' });
    this.pinned = make('button', { type: 'button', class: 'pinned', hidden: true });
    this.empty = make('p', { class: 'empty' });
    this.jump = make('button', { type: 'button', class: 'to-end', hidden: true });
    this.log = make(
      'div',
      {
        class: 'log',
        role: 'log',
        'aria-live': 'polite',
        'aria-labelledby': `title-${chat.id}`,
        tabindex: 0,
      },
      this.empty,
      this.timeline.element,
    );
    this.head = make(
      'header',
      { class: 'chat-head' },
      this.avatar,
      make('div', {}, this.title, this.subtitle),
      this.zone,
    );
    this.element = make(
      'section',
      { 'aria-labelledby': `title-${chat.id}` },
      this.head,
      this.pinned,
      make('div', { class: 'chat-body' }, makeWallpaper(), this.log, this.jump),
    );
    this.element.classList.add('chat', chat.type);
    this.rename(chat);
    this.#listen();
  }

  get unread() {
    return this.#unread.size;
  }

  /** Updates title and names and keeps the posts. @param {Chat} chat */
  rename(chat) {
    this.type = chat.type;
    this.name = chat.title;
    this.username = chat.username;
    this.avatar.className = `avatar hue-${this.listener.hue}`;
    this.avatar.textContent = initials(chat.title);
    this.title.textContent = chat.title;
    const name = chat.username === null ? null : `@${chat.username}`;
    this.subtitle.textContent = [name, kinds.get(chat.type) ?? 'group'].filter(Boolean).join(' · ');
    this.zone.textContent = timeZone();
    this.empty.textContent =
      chat.type === 'private'
        ? 'Your private chat with the bot. Press Start, or write to it.'
        : 'No posts yet. They will appear here by themselves.';
  }

  /**
   * Shows these messages, the newest of the chat. Unchanged messages keep their elements.
   * @param {ViewMessage[]} messages oldest first
   */
  reconcile(messages) {
    const isFirst = this.timeline.size === 0;
    const last = this.timeline.newest?.id ?? -Infinity;
    const wanted = new Set(messages.map((message) => message.id));
    // A full state ends at its oldest post. Older posts are kept, because the state says nothing about them.
    const oldest = messages.length < messagesKept ? -Infinity : (messages[0]?.id ?? -Infinity);
    for (const id of this.timeline.ids) if (!wanted.has(id) && id > oldest) this.#drop(id);
    for (const message of messages) this.#place(message, !isFirst && message.id > last);
    this.#settle();
  }

  /** Shows a new or changed message. An event may come twice, or late. @param {ViewMessage} message */
  put(message) {
    this.#place(message, true);
    this.#settle();
  }

  /** Removes a message with an animation. @param {number} id */
  remove(id) {
    const post = this.timeline.post(id);
    const message = this.timeline.message(id);
    if (post === null || message === null) return;
    this.timeline.forget(id);
    this.#unread.delete(id);
    if (prefersStillness() || !this.isVisible()) this.#takeOff(post, message);
    else {
      post.classList.add('leaving');
      post.inert = true;
      setTimeout(() => this.#takeOff(post, message), fadeMs);
    }
    this.#settle();
  }

  /** @param {HTMLElement} post @param {ViewMessage} message */
  #takeOff(post, message) {
    const box = boxOf(post);
    // The parts of an album leave one trace together.
    const isTold = box !== post && box.previousElementSibling?.classList.contains('trace');
    if (this.type === 'channel' && !isTold) {
      const words = make('span', { dir: 'auto' }, 'Deleted: ', make('s', {}, firstLine(message)));
      const trace = make('p', { class: 'trace' }, words);
      box.before(trace);
      setTimeout(() => this.timeline.detach(trace), traceMs);
    }
    this.timeline.detach(post);
    this.#settle();
  }

  isVisible() {
    return this.element.checkVisibility();
  }

  /** Call this when the chat may have become visible: visible posts become read. */
  attend() {
    this.#settle();
  }

  /** @param {ViewMessage} message @param {boolean} isLive */
  #place(message, isLive) {
    const placed = this.timeline.put(message);
    if (placed === null || !isLive) return;
    placed.post.classList.add(placed.isNew ? 'arriving' : 'changed');
    if (!placed.isNew) return;
    // Who writes wants to see their words, and the answer to them.
    if (this.#isOwn(message)) this.#atEnd = true;
    else if (!this.#isBeingRead()) this.#unread.add(message.id);
  }

  #isBeingRead() {
    return this.#atEnd && this.isVisible() && !document.hidden;
  }

  #isOwn(/** @type {ViewMessage} */ message) {
    return this.listener.viewerId !== null && message.from?.id === this.listener.viewerId;
  }

  #makePost(/** @type {ViewMessage} */ message) {
    if (message.service) return makeServiceLine(message);
    const isPrivate = this.type === 'private';
    const isChannel = this.type === 'channel';
    return makeBubble(message, {
      author: isPrivate ? 'Reply' : this.name,
      own: isPrivate && this.#isOwn(message),
      showsSender: !isPrivate && !isChannel,
      showsViews: isChannel,
      canPress: this.listener.viewerId !== null,
    });
  }

  /** After any change: keeps the scroll position, removes old posts, and shows what is new. */
  #settle() {
    const limit = this.#atEnd ? messagesKept : messagesKeptForReader;
    for (const id of this.timeline.ids.slice(0, Math.max(0, this.timeline.size - limit))) {
      this.#drop(id);
    }
    this.empty.hidden = this.timeline.size > 0;
    this.#showPinned();
    this.log.classList.toggle('at-end', this.#atEnd);
    if (this.#atEnd) this.#goToEnd();
    this.#showPlace();
    this.listener.onChange();
  }

  #drop(/** @type {number} */ id) {
    this.timeline.drop(id);
    this.#unread.delete(id);
  }

  #showPinned() {
    const message = this.timeline.pinned;
    this.pinned.hidden = message === null;
    if (message === null) return;
    this.pinned.dataset.jump = String(message.id);
    this.pinned.replaceChildren(
      icon('pin'),
      make('b', {}, 'Pinned'),
      make('span', { dir: 'auto' }, firstLine(message)),
    );
  }

  #showPlace() {
    if (this.#isBeingRead()) this.#unread.clear();
    this.jump.hidden = this.#atEnd;
    const { unread } = this;
    const words = unread === 0 ? 'To the newest' : `${unread} new ${unread === 1 ? 'post' : 'posts'}`;
    if (this.jump.textContent !== words) this.jump.replaceChildren(words, icon('down'));
  }

  #goToEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.#lastTop = this.log.scrollTop;
  }

  #listen() {
    let dayName = 0;
    this.log.addEventListener('scroll', () => {
      this.log.classList.add('scrolling');
      clearTimeout(dayName);
      dayName = setTimeout(() => this.log.classList.remove('scrolling'), dayNameMs);
      this.#onScroll();
    });
    // If a photo, a quote or the window changes its size, the end must stay visible.
    const watcher = new ResizeObserver(() => this.#atEnd && this.#goToEnd());
    watcher.observe(this.timeline.element);
    watcher.observe(this.log);
    this.jump.addEventListener('click', () => {
      this.#atEnd = true;
      this.#settle();
      this.log.focus({ preventScroll: true });
    });
    this.element.addEventListener('click', (event) => this.#onClick(event));
  }

  #onScroll() {
    const { scrollHeight, clientHeight, scrollTop } = this.log;
    const isNearEnd = scrollHeight - clientHeight - scrollTop <= endTolerancePx;
    // Only scrolling upwards leaves the end. If the log itself grows, nobody has scrolled.
    const atEnd = isNearEnd || (this.#atEnd && scrollTop >= this.#lastTop);
    this.#lastTop = scrollTop;
    if (atEnd === this.#atEnd) return;
    this.#atEnd = atEnd;
    this.log.classList.toggle('at-end', atEnd);
    this.#showPlace();
    this.listener.onChange();
  }

  #onClick(/** @type {MouseEvent} */ event) {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest('a.link');
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (link instanceof HTMLAnchorElement && isPlain && this.listener.onLink(link.href)) {
      event.preventDefault();
    }
    const pressed = event.target.closest(
      '[data-jump],[data-callback],[data-command],[data-photo],[data-film],[data-react]',
    );
    if (!(pressed instanceof HTMLElement)) return;
    const { jump, callback, command, film, photo, react } = pressed.dataset;
    const id = Number(pressed.closest('article')?.dataset.id);
    if (jump !== undefined) this.show(Number(jump));
    else if (react !== undefined) this.listener.onReact(this.id, id, react === '' ? null : react);
    else if (photo !== undefined) this.listener.onPhoto(photo);
    else if (film !== undefined) this.listener.onFilm(film);
    else if (callback !== undefined) this.listener.onPress(this.id, id, callback, pressed);
    else if (command !== undefined && this.type === 'private') this.listener.onCommand(this.id, command);
  }

  /** Scrolls to a post and highlights it. @param {number} id @param {boolean} takesFocus */
  show(id, takesFocus = true) {
    const post = this.timeline.post(id);
    if (post === null) {
      this.listener.onNotice('This post no longer exists.');
      return;
    }
    const box = boxOf(post);
    box.scrollIntoView({ block: 'center', behavior: prefersStillness() ? 'auto' : 'smooth' });
    if (takesFocus) box.focus({ preventScroll: true });
    post.classList.remove('shown', 'changed');
    // Reading a size forces a layout, which restarts the animation.
    void post.offsetWidth;
    post.classList.add('shown');
  }
}

/** The text that the list of chats shows for a message. @param {ViewMessage | null} message */
export function firstLine(message) {
  if (message === null) return 'Nothing yet';
  const line = message.text.split('\n').find((line) => line.trim() !== '');
  if (line !== undefined) return line.trim();
  if (message.photo !== null) return message.photo.moves ? 'Video' : 'Photo';
  return message.document === null ? 'Message' : message.document.name;
}

/** @param {string} title */
export function initials(title) {
  const words = title.split(/[\s·.,:|–—-]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const letters = words.slice(0, 2).map((word) => Array.from(word)[0]);
  return letters.join('').toLocaleUpperCase() || Array.from(title)[0] || '?';
}

function makeWallpaper() {
  const tiles = draw('rect', { width: '100%', height: '100%', fill: 'url(#ornament)' });
  return draw('svg', { class: 'wallpaper', 'aria-hidden': 'true' }, tiles);
}

function prefersStillness() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
