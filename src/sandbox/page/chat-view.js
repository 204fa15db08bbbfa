import { makeBubble } from './bubble.js';
import { draw, icon, make } from './markup.js';
import { dayKey, toMoment, writeDay } from './moments.js';

/**
 * @typedef {import('./bubble.js').ViewMessage} ViewMessage
 * @typedef {{ id: number, type: string, title: string, username: string | null, messages: ViewMessage[] }} Chat
 * @typedef {{
 *   viewerId: number | null,
 *   onChange: () => void,
 *   onPress: (chatId: number, messageId: number, data: string, key: HTMLElement) => void,
 *   onCommand: (chatId: number, command: string) => void,
 *   onNotice: (text: string) => void,
 * }} Listener
 */

/** As many as the server's state carries; the oldest go when there are more, so that a long run stays light. */
const messagesKept = 200;
/** While somebody reads old posts they are not taken away under the eyes, up to this many. */
const messagesKeptForReader = 1000;
/** This near to the end counts as the end. */
const endTolerancePx = 48;
const fadeMs = 260;
/** How long the day's name stays over the posts after they stopped moving. */
const dayNameMs = 900;

/** One chat on the page: its head, its posts day by day, and where the reader stands in it. */
export class ChatView {
  /** @type {Map<number, { message: ViewMessage, post: HTMLElement }>} */
  #posts = new Map();
  /** The numbers of `#posts`, ascending. @type {number[]} */
  #order = [];
  #atEnd = true;
  unread = 0;

  /** @param {Chat} chat @param {Listener} listener */
  constructor(chat, listener) {
    this.id = chat.id;
    this.listener = listener;
    this.title = make('h2', { id: `title-${chat.id}`, dir: 'auto' });
    this.subtitle = make('p', { class: 'subtitle' });
    this.avatar = make('span', { 'aria-hidden': 'true' });
    this.pinned = make('button', { type: 'button', class: 'pinned', hidden: true });
    this.log = make('div', {
      class: 'log',
      role: 'log',
      'aria-live': 'polite',
      'aria-labelledby': `title-${chat.id}`,
      tabindex: 0,
    });
    this.days = make('div', { class: 'days' });
    this.empty = make('p', { class: 'empty' });
    this.jump = make('button', { type: 'button', class: 'to-end', hidden: true });
    this.log.append(this.empty, this.days);
    this.element = make(
      'section',
      { class: 'chat', 'aria-labelledby': `title-${chat.id}` },
      make('header', { class: 'chat-head' }, this.avatar, make('div', {}, this.title, this.subtitle)),
      this.pinned,
      make(
        'div',
        { class: 'chat-body' },
        draw(
          'svg',
          { class: 'wallpaper', 'aria-hidden': 'true' },
          draw('rect', { width: '100%', height: '100%', fill: 'url(#ornament)' }),
        ),
        this.log,
        this.jump,
      ),
    );
    this.rename(chat);
    this.#listen();
  }

  /** Takes over title, kind and name; the posts stay. @param {Chat} chat */
  rename(chat) {
    this.type = chat.type;
    this.name = chat.title;
    this.username = chat.username;
    this.element.className = `chat ${chat.type}`;
    this.avatar.className = `avatar hue-${Math.abs(chat.id) % 6}`;
    this.avatar.textContent = initials(chat.title);
    this.title.textContent = chat.title;
    this.empty.textContent =
      chat.type === 'private'
        ? 'No messages here yet.'
        : 'No posts yet. They will appear here by themselves.';
    this.#describe();
  }

