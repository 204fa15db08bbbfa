/** A section of a newsroom under all its names, as `sections` of the channels file lists them. */
export interface Section {
  /** The first one is the key of the list. */
  names: readonly SectionName[];
}

export interface SectionName {
  text: string;
  /** The languages in which the section is called so. */
  languages: readonly string[] | 'other';
}

/** The section that has this name, without regard to case; null: no list has it. */
export function sectionNamed(name: string, sections: readonly Section[]): Section | null {
  const folded = foldSection(name);
  return sections.find(({ names }) => names.some(({ text }) => foldSection(text) === folded)) ?? null;
}

/** What two names of one section have in common. */
export function sectionKey(name: string, sections: readonly Section[]): string {
  return foldSection(sectionNamed(name, sections)?.names[0]?.text ?? name);
}

/**
 * How a section is called in a language: by the name that is listed for it, or as it is written. A listed name is spelled
 * as in the list.
 */
export function sectionIn(language: string, name: string, sections: readonly Section[]): string {
  const names = sectionNamed(name, sections)?.names ?? [];
  const isSpoken = ({ languages }: SectionName) =>
    languages === 'other' ? !['kk', 'ru'].includes(language) : languages.includes(language);
  const spoken = names.filter(isSpoken);
  const isOwn = ({ text }: SectionName) => foldSection(text) === foldSection(name);
  // «Спорт» may be Kazakh or Russian: a name of this language alone is better.
  const alone = spoken.filter(({ languages }) => languages.length === 1);
  const best = alone.find(isOwn) ?? alone[0] ?? spoken.find(isOwn) ?? spoken[0] ?? names.find(isOwn);
  return best?.text ?? name;
}

const noSection =
  /^(?:uncategori[sz]ed|unclassified|no category|none|default|без (?:рубрики|категории|раздела)|санатсыз|айдарсыз|санаты жоқ|айдары жоқ)$/iu;

/** Whether a CMS writes this name where an article has no section. */
export function isNoSection(name: string): boolean {
  return noSection.test(name.trim());
}

function foldSection(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
}
