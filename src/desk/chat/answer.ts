import { openAsBlob } from 'node:fs';
import { InputFile, type Context } from 'grammy/web';
import { showToEditors } from '../../deliver/forms.ts';
import type { Messenger } from '../../deliver/messenger.ts';
import type { Message } from '../../news/post.ts';
import type { Clock } from '../../time/clock.ts';
import { answersForAll, type DeskContext } from './context.ts';
import type { Button } from '../../deliver/messenger.ts';
import { clipped, mostLetters } from './fitting.ts';
import { generalWords } from '../../words/general.ts';

/** The limit for the answer to a button press. Source: https://core.telegram.org/bots/api#answercallbackquery */
const mostToastLetters = 200;

/** An answer with its buttons, row by row. */
export interface Answer {
  html: string;
  buttons?: readonly (readonly Button[])[];
}

/** Sends an answer into the chat, and the thread, of the command or the button. */
export async function say(context: DeskContext, answer: Answer | string): Promise<void> {
  const { html, buttons } = typeof answer === 'string' ? { html: answer, buttons: [] } : answer;
  const options = { ...markup(buttons), ...format(), ...inThread(context) };
  await context.api.sendMessage(chatIdOf(context), html, options);
}

/** A button press may come without its message. Then the answer goes to the private chat of the person. */
function chatIdOf({ chat, from }: Context): number {
  return chat?.id ?? from?.id ?? 0;
}

/**
 * Replaces the message whose button was pressed, or sends a new one where Telegram does not say which it was, and where
 * others see more in it than this person may. It is no error if the message shows the same already.
 */
export async function replace(context: DeskContext, answer: Answer | string): Promise<void> {
  if (questionOf(context) === null || !answersForAll(context)) return say(context, answer);
  const { html, buttons } = typeof answer === 'string' ? { html: answer, buttons: [] } : answer;
  await ignoringGone(context.editMessageText(html, { ...markup(buttons, true), ...format() }));
}

/**
 * What to tell a person who pressed a button of a question that is answered already; null: it is still open.
 * `closed` is the text for a question that was answered before the program started.
 */
export function conclusionOf(
  context: DeskContext,
  closed = generalWords[context.language].outdated,
): string | null {
  const question = questionOf(context);
  const shown = context.callbackQuery?.message;
  const isClosed = shown !== undefined && 'text' in shown && shown.reply_markup === undefined;
  return (question && context.answeredQuestions.verdictOf(question)) ?? (isClosed ? closed : null);
}

/** Tells the message of a button press from all others; null: Telegram does not say which it was. */
function questionOf({ callbackQuery }: Context): string | null {
  const message = callbackQuery?.message;
  if (message !== undefined) return `${message.chat.id}:${message.message_id}`;
  return callbackQuery?.inline_message_id ?? null;
}

/** Shows a short text to the person who pressed a button. It disappears after a moment. */
export async function toast(context: DeskContext, text: string): Promise<void> {
  await context.answerCallbackQuery({ text: clipped(text, mostToastLetters) });
}

/** Confirms a button press without a text. */
export async function acknowledge(context: DeskContext): Promise<void> {
  await context.answerCallbackQuery();
}

/** Yes with this data, and No, which names who was asked: an editor of single channels says no to no other's question. */
export function yesOrNo({ from, language }: Pick<DeskContext, 'from' | 'language'>, data: string): Button[] {
  const { yes, no } = generalWords[language];
  return [
    { text: yes, data },
    { text: no, data: `no:${from?.id ?? 0}` },
  ];
}

/** Tells the person who pressed that the button is out of date, or is about a channel that they do not command. */
export async function outdated(context: DeskContext): Promise<void> {
  const words = generalWords[context.language];
  await toast(context, context.channels === null ? words.outdated : words.outdatedOrForeign);
}

/** Adds a line to the message whose button was pressed, and removes its buttons. Only the first call does it. */
export async function conclude(context: DeskContext, verdict: string): Promise<void> {
  const question = questionOf(context);
  if (question === null || context.answeredQuestions.verdictOf(question) !== null) return;
  context.answeredQuestions.remember(question, verdict);
  const shown = context.callbackQuery?.message;
  // Its text is unknown, so only its buttons can be removed.
  if (shown === undefined) return ignoringGone(context.editMessageReplyMarkup());
  const text = 'text' in shown && shown.reply_markup !== undefined ? shown.text : undefined;
  if (text === undefined) return;
  const entities = 'entities' in shown ? (shown.entities ?? []) : [];
  const whole = clipped(`${text}\n\n${verdict}`, mostLetters);
  await ignoringGone(context.editMessageText(whole, { entities, ...plainPreview }));
}

