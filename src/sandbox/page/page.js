import { ChatView, firstLine, initials } from './chat-view.js';
import { makeComposer } from './composer.js';
import { follow, post } from './live.js';
import { make } from './markup.js';
import { toMoment, writeBriefly, writeInFull } from './moments.js';
import { showAlert, showPicture, showToast } from './notice.js';

/**
 * @typedef {import('./live.js').Chat} Chat
 * @typedef {import('./live.js').State} State
 */

/** How long a pressed button waits for the bot's answer. */
const answerTimeoutMs = 10_000;
const minuteMs = 60_000;
/** Channels come first and the chat with the bot last, whatever the order of the server. */
const listOrder = ['channel', 'supergroup', 'group', 'private'];
/** Neighbours in the list have different colours; the bot has the page's accent colour. */
const channelHues = 4;
const botHue = 4;

const board = part('board');
const desk = part('desk');
const list = part('chats');
const connection = part('connection');

/** The chats by id. @type {Map<number, { view: ChatView, entry: HTMLElement }>} */
const chats = new Map();
/** @type {State['viewer']} */
let viewer = null;
/** @type {State['bot']} */
let bot = { username: '', firstName: '' };
/** The only chat that a narrow page shows. @type {number | null} */
let chosen = null;
/** Pressed buttons that are not answered yet. @type {Set<HTMLElement>} */
const pressed = new Set();

follow({ onState: showState, onEvents: showEvents, onConnection: showConnection });
document.addEventListener('visibilitychange', attendAll);
window.addEventListener('resize', attendAll);
setInterval(() => {
  for (const { view } of chats.values()) view.timeline.renameDays();
  refreshList();
}, minuteMs);

/** @param {State} state */
function showState(state) {
  // Another sandbox with another viewer answers now: own messages would be on the wrong side.
  if (chats.size > 0 && viewer?.id !== state.viewer?.id) location.reload();
  bot = state.bot;
  viewer = state.viewer;
  const wanted = state.chats.filter(isShown);
  const hasDesk = wanted.some((chat) => chat.id === viewer?.id);
  if (viewer !== null && !hasDesk) {
    wanted.push({ id: viewer.id, type: 'private', title: '', username: null, messages: [] });
  }
  const ids = new Set(wanted.map((chat) => chat.id));
  const gone = chats.keys().filter((id) => !ids.has(id));
  for (const id of gone.toArray()) forgetChat(id);
  for (const chat of wanted) putChat(chat);
  chooseAny();
  part('about').textContent = `sandbox · @${bot.username}`;
  part('placeholder').hidden = chats.size > 0;
  part('placeholder').textContent = 'No chats yet. They will appear here by themselves.';
  board.setAttribute('aria-busy', 'false');
}

/** @param {import('./live.js').LiveEvent[]} events */
function showEvents(events) {
  for (const { kind, data } of events) {
    if (kind === 'answer') showAnswer(data);
    else if (kind === 'chat') {
      if (isShown(data.chat)) putChat(data.chat);
      chooseAny();
    } else if (kind === 'delete') chats.get(data.chat_id)?.view.remove(data.id);
    else chats.get(data.chat_id)?.view.put(data.message);
  }
}

/** @param {boolean} isConnected */
function showConnection(isConnected) {
  connection.hidden = isConnected;
  connection.textContent = isConnected ? '' : 'The sandbox does not answer. Trying again…';
}

/** @param {{ user_id: number, text: string, alert: boolean }} answer */
function showAnswer(answer) {
  if (answer.user_id !== viewer?.id) return;
  for (const key of pressed) release(key);
  if (!answer.text) return;
  if (answer.alert) showAlert(answer.text);
  else showToast(answer.text);
}

/** Private chats of other people with the bot are not shown. @param {Chat} chat */
function isShown(chat) {
  return chat.type !== 'private' || chat.id === viewer?.id;
}

/** Adds or updates a chat. @param {Chat} chat */
function putChat(chat) {
  // A private chat has the name of the other side, which is the bot.
  const named = chat.type === 'private' ? { ...chat, title: bot.firstName, username: bot.username } : chat;
  let known = chats.get(chat.id);
  if (known === undefined) {
    const view = new ChatView(named, {
      viewerId: viewer?.id ?? null,
      hue: named.type === 'private' ? botHue : chats.size % channelHues,
      onChange: scheduleList,
      onPress: (chatId, messageId, data, key) => void press(chatId, messageId, data, key),
      onCommand: (chatId, command) => void send(chatId, command),
      onNotice: showToast,
      onPhoto: showPicture,
      onLink: followLink,
    });
    known = { view, entry: makeEntry(chat.id) };
    chats.set(chat.id, known);
    enlist(named.type, known.entry);
    if (named.type === 'private') openDesk(view);
    else board.append(view.element);
  } else known.view.rename(named);
  if (chat.messages) known.view.reconcile(chat.messages);
  scheduleList();
}

