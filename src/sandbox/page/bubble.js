import { makeCard, makeDocument, makePhoto } from './attachments.js';
import { icon, make } from './markup.js';
import { toMoment, writeCount, writeInFull, writeTime } from './moments.js';
import { renderText, safeLink } from './rich-text.js';

/**
 * @typedef {{ text: string, url?: string, callback_data?: string }} Button
 * @typedef {{
 *   id: number, date: number, edit_date: number | null,
 *   from: { id: number, name: string, is_bot: boolean } | null,
 *   text: string, entities: import('./rich-text.js').Entity[],
 *   photo: import('./attachments.js').Picture | null,
 *   document: { name: string, size: number, href: string | null, sound?: string | null, sounds: boolean } | null,
 *   album: string | null,
 *   preview: { url: string, large: boolean, above?: boolean } | null, reply_to: { id: number, text: string } | null,
 *   reactions?: { emoji: string, count: number, own: boolean }[] | null,
 *   service?: boolean, buttons: Button[][] | null, silent: boolean, pinned: boolean, forwarded_from: string | null, views: number,
 * }} ViewMessage one message as the server shows it; dates are unix seconds
 *
 * @typedef {{
 *   author: string, own: boolean, showsSender: boolean, showsViews: boolean, canPress: boolean,
 * }} Setting where the message is shown: `author` is the name in a quote, `own` marks the viewer's messages
 */

/**
 * A message as an element. It has no listeners of its own: the chat finds presses, jumps and commands by their data
 * attributes (`data-jump`, `data-callback`, `data-command`).
 * @param {ViewMessage} message
 * @param {Setting} setting
 * @returns {HTMLElement}
 */
export function makeBubble(message, setting) {
  const { photo, preview } = message;
  const bubble = make(
    'div',
    { class: 'bubble' },
    setting.showsSender && message.from !== null && makeSender(message.from),
    message.forwarded_from !== null &&
      make(
        'p',
        { class: 'forwarded', dir: 'auto' },
        'Forwarded from ',
        make('b', {}, message.forwarded_from),
      ),
    message.reply_to !== null && makeQuote(message.reply_to, setting.author),
    photo !== null && makePhoto(photo),
    message.document !== null && makeDocument(message.document),
    preview?.above === true && photo === null && makeCard(preview),
    makeBody(message, setting),
    preview !== null && preview.above !== true && photo === null && makeCard(preview),
    preview !== null && photo === null && makeMeta(message, setting),
    message.reactions != null && makeReactions(message.reactions, setting),
  );
  return make(
    'article',
    {
      class: ['post', setting.own && 'own', photo !== null && 'with-photo', preview?.large && 'with-card']
        .filter(Boolean)
        .join(' '),
      'data-id': message.id,
      tabindex: -1,
    },
    bubble,
    message.buttons !== null && makeKeyboard(message.buttons, setting),
  );
}

/** What happened in the chat and is nobody's post, such as a pin. @param {ViewMessage} message @returns {HTMLElement} */
export function makeServiceLine({ id, text, reply_to: about }) {
  const words = about === null ? text : make('button', { type: 'button', 'data-jump': about.id }, text);
  return make('article', { class: 'post service', 'data-id': id, tabindex: -1 }, words);
}

/**
 * Guesses the language by its letters, for hyphenation and screen readers. Any Cyrillic without Kazakh letters counts
 * as Russian, any Latin as English. Null for a text without letters.
 * @param {string} text
 */
function guessLanguage(text) {
  if (/[әғқңөұүһі]/i.test(text)) return 'kk';
  if (/\p{Script=Cyrillic}/u.test(text)) return 'ru';
  if (/\p{Script=Arabic}/u.test(text)) return 'ar';
  return /\p{Script=Latin}/u.test(text) ? 'en' : null;
}

/** @param {{ id: number, name: string }} from */
function makeSender(from) {
  return make('p', { class: `sender hue-${Math.abs(from.id) % 6}`, dir: 'auto' }, from.name);
}

/** @param {{ id: number, text: string }} replyTo @param {string} author */
function makeQuote(replyTo, author) {
  return make(
    'button',
    { type: 'button', class: 'quote', 'data-jump': replyTo.id, title: 'Show the quoted post' },
    make('b', {}, author),
    make('span', { dir: 'auto' }, replyTo.text === '' ? 'Photo' : replyTo.text),
  );
}