/** Phones begin a message with a capital letter, and grammY knows commands only in lower case. */
export function lowerCommand({ message }: Context): void {
  if (message?.text === undefined) return;
  message.text = message.text.replace(/^\/\w+/, (command) => command.toLowerCase());
}

/** Whether the person wrote the message. Forwarded words, and those of an inline bot, are another's. */
export function isOwnWords({ message }: Context): boolean {
  return message?.forward_origin === undefined && message?.via_bot === undefined;
}

/** The command of a message, without its slash and the bot's name; null: there is none. */
export function commandOf(context: Context): string | null {
  if (!isOwnWords(context)) return null;
  const text = context.message?.text ?? '';
  return /^\/([a-z0-9_]{1,32})(?:@\w+)?(?:\s|$)/i.exec(text)?.[1]?.toLowerCase() ?? null;
}

/** After this many tries a preview is given up. */
const mostTries = 3;

/** Telegram asks for up to a minute after twenty messages in a group. We do not wait longer than that. */
const longestWaitSeconds = 60;

/** Shows a post as a channel would get it, in the first of its forms that Telegram accepts. */
export async function showPost(
  context: DeskContext,
  { telegram, clock }: { telegram: Pick<Messenger, 'send'>; clock: Clock },
  message: Message,
): Promise<void> {
  const to = { chatId: String(chatIdOf(context)), topic: topicOf(context) };
  const { signal } = new AbortController(); // a message on its way is never given up
  for (let tries = 1; ; tries += 1) {
    const outcome = await showToEditors(telegram, to, message, { isSilent: false, signal });
    if (outcome.kind === 'sent') return;
    const waitSeconds = outcome.kind === 'limited' ? outcome.retryAfterSeconds : Infinity;
    if (tries === mostTries || waitSeconds > longestWaitSeconds)
      throw new Error(`the preview was not shown: ${'reason' in outcome ? outcome.reason : outcome.kind}`);
    await clock.wait(waitSeconds * 1_000, signal);
  }
}

/** Sends a PNG into the chat of the command. `caption`: plain text. */
export async function sendPicture(
  context: DeskContext,
  png: Buffer,
  name: string,
  caption: string,
): Promise<void> {
  await context.replyWithPhoto(new InputFile(png, name), { caption });
}

/** Sends a file to the person who asked, in private, wherever the command was given. `caption`: plain text. */
export async function sendPrivately(
  context: DeskContext,
  file: string,
  name: string,
  caption: string,
): Promise<void> {
  const document = new InputFile(await contentOf(file), name);
  await context.api.sendDocument(context.from?.id ?? 0, document, { caption });
}

/**
 * A stream can be read only once, and after a 429 the file is sent again. grammY's types are those of its build
 * for Node, which knows no blobs. Its build for the web, which we use, does.
 */
async function contentOf(file: string): Promise<Uint8Array> {
  return (await openAsBlob(file)) as unknown as Uint8Array;
}

const plainPreview = { link_preview_options: { is_disabled: true } };

function format() {
  return { parse_mode: 'HTML' as const, ...plainPreview };
}

function markup(buttons: Answer['buttons'], isEdit = false) {
  const rows = (buttons ?? []).filter((row) => row.length > 0);
  if (rows.length === 0 && !isEdit) return {};
  const inline_keyboard = rows.map((row) => row.map(({ text, data }) => ({ text, callback_data: data })));
  return { reply_markup: { inline_keyboard } };
}

/** The thread of a forum in which the command was given, or the button stands; null: there is none. */
export function topicOf({ msg }: Pick<Context, 'msg'>): number | null {
  return msg?.is_topic_message === true ? (msg.message_thread_id ?? null) : null;
}

function inThread(context: Context) {
  const topic = topicOf(context);
  return topic === null ? {} : { message_thread_id: topic };
}

/** The message may have been deleted, or show the same already. Neither is an error. */
async function ignoringGone(editing: Promise<unknown>): Promise<void> {
  try {
    await editing;
  } catch (error) {
    const isHarmless =
      error instanceof Error &&
      /message (is not modified|to edit not found|can't be edited)/i.test(error.message);
    if (!isHarmless) throw error;
  }
}
