import { textOf, textOfChild, type XmlElement } from './xml-element.ts';

/**
 * The name of a person as RSS writes it: "dana@example.org (Dana Ali)", "Dana Ali <dana@example.org>", or the name alone.
 * null: there is only an address.
 */
export function nameOfPerson(written: string): string | null {
  const trimmed = written.trim();
  const inBrackets = /^\S+@\S+\s*\((?<name>[^)]+)\)$/u.exec(trimmed)?.groups?.['name'];
  if (inBrackets !== undefined) return inBrackets.trim();
  const before = /^(?<name>[^<(]+?)\s*[<(]\s*(?:mailto:)?\S+@[^>)]+[>)]$/u.exec(trimmed)?.groups?.['name'];
  if (before !== undefined) return before.replaceAll(/^["']|["']$/gu, '').trim();
  return trimmed === '' || /^\S+@\S+$/u.test(trimmed) ? null : trimmed;
}

/** The names of the persons that Atom's `author` elements describe. */
export function namesOfPersons(elements: readonly XmlElement[]): string[] {
  const names = elements.map((element) => textOfChild(element, 'name') ?? nameOfPerson(textOf(element)));
  return distinct(names.filter((name) => name !== null).map((name) => name.trim()));
}

/** Each text once, in the order of their first places. */
export function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text) => text !== ''))];
}
