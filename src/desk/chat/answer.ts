import type { Context } from 'grammy/web';
import type { DeskContext } from './context.ts';
import type { Button } from '../../watch/log-chat.ts';
import { generalWords } from '../../words/general.ts';

/**
 * What Telegram takes in one message is 4,096 letters, counted after the markup is read; with a reserve.
 * Source: https://core.telegram.org/bots/api#sendmessage
 */
const mostLetters = 4_000;

/** Telegram shows a hundred entities of a message and drops the others. */
const mostEntities = 90;

/** What a press is answered with. Source: https://core.telegram.org/bots/api#answercallbackquery */
const mostToastLetters = 200;

/** A question or a list with its buttons, row by row. */
export interface Answer {
  html: string;
  buttons?: readonly (readonly Button[])[];
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** One line of at most so many letters, ready for HTML. */
export function shortened(text: string, mostLettersHere: number): string {
  const line = Array.from(text.replaceAll(/\s+/gu, ' ').trim());
  const isLong = line.length > mostLettersHere;
  return escapeHtml(isLong ? `${line.slice(0, mostLettersHere - 1).join('')}…` : line.join(''));
}

/** At most so long, and never half a letter: Telegram refuses those, with all that is around them. */
export function clipped(text: string, mostUnits: number): string {
  return text.slice(0, mostUnits).replace(/\p{Surrogate}$/u, '');
}

/** How many of the blocks, from the first on, fit into one message; each is whole HTML. */
export function countFitting(blocks: readonly string[]): number {
  let letters = 2; // for the mark of what was left out
  let entities = 0;
  for (const [index, block] of blocks.entries()) {
    letters += lettersOf(block) + 1;
    entities += block.match(/<[a-z]/g)?.length ?? 0;
    if (letters > mostLetters || entities > mostEntities) return index;
  }
  return blocks.length;
}

/** As many of the lines as fit into one message, and a mark where some do not. */
export function fitLines(lines: readonly string[]): string {
  const count = countFitting(lines);
  return (count === lines.length ? lines : [...lines.slice(0, count), '…']).join('\n');
}

/** Telegram counts code points. */
function lettersOf(html: string): number {
  return Array.from(html.replaceAll(/<[^>]*>/g, '').replaceAll(/&\w+;/g, '.')).length;
}

/** Sends an answer to whoever asked; `replyTo` quotes the message that asked. */
export async function say(context: DeskContext, answer: Answer | string): Promise<void> {
  const { html, buttons } = typeof answer === 'string' ? { html: answer, buttons: [] } : answer;
  await context.reply(html, { ...markup(buttons), ...format(), ...inThread(context) });
}

/** Puts an answer in the place of the message whose button was pressed; the same again is no error. */
export async function replace(context: DeskContext, answer: Answer | string): Promise<void> {
  const { html, buttons } = typeof answer === 'string' ? { html: answer, buttons: [] } : answer;
  await unlessGone(context.editMessageText(html, { ...markup(buttons, true), ...format() }));
}

/**
 * What to tell whoever pressed a button of a question that has its answer; null: it is still open.
 * `closed`: where the question lost its buttons before we can remember.
 */
export function conclusionOf(
  context: DeskContext,
  closed = generalWords[context.language].outdated,
): string | null {
  const question = context.callbackQuery?.message;
  if (question === undefined) return null;
  const isClosed = 'text' in question && question.reply_markup === undefined;
  return context.answeredQuestions.verdictOf(question) ?? (isClosed ? closed : null);
}

/** Shows whoever pressed a line for a moment. */
export async function toast(context: DeskContext, text: string): Promise<void> {
  await context.answerCallbackQuery({ text: clipped(text, mostToastLetters) });
}

/** Adds a line under the message whose button was pressed, and takes its buttons away; once. */
export async function conclude(context: DeskContext, verdict: string): Promise<void> {
  const question = context.callbackQuery?.message;
  if (question === undefined || context.answeredQuestions.verdictOf(question) !== null) return;
  context.answeredQuestions.remember(question, verdict);
  const text = 'text' in question && question.reply_markup !== undefined ? question.text : undefined;
  if (text === undefined) return;
  const entities = 'entities' in question ? (question.entities ?? []) : [];
  const whole = clipped(`${text}\n\n${verdict}`, mostLetters);
  await unlessGone(context.editMessageText(whole, { entities, ...plainPreview }));
}

/** Keyboards begin with a capital letter, and grammY knows commands in small ones only. */
export function lowerCommand({ message }: Context): void {
  if (message?.text === undefined) return;
  message.text = message.text.replace(/^\/\w+/, (command) => command.toLowerCase());
}

/** The command of a message, without its slash and the bot's name; null: there is none. */
export function commandOf(context: Context): string | null {
  const text = context.message?.text ?? '';
  return /^\/([a-z0-9_]{1,32})(?:@\w+)?(?:\s|$)/i.exec(text)?.[1]?.toLowerCase() ?? null;
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

function inThread(context: Context) {
  const { message } = context;
  if (message?.is_topic_message !== true || message.message_thread_id === undefined) return {};
  return { message_thread_id: message.message_thread_id };
}

/** The message may have been deleted, or show the same already: what was ordered is done all the same. */
async function unlessGone(editing: Promise<unknown>): Promise<void> {
  try {
    await editing;
  } catch (error) {
    const isHarmless =
      error instanceof Error &&
      /message (is not modified|to edit not found|can't be edited)/i.test(error.message);
    if (!isHarmless) throw error;
  }
}
