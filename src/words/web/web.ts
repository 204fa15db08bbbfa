import type { SpokenLanguage } from '../../news/language.ts';
import { en } from './english.ts';
import { kk } from './kazakh.ts';
import { ru } from './russian.ts';
import type { WebWords } from './web-words.ts';

/** The words of the page and of `/web`. A missing translation does not compile. */
export const webWords: Readonly<Record<SpokenLanguage, WebWords>> = { en, ru, kk };
