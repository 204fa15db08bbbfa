import { Composer, type Context } from 'grammy';
import { spokenLanguage } from '../news/language.ts';
import { words, type Words } from './words.ts';

/** What every answer of the desk needs: the words of the person who asked. */
export interface DeskFlavor {
  words: Words;
}

export type DeskContext = Context & DeskFlavor;

/**
 * The one door of the desk: lets only editors through, by user id, for messages and for buttons alike, in
 * whatever chat they are pressed. Everything behind it may trust its context.
 */
export function editorsOnly(isEditor: (userId: number) => boolean, behind: Composer<DeskContext>) {
  const door = new Composer<DeskContext>();
  door.use(async (context, next) => {
    context.words = words[spokenLanguage(context.from?.language_code ?? 'en')];
    await next();
  });
  door.filter((context) => context.from !== undefined && isEditor(context.from.id), behind);
  return door;
}