/** The text and its meta line, which floats into the last line. With a card, the meta line stands below the card. */
function makeBody(/** @type {ViewMessage} */ message, /** @type {Setting} */ setting) {
  const hasCard = message.preview !== null && message.photo === null;
  if (message.text === '' && hasCard) return null;
  return make(
    'div',
    { class: message.text === '' ? 'body wordless' : 'body', dir: 'auto', lang: guessLanguage(message.text) },
    message.text !== '' && make('span', { class: 'text' }, renderText(message.text, message.entities)),
    !hasCard && makeMeta(message, setting),
  );
}

function makeMeta(/** @type {ViewMessage} */ message, /** @type {Setting} */ setting) {
  const moment = toMoment(message.date);
  return make(
    'span',
    { class: 'meta', dir: 'ltr', lang: navigator.language },
    message.pinned && icon('pin', 'Pinned'),
    message.silent && icon('bell-off', 'Sent without sound'),
    setting.showsViews &&
      make('span', { class: 'views', title: 'Views' }, icon('eye', 'Views'), writeCount(message.views)),
    message.edit_date !== null &&
      make(
        'span',
        { class: 'edited', lang: 'en', title: writeInFull(toMoment(message.edit_date)) },
        'edited',
      ),
    make('time', { datetime: moment.toISOString(), title: writeInFull(moment) }, writeTime(moment)),
  );
}

/** A few of those that Telegram offers to everybody. */
const offered = ['👍', '❤', '🔥', '😢', '👎'];

/**
 * The reactions to a post, which the viewer gives and takes back by pressing them.
 * @param {{ emoji: string, count: number, own: boolean }[]} given
 * @param {Setting} setting
 */
function makeReactions(given, setting) {
  const counts = given.map(({ count, emoji, own }) =>
    makeReaction(emoji, own ? null : emoji, setting, { own, count, name: `${emoji} ${count}` }),
  );
  if (!setting.canPress) return counts.length > 0 && make('div', { class: 'reactions' }, ...counts);
  const known = new Set(given.map(({ emoji }) => emoji));
  const others = offered
    .filter((emoji) => !known.has(emoji))
    .map((emoji) =>
      makeReaction(emoji, emoji, setting, { own: false, count: null, name: `React with ${emoji}` }),
    );
  return make(
    'div',
    { class: 'reactions', role: 'group', 'aria-label': 'Reactions' },
    ...counts,
    make(
      'details',
      { class: 'react' },
      make('summary', { title: 'React' }, icon('react', 'React')),
      ...others,
    ),
  );
}

/**
 * @param {string} emoji
 * @param {string | null} next what a press gives; null: it takes the viewer's own back
 * @param {Setting} setting
 * @param {{ own: boolean, count: number | null, name: string }} shown
 */
function makeReaction(emoji, next, setting, { own, count, name }) {
  return make(
    'button',
    {
      type: 'button',
      class: own ? 'reaction own' : 'reaction',
      'data-react': next ?? '',
      'aria-label': name,
      'aria-pressed': count === null ? null : String(own),
      disabled: !setting.canPress,
    },
    make('span', { class: 'emoji', 'aria-hidden': 'true' }, emoji),
    count === null ? null : make('b', {}, writeCount(count)),
  );
}

/** @param {Button[][]} rows @param {Setting} setting */
function makeKeyboard(rows, setting) {
  return make(
    'div',
    { class: 'keyboard', role: 'group', 'aria-label': 'Buttons' },
    ...rows.map((row) => make('div', { class: 'key-row' }, ...row.map((button) => makeKey(button, setting)))),
  );
}

/** @param {Button} button @param {Setting} setting */
function makeKey(button, setting) {
  const words = make('span', { dir: 'auto' }, button.text);
  const href = safeLink(button.url);
  if (href !== null) {
    return make(
      'a',
      { class: 'key', href, target: '_blank', rel: 'noopener noreferrer' },
      words,
      icon('out'),
    );
  }
  const isPressable = setting.canPress && button.callback_data !== undefined;
  return make(
    'button',
    {
      type: 'button',
      class: 'key',
      'data-callback': isPressable ? button.callback_data : null,
      disabled: !isPressable,
    },
    words,
  );
}
