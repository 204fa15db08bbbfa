import type { Context, Transformer } from 'grammy/web';
import type { SpokenLanguage } from '../../news/language.ts';
import type { AnsweredQuestions } from './answered-questions.ts';
import type { Words } from '../../words/log-chat.ts';

export type Role = 'owner' | 'editor';

/** What every answer of the desk needs: who asked, and in which words they are answered. */
export interface DeskFlavor {
  words: Words;
  language: SpokenLanguage;
  role: Role;
  answeredQuestions: AnsweredQuestions;
  /** Only editors are waited for: a crowd of others must not keep them waiting. */
  retry429: Transformer;
}

export type DeskContext = Context & DeskFlavor;
