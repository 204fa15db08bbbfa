/** What Telegram would read of our HTML, by a reader that knows nothing but what we may write. */
export interface ReadHtml {
  shown: string;
  entities: { type: 'bold' | 'text_link'; offset: number; length: number; url?: string }[];
}

const characters: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
};

function decode(text: string): string {
  return text.replace(/&(?:lt|gt|amp|quot);/g, (name) => characters[name] ?? name);
}

/** Throws at anything but <b>, <a href="…">, text and the four entities, closed in order and never empty. */
export function readStrictly(html: string): ReadHtml {
  const read: ReadHtml = { shown: '', entities: [] };
  let open: ReadHtml['entities'][number] | null = null;
  const token = /<b>|<a href="([^"<>]+)">|<\/(b|a)>|[^<>&"]+|&(?:lt|gt|amp|quot);/y;
  while (token.lastIndex < html.length) {
    const at = token.lastIndex;
    const match = token.exec(html);
    if (match === null) throw new Error(`not ours at ${at}: ${html.slice(at, at + 20)}`);
    const [whole, href, closing] = match;
    if (closing !== undefined) {
      if (open === null || (closing === 'b') !== (open.type === 'bold'))
        throw new Error(`closed out of order: ${at}`);
      open.length = read.shown.length - open.offset;
      if (open.length === 0) throw new Error(`empty element: ${at}`);
      read.entities.push(open);
      open = null;
    } else if (whole === '<b>' || href !== undefined) {
      if (open !== null) throw new Error(`nested: ${at}`);
      const offset = read.shown.length;
      open =
        href === undefined
          ? { type: 'bold', offset, length: 0 }
          : { type: 'text_link', offset, length: 0, url: decode(href) };
    } else {
      read.shown += decode(whole);
    }
  }
  if (open !== null) throw new Error('never closed');
  return read;
}

/** Telegram's cleaning of a text (tdlib misc.cpp `clean_input_string`, and the trimming), written anew. */
export function cleanAsTelegram(text: string): string {
  return text
    .replace(/\u0333|\u033F|\u030A|[\u2028-\u202E\r]/g, '')
    .replace(/(?![\n\u007F-\u009F])\p{Cc}/gu, ' ')
    .replace(/[\u200E\u200F](?=[\u200E\u200F])/g, '\u200C')
    .trim();
}
