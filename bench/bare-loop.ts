import { Api } from 'grammy';

/** Measures grammY alone: `node bench/bare-loop.ts <apiRoot> <channels> <posts per channel>` prints posts per second. */
const [apiRoot = '', channels = '1', posts = '1'] = process.argv.slice(2);
const api = new Api('123456789:a-token-for-the-bench-only', { apiRoot });
const text =
  '<b>Headline number 1234</b>\n\nThe library of the region opened its reading room for the night on Friday. More than four hundred readers came, most of them students.\n\n<a href="https://news.example.kz/1234">Read more</a>\n\n#News';
const options = {
  parse_mode: 'HTML' as const,
  link_preview_options: { url: 'https://news.example.kz/1234', prefer_large_media: true },
};

async function sendAll(chatId: number, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await api.sendMessage(chatId, text, options);
}

const ids = Array.from({ length: Number(channels) }, (_, index) => -1_001_000_000_001 - index);
await Promise.all(ids.map((id) => sendAll(id, 20)));
const startedMs = performance.now();
await Promise.all(ids.map((id) => sendAll(id, Number(posts))));
console.log(`rate ${(ids.length * Number(posts) * 1_000) / (performance.now() - startedMs)}`);
