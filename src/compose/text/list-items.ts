// Items of a list that stand in one line: "1. The budget 2. The taxes", «а) бюджет б) салық».

const marker = /^(\(?)(\d{1,2}|\p{L}|[ivx]{1,4})(\.\)|[.)])\s?(?=\S)/u;
const bullet = /^[•▪●⁃◦]/u;
const orders = [
  Array.from({ length: 99 }, (_, index) => String(index + 1)),
  Array.from('abcdefghijkl'),
  Array.from('абвгдежзик'),
  ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x'],
];

/** The items of a paragraph that is a list in one line; otherwise the paragraph alone. */
export function splitListItems(paragraph: string): string[] {
  const sign = bullet.exec(paragraph)?.[0];
  if (sign !== undefined) return itemsAt(paragraph, () => `${sign}\\s?(?=\\S)`);
  const [, open = '', first = '', close = ''] = marker.exec(paragraph) ?? [];
  const order = orders.find(([one]) => one === first);
  if (order === undefined) return [paragraph];
  // The next item must carry the next number, and begin with a capital: "item 1. It costs 2. Nobody paid" is no list.
  return itemsAt(paragraph, (count) => {
    const next = order[count];
    const capital = close === ')' || open !== '' ? '\\p{L}' : '\\p{Lu}';
    return next === undefined
      ? null
      : `${(open + next + close).replace(/[().]/g, '\\$&')}\\s(?=[«“"]?${capital})`;
  });
}

/** @param patternOf the pattern of the marker after so many items; null: there are no more. */
function itemsAt(paragraph: string, patternOf: (count: number) => string | null): string[] {
  const items: string[] = [];
  let start = 0;
  for (;;) {
    const pattern = patternOf(items.length + 1);
    const found =
      pattern === null ? null : new RegExp(`(?<=\\s)${pattern}`, 'u').exec(paragraph.slice(start + 1));
    if (found === null) return [...items, paragraph.slice(start)];
    const next = start + 1 + found.index;
    items.push(paragraph.slice(start, next));
    start = next;
  }
}