  /** Makes the view show exactly these messages; what is unchanged is left alone. @param {ViewMessage[]} messages */
  reconcile(messages) {
    const wanted = new Set(messages.map((message) => message.id));
    const oldest = messages[0]?.id ?? Infinity;
    for (const id of [...this.#order]) {
      // Posts older than the state reaches are still there, as far as anybody knows.
      if (!wanted.has(id) && (id > oldest || messages.length === 0)) this.#drop(id);
    }
    for (const message of messages) this.put(message);
  }

  /** Shows a message, new or edited. Events may come twice, and late. @param {ViewMessage} message @param {boolean} [isLive] it happened just now */
  put(message, isLive = false) {
    const known = this.#posts.get(message.id);
    if (known !== undefined) {
      if (JSON.stringify(known.message) === JSON.stringify(message)) return;
      const post = this.#make(message);
      const wasFocused = known.post.contains(document.activeElement);
      if (isLive) post.classList.add('changed');
      known.post.replaceWith(post);
      if (wasFocused) post.focus({ preventScroll: true });
      this.#posts.set(message.id, { message, post });
    } else {
      this.#insert(message, isLive);
      if (!this.#isOwn(message) && isLive && !this.#isBeingRead()) this.unread += 1;
    }
    this.#trim();
    this.#refresh();
  }

  /** Takes a message away before the reader's eyes. @param {number} id */
  remove(id) {
    const known = this.#posts.get(id);
    if (known === undefined) return;
    const hasMotion = !matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (!hasMotion || !this.isVisible()) {
      this.#drop(id);
      this.#refresh();
      return;
    }
    this.#forget(id);
    known.post.classList.add('leaving');
    known.post.setAttribute('aria-hidden', 'true');
    setTimeout(() => {
      this.#detach(known.post);
      this.#refresh();
    }, fadeMs);
    this.#refresh();
  }

  /** @returns {ViewMessage | null} */
  get newest() {
    const id = this.#order.at(-1);
    return id === undefined ? null : (this.#posts.get(id)?.message ?? null);
  }

  isVisible() {
    return this.element.checkVisibility();
  }

  /** The reader looks at the chat now: what is in sight is read. */
  attend() {
    if (this.#atEnd) this.#goToEnd();
    this.#refresh();
  }

  /** Relative day names grow old at midnight. */
  renameDays() {
    for (const day of this.days.children) {
      const time = day.querySelector('time');
      if (time !== null) time.textContent = writeDay(new Date(time.dateTime), new Date());
    }
  }

  #isBeingRead() {
    return this.#atEnd && this.isVisible() && !document.hidden;
  }

  #isOwn(/** @type {ViewMessage} */ message) {
    return this.listener.viewerId !== null && message.from?.id === this.listener.viewerId;
  }

  #make(/** @type {ViewMessage} */ message) {
    const isPrivate = this.type === 'private';
    const isChannel = this.type === 'channel';
    return makeBubble(message, {
      chatId: this.id,
      author: isPrivate ? 'Reply' : this.name,
      own: isPrivate && this.#isOwn(message),
      showsSender: !isPrivate && !isChannel,
      showsViews: isChannel,
      canPress: this.listener.viewerId !== null,
    });
  }

  #insert(/** @type {ViewMessage} */ message, /** @type {boolean} */ isLive) {
    const post = this.#make(message);
    if (isLive) post.classList.add('arriving');
    // Nearly always at the end; a message that Telegram let through late may have its place before others.
    let at = this.#order.length;
    while (at > 0 && this.#order[at - 1] > message.id) at -= 1;
    const next = this.#posts.get(this.#order[at] ?? NaN)?.post;
    const day = this.#dayOf(message, next?.parentElement ?? null);
    day.insertBefore(post, next?.parentElement === day ? next : null);
    this.#order.splice(at, 0, message.id);
    this.#posts.set(message.id, { message, post });
  }

  /** The day's container, made where it belongs. */
  #dayOf(/** @type {ViewMessage} */ message, /** @type {HTMLElement | null} */ nextDay) {
    const moment = toMoment(message.date);
    const key = dayKey(moment);
    const candidates = [
      nextDay,
      nextDay === null ? this.days.lastElementChild : nextDay.previousElementSibling,
    ];
    const found = candidates.find((day) => day instanceof HTMLElement && day.dataset.day === key);
    if (found) return found;
    const label = make(
      'h3',
      { class: 'day-label' },
      make(
        'time',
        { datetime: moment.toISOString(), lang: navigator.language },
        writeDay(moment, new Date()),
      ),
    );
    const day = make('div', { class: 'day', 'data-day': key }, label);
    this.days.insertBefore(day, nextDay);
    return day;
  }