/** @param {ChatView} view */
function openDesk(view) {
  const start = make('button', { type: 'button', class: 'start' }, 'Start');
  start.addEventListener('click', () => void send(view.id, '/start'));
  view.empty.after(start);
  view.element.append(makeComposer((text) => send(view.id, text)));
  desk.replaceChildren(view.element);
  desk.hidden = false;
}

/** @param {number} id */
function forgetChat(id) {
  const known = chats.get(id);
  known?.view.element.remove();
  known?.entry.remove();
  chats.delete(id);
  desk.hidden = desk.childElementCount === 0;
  if (chosen === id) chosen = null;
}

/** Chooses the first chat of the list if no chat is chosen. */
function chooseAny() {
  if (chosen !== null) return;
  for (const [id, { entry }] of chats) if (entry === list.firstElementChild) choose(id);
}

/** Inserts an entry after the others of its kind. @param {string} type @param {HTMLElement} entry */
function enlist(type, entry) {
  const rank = String(listOrder.indexOf(type));
  entry.dataset.rank = rank;
  const next = [...list.querySelectorAll('li')].find((other) => (other.dataset.rank ?? '') > rank);
  list.insertBefore(entry, next ?? null);
}

/** @param {number} id */
function choose(id) {
  chosen = id;
  const known = chats.get(id);
  document.body.classList.toggle('desk-chosen', known?.view.type === 'private');
  for (const { view, entry } of chats.values()) {
    view.element.classList.toggle('chosen', view.id === id);
    entry.firstElementChild?.setAttribute('aria-current', String(view.id === id));
  }
  known?.entry.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  known?.view.element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  attendAll();
}

/**
 * Follows a link to a chat or a post of this page. In the real Telegram its name belongs to somebody else.
 * @param {string} href
 * @returns {boolean} whether it was such a link
 */
function followLink(href) {
  const [, number, name, post] = /^https:\/\/t\.me\/(?:c\/(\d+)|(\w+))(?:\/(\d+))?$/.exec(href) ?? [];
  const isMeant = (/** @type {ChatView} */ view) =>
    number === undefined
      ? view.username?.toLowerCase() === name?.toLowerCase()
      : String(view.id) === `-100${number}`;
  const known = chats.values().find(({ view }) => isMeant(view));
  if (known === undefined || (number ?? name) === undefined) return false;
  choose(known.view.id);
  if (post !== undefined) known.view.show(Number(post));
  return true;
}

function attendAll() {
  for (const { view } of chats.values()) view.attend();
}

/** @param {number} chatId @param {string} text @returns {Promise<boolean>} whether it was sent */
async function send(chatId, text) {
  try {
    await post('/sandbox/send', { chat_id: chatId, text });
    return true;
  } catch (error) {
    showToast(`Not sent. ${error instanceof Error ? error.message : ''}`);
    return false;
  }
}

/** @param {number} chatId @param {number} messageId @param {string} data @param {HTMLElement} key */
async function press(chatId, messageId, data, key) {
  if (pressed.has(key)) return;
  pressed.add(key);
  key.setAttribute('aria-busy', 'true');
  setTimeout(() => release(key), answerTimeoutMs);
  try {
    await post('/sandbox/press', { chat_id: chatId, message_id: messageId, callback_data: data });
  } catch (error) {
    release(key);
    showToast(`Not pressed. ${error instanceof Error ? error.message : ''}`);
  }
}

/** @param {HTMLElement} key */
function release(key) {
  pressed.delete(key);
  key.removeAttribute('aria-busy');
}

/** @param {number} id */
function makeEntry(id) {
  const button = make('button', { type: 'button', class: 'entry' });
  button.addEventListener('click', () => {
    choose(id);
    chats.get(id)?.view.log.focus({ preventScroll: true });
  });
  return make('li', {}, button);
}

let isListScheduled = false;

/** Collects changes, so that a burst of messages updates the list once. */
function scheduleList() {
  if (isListScheduled) return;
  isListScheduled = true;
  setTimeout(() => {
    isListScheduled = false;
    refreshList();
  }, 0);
}

function refreshList() {
  let unread = 0;
  for (const { view, entry } of chats.values()) {
    unread += view.unread;
    entry.firstElementChild?.replaceChildren(...describeEntry(view));
  }
  document.title = unread === 0 ? 'khabarshy sandbox' : `(${unread}) khabarshy sandbox`;
}

/** @param {ChatView} view */
function describeEntry(view) {
  const { unread } = view;
  const { newest } = view.timeline;
  const moment = newest === null ? null : toMoment(newest.date);
  return [
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
        { class: 'badge', 'aria-label': `${unread} unread` },
        unread > 999 ? '999+' : String(unread),
      ),
  ].filter((child) => child !== false);
}

/** An element of index.html. @param {string} id */
function part(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no #${id}`);
  return element;
}
