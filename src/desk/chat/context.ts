import type { Context, Transformer } from 'grammy/web';
import type { SpokenLanguage } from '../../news/language.ts';
import { clipped } from './fitting.ts';

export type Role = 'owner' | 'editor';

/** What we add to grammY's context: who asked, and in which language they are answered. */
interface DeskFlavor {
  language: SpokenLanguage;
  role: Role;
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