  #drop(/** @type {number} */ id) {
    const known = this.#posts.get(id);
    this.#forget(id);
    if (known !== undefined) this.#detach(known.post);
  }

  #forget(/** @type {number} */ id) {
    this.#posts.delete(id);
    const at = this.#order.indexOf(id);
    if (at >= 0) this.#order.splice(at, 1);
    this.unread = Math.min(this.unread, this.#order.length);
  }

  #detach(/** @type {HTMLElement} */ post) {
    const day = post.parentElement;
    post.remove();
    if (day !== null && day.querySelector('.post') === null) day.remove();
  }

  #trim() {
    const limit = this.#atEnd ? messagesKept : messagesKeptForReader;
    while (this.#order.length > limit) this.#drop(this.#order[0]);
  }

  #refresh() {
    if (this.#atEnd) this.#goToEnd();
    if (this.#isBeingRead()) this.unread = 0;
    this.empty.hidden = this.#order.length > 0;
    this.jump.hidden = this.#atEnd;
    const words =
      this.unread === 0 ? 'To the newest' : `${this.unread} new ${this.unread === 1 ? 'post' : 'posts'}`;
    if (this.jump.textContent !== words) this.jump.replaceChildren(words, icon('down'));
    this.#refreshPinned();
    this.#describe();
    this.listener.onChange();
  }

  #refreshPinned() {
    const id = this.#order.findLast((id) => this.#posts.get(id)?.message.pinned);
    this.pinned.hidden = id === undefined;
    if (id === undefined) return;
    this.pinned.dataset.jump = String(id);
    const text = firstLine(this.#posts.get(id)?.message ?? null);
    this.pinned.replaceChildren(icon('pin'), make('b', {}, 'Pinned'), make('span', { dir: 'auto' }, text));
  }

  #describe() {
    const kind = { channel: 'channel', private: 'bot' }[this.type] ?? 'group';
    const name = this.username === null ? null : `@${this.username}`;
    this.subtitle.textContent = [name, kind].filter(Boolean).join(' · ');
  }

  #goToEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  #listen() {
    let dayName = 0;
    this.log.addEventListener('scroll', () => {
      this.log.classList.add('scrolling');
      clearTimeout(dayName);
      dayName = setTimeout(() => this.log.classList.remove('scrolling'), dayNameMs);
      const below = this.log.scrollHeight - this.log.clientHeight - this.log.scrollTop;
      const atEnd = below <= endTolerancePx;
      if (atEnd === this.#atEnd) return;
      this.#atEnd = atEnd;
      this.jump.hidden = atEnd;
      if (this.#isBeingRead() && this.unread > 0) {
        this.unread = 0;
        this.jump.replaceChildren('To the newest', icon('down'));
        this.listener.onChange();
      }
    });
    // Whatever grows or shrinks (a photo, a quote unfolded, the window), the end stays in sight.
    const watcher = new ResizeObserver(() => this.#atEnd && this.#goToEnd());
    watcher.observe(this.days);
    watcher.observe(this.log);
    this.jump.addEventListener('click', () => {
      this.#atEnd = true;
      this.#refresh();
      this.log.focus({ preventScroll: true });
    });
    this.element.addEventListener('click', (event) => this.#onClick(event));
  }

  #onClick(/** @type {MouseEvent} */ event) {
    const pressed =
      event.target instanceof Element
        ? event.target.closest('[data-jump],[data-callback],[data-command]')
        : null;
    if (!(pressed instanceof HTMLElement)) return;
    const { jump, callback, command } = pressed.dataset;
    const id = Number(pressed.closest('article')?.dataset.id);
    if (jump !== undefined) this.#show(Number(jump));
    else if (callback !== undefined) this.listener.onPress(this.id, id, callback, pressed);
    else if (command !== undefined && this.type === 'private') this.listener.onCommand(this.id, command);
  }

  #show(/** @type {number} */ id) {
    const post = this.#posts.get(id)?.post;
    if (post === undefined) {
      this.listener.onNotice('That post is not here any more.');
      return;
    }
    const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
    post.scrollIntoView({ block: 'center', behavior });
    post.focus({ preventScroll: true });
    post.classList.remove('shown');
    void post.offsetWidth;
    post.classList.add('shown');
  }
}

/** What the list says of a message. @param {ViewMessage | null} message */
export function firstLine(message) {
  if (message === null) return '';
  const line = message.text.split('\n').find((line) => line.trim() !== '');
  if (line !== undefined) return line.trim();
  if (message.photo !== null) return 'Photo';
  return message.document === null ? 'Message' : message.document.name;
}

/** @param {string} title */
export function initials(title) {
  const words = title.split(/[\s·.,:|–—-]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const letters = words.slice(0, 2).map((word) => Array.from(word)[0]);
  return letters.join('').toLocaleUpperCase() || Array.from(title)[0] || '?';
}
