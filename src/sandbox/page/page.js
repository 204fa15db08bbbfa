import { ArticleForm } from './article-form.js';
import { enlist, makeEntry, moveByArrows, showEntry } from './chat-list.js';
import { ChatView } from './chat-view.js';
import { Composer } from './composer.js';
import { follow, post } from './live.js';
import { make } from './markup.js';
import { setTimeZone, timeZone } from './moments.js';
import { showAlert, showFilm, showPicture, showToast } from './notice.js';
import { recall, remember } from './remembered.js';
import { makeSplitter } from './splitter.js';

/**
 * @typedef {import('./live.js').Chat} Chat
 * @typedef {import('./live.js').State} State
 * @typedef {import('./live.js').Settings} Settings
 */

/** How long a pressed button waits for the bot's answer. */
const answerTimeoutMs = 10_000;
const minuteMs = 60_000;
/** How long we look for the post of an article that the viewer wrote. */
const arrivalMs = 60_000;
/** Neighbours in the list have different colours; the bot has the page's accent colour. */
const channelHues = 4;
const botHue = 4;

const board = part('board');
const desk = part('desk');
const list = part('chats');
const connection = part('connection');
const intro = part('intro');
const introKey = 'intro-hidden';

/** The chats by id. @type {Map<number, { view: ChatView, entry: HTMLElement }>} */
const chats = new Map();
/** @type {State['viewer']} */
let viewer = null;
/** @type {State['bot']} */
let bot = { username: '', firstName: '' };
/** The only chat that a narrow page shows. @type {number | null} */
let chosen = null;
/** @type {Composer | null} */
let composer = null;
/** Undefined until the first settings are known. @type {string | null | undefined} */
let shownZone;
/** The headline of the viewer's own article, until its post arrives. @type {string | null} */
let expected = null;
/** Pressed buttons that are not answered yet. @type {Set<HTMLElement>} */
const pressed = new Set();

const form = new ArticleForm(/** @type {HTMLDialogElement} */ (part('article')), expect);
for (const id of ['write', 'intro-write']) part(id).addEventListener('click', () => form.open());
part('intro-help').addEventListener('click', () => {
  if (viewer !== null) void askForHelp(viewer.id);
});
part('intro-close').addEventListener('click', () => {
  intro.hidden = true;
  remember(introKey, 'yes');
});
makeSplitter(part('splitter'), desk);
moveByArrows(list);

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
  showSettings(state);
  const wanted = state.chats.filter(isShown);
  const hasDesk = wanted.some((chat) => chat.id === viewer?.id);
  if (viewer !== null && !hasDesk) {
    wanted.push({ id: viewer.id, type: 'private', title: '', username: null, messages: [] });
  }
  const ids = new Set(wanted.map((chat) => chat.id));
  const gone = chats.keys().filter((id) => !ids.has(id));
  for (const id of gone.toArray()) forgetChat(id);
  for (const chat of wanted) putChat(chat);
  composer?.menu.offer(state.commands);
  chooseAny();
  part('placeholder').hidden = chats.size > 0;
  part('placeholder').textContent = 'No chats yet. They will appear here by themselves.';
  board.setAttribute('aria-busy', 'false');
}

/** @param {Settings} settings */
function showSettings(settings) {
  bot = settings.bot;
  viewer = settings.viewer;
  const { commands, articleLanguages } = settings;
  // Every time that stands on the page would have to be written anew.
  if (shownZone !== undefined && settings.timeZone !== shownZone) location.reload();
  setTimeZone(settings.timeZone);
  shownZone = settings.timeZone;
  composer?.menu.offer(commands);
  if (articleLanguages !== null) form.offer(articleLanguages);
  part('write').hidden = articleLanguages === null;
  intro.hidden = articleLanguages === null || viewer === null || recall(introKey) !== null;
  part('about').textContent = `times in ${timeZone()}`;
  part('intro-site').hidden = settings.hasNewsSite !== true;
  const { ownPage = null } = settings;
  part('own-page').hidden = ownPage === null;
  if (ownPage !== null) part('own-page').setAttribute('href', ownPage);
}

