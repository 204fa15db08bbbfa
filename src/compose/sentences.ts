export function splitSentences(text: string, _language: string): string[] {
  return text
    .split(/\n\s*\n|(?<=[.!?…])\s+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
