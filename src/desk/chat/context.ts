import type { Context, Transformer } from 'grammy/web';
import type { Editor } from '../../editing/editor.ts';
import type { Rights } from '../../editing/rights.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import { clipped } from './fitting.ts';

/** What we add to grammY's context: who asked, what they may command, and in which language they are answered. */
interface DeskFlavor {
  language: SpokenLanguage;
  role: Rights['role'];
  channels: Rights['channels'];
  answeredQuestions: AnsweredQuestions;
  /** Waits when Telegram answers 429. Only for editors: many strangers must not slow down their answers. */
  retry429: Transformer;
}

export type DeskContext = Context & DeskFlavor;

/** The name of the person who is answered, for the audit and for other editors. */
export function nameOf({ from }: Pick<DeskContext, 'from'>): string {
  const name = [from?.first_name, from?.last_name].filter(Boolean).join(' ').trim();
  return name === '' ? String(from?.id ?? 0) : clipped(name, 64);
}

/** The person who is answered. */
export function editorOf(context: Pick<DeskContext, 'channels' | 'from' | 'language'>): Editor {
  const { channels, from, language } = context;
  return { userId: from?.id ?? 0, name: nameOf(context), language, channels };
}

/** Whether many people see the message that is answered, of whom some command other channels. */
export function isShared({ chat }: Pick<DeskContext, 'chat'>): boolean {
  return chat?.type !== 'private';
}

/**
 * Whether an answer about all channels is one for everybody who sees the question. An editor of single channels answers for
 * these only, and the question stays for the others.
 */
export function answersForAll(context: Pick<DeskContext, 'channels' | 'chat'>): boolean {
  return context.channels === null || !isShared(context);
}

/** Far more than editors can answer before a press that is on its way arrives. */
const mostRemembered = 1_000;

/**
 * The answers to the latest questions. When two editors press at the same time, the second press still carries the
 * message with its buttons, so the message cannot tell us that it was answered. After a restart it can. A question is
 * known by its chat and number, or by the inline id that Telegram gives instead.
 */
export class AnsweredQuestions {
  readonly #verdicts = new Map<string, string>();

  /** @returns null when the question is open, or was answered long ago. */
  verdictOf(question: string): string | null {
    return this.#verdicts.get(question) ?? null;
  }

  remember(question: string, verdict: string): void {
    this.#verdicts.set(question, verdict);
    const [oldest] = this.#verdicts.keys();
    if (this.#verdicts.size > mostRemembered && oldest !== undefined) this.#verdicts.delete(oldest);
  }
}
