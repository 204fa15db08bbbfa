import { z } from 'zod';
import type { Section, SectionName } from '../news/section.ts';
import { sectionKey } from '../news/section.ts';

const word = z.string().trim().min(1).max(100);
const tag = z.string().regex(/^[a-z]{2,3}$/);

/** `sections:` at the top of the channels file: a section, and its other names. */
export const sectionsShape = z.record(
  word,
  z.union([word.transform((only) => [only]), z.array(word).min(1), z.record(tag, word)]),
);

/** How `sections` is described in errors. */
export const aboutSections = {
  expected: 'sections with their other names; no name belongs to two of them',
  example: 'sections:\n  Society: [Общество, Қоғам]',
};

export function sectionsOf(entries: z.infer<typeof sectionsShape>): Section[] {
  return Object.entries(entries).map(([key, others]) => {
    const named = Array.isArray(others)
      ? others.map(guessed)
      : Object.entries(others).map(([language, text]) => ({ text, languages: [language] }));
    // The key may be repeated among the names, with its language.
    const isRepeated = named.some(({ text }) => sectionKey(text, []) === sectionKey(key, []));
    const first = named.find(({ text }) => sectionKey(text, []) === sectionKey(key, [])) ?? guessed(key);
    return { names: isRepeated ? [first, ...named.filter((name) => name !== first)] : [first, ...named] };
  });
}

/** Names that stand in two sections. */
export function doubledNames(sections: readonly Section[]): string[] {
  const seen = new Set<string>();
  const doubled: string[] = [];
  for (const { names } of sections) {
    for (const { text } of names) {
      const key = sectionKey(text, []);
      if (seen.has(key)) doubled.push(text);
      seen.add(key);
    }
  }
  return doubled;
}

/** The letters tell the language, as far as they can. */
function guessed(text: string): SectionName {
  if (/[әғқңөұүһіӘҒҚҢӨҰҮҺІ]|[ğñşūäöüıĞÑŞŪÄÖÜİ]/u.test(text)) return { text, languages: ['kk'] };
  return { text, languages: /\p{Script=Cyrillic}/u.test(text) ? ['kk', 'ru'] : 'other' };
}
