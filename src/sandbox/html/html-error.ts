/** What is wrong with a text, in Telegram's words, without the `can't parse entities: ` that comes before them. */
export class HtmlError extends Error {}

/** Telegram counts positions in UTF-8. */
export function byteOffset(text: string, at: number): number {
  return Buffer.byteLength(text.slice(0, at));
}