/** @param {import('./live.js').LiveEvent[]} events */
function showEvents(events) {
  for (const { kind, data } of events) {
    if (kind === 'answer') showAnswer(data);
    else if (kind === 'settings') showSettings(data);
    else if (kind === 'chat') {
      if (isShown(data.chat)) putChat(data.chat);
      chooseAny();
    } else if (kind === 'delete') chats.get(data.chat_id)?.view.remove(data.id);
    else {
      chats.get(data.chat_id)?.view.put(data.message);
      if (kind === 'message') showArrival(data.chat_id, data.message);
    }
  }
}

/** From now on we look for the post of this article. @param {string} headline */
function expect(headline) {
  expected = headline;
  setTimeout(() => {
    if (expected === headline) expected = null;
  }, arrivalMs);
}

/** Leads the viewer to the post of their own article. @param {number} chatId @param {import('./bubble.js').ViewMessage} message */
function showArrival(chatId, { id, text }) {
  const known = chats.get(chatId);
  if (expected === null || known?.view.type !== 'channel' || !text.includes(expected)) return;
  expected = null;
  choose(chatId);
  known.view.show(id, false);
}

/** @param {number} chatId */
async function askForHelp(chatId) {
  choose(chatId);
  await send(chatId, '/help');
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
      onReact: (chatId, messageId, emoji) => void react(chatId, messageId, emoji),
      onCommand: (chatId, command) => void send(chatId, command),
      onNotice: showToast,
      onPhoto: showPicture,
      onFilm: showFilm,
      onLink: followLink,
    });
    known = { view, entry: makeEntry((byKeyboard) => goTo(view, byKeyboard)) };
    chats.set(chat.id, known);
    enlist(list, named.type, known.entry);
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
  composer = new Composer((text) => send(view.id, text));
  // Before the posts in the order of the Tab key, so that a long chat is not between the list and the field.
  view.head.after(composer.element);
  desk.prepend(view.element);
  desk.hidden = false;
}

/** @param {number} id */
function forgetChat(id) {
  const known = chats.get(id);
  known?.view.element.remove();
  known?.entry.remove();
  chats.delete(id);
  desk.hidden = desk.querySelector('.chat') === null;
  if (chosen === id) chosen = null;
}

/** Chooses the first chat of the list if no chat is chosen. */
function chooseAny() {
  if (chosen !== null) return;
  for (const [id, { entry }] of chats) if (entry === list.firstElementChild) choose(id);
}

/** @param {number} id */
function choose(id) {
  chosen = id;
  const known = chats.get(id);
  document.body.classList.toggle('desk-chosen', known?.view.type === 'private');
  for (const { view, entry } of chats.values()) {
    view.element.classList.toggle('chosen', view.id === id);
    entry.firstElementChild?.setAttribute('aria-current', String(view.id === id));
    entry.firstElementChild?.setAttribute('tabindex', view.id === id ? '0' : '-1');
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

/** @param {number} chatId @param {number} messageId @param {string | null} emoji */
async function react(chatId, messageId, emoji) {
  try {
    await post('/sandbox/react', { chat_id: chatId, message_id: messageId, emoji });
  } catch (error) {
    showToast(`No reaction. ${error instanceof Error ? error.message : ''}`);
  }
}

/** @param {HTMLElement} key */
function release(key) {
  pressed.delete(key);
  key.removeAttribute('aria-busy');
}

/** On a touch screen the focus would bring up the keyboard. @param {ChatView} view @param {boolean} byKeyboard */
function goTo(view, byKeyboard) {
  choose(view.id);
  const wantsField = view.type === 'private' && (byKeyboard || matchMedia('(pointer: fine)').matches);
  if (wantsField && composer !== null) composer.field.focus({ preventScroll: true });
  else view.log.focus({ preventScroll: true });
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
    showEntry(entry, view);
  }
  document.title = unread === 0 ? 'khabarshy sandbox' : `(${unread}) khabarshy sandbox`;
}

/** An element of index.html. @param {string} id */
function part(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no #${id}`);
  return element;
}
