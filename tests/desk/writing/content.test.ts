import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { escapeHtml } from '../../../src/compose/fitting.ts';
import { markedHtml } from '../../../src/compose/marked-text.ts';
import { contentOf, joined, marksOf } from '../../../src/desk/writing/content.ts';
import { edited } from '../../../src/desk/writing/receiving.ts';
import { nothingWritten } from '../../../src/news/written.ts';
import { parseHtml } from '../../../src/sandbox/html/parser.ts';

const sent = (message: object) => contentOf({ message_id: 1, ...message });
const file = (id: string) => ({ file_id: id, file_unique_id: id });
const photo = (id: string) => [
  { file_id: 's', file_unique_id: 's', width: 1, height: 1 },
  { file_id: id, file_unique_id: id, width: 9, height: 9 },
];

describe('what an editor sent', () => {
  test('has its formatting at the same places, also behind a command and signs of two units', () => {
    const content = sent({
      text: '/new@desk_bot   👍🏽 Bold\nlink',
      entities: [
        { type: 'bot_command', offset: 0, length: 13 },
        { type: 'bold', offset: 21, length: 4 },
        { type: 'text_link', offset: 26, length: 4, url: 'HTTPS://A.kz/?x=1' },
        { type: 'custom_emoji', offset: 16, length: 4, custom_emoji_id: '5' },
        { type: 'text_mention', offset: 21, length: 4, user: { id: 1, is_bot: false, first_name: 'A' } },
      ],
    });
    expect(content?.text).toBe('👍🏽 Bold\nlink');
    expect(content?.marks).toEqual([
      { kind: 'bold', start: 5, end: 9 },
      { kind: 'link', start: 10, end: 14, href: 'HTTPS://A.kz/?x=1' },
    ]);
  });

  test.each([
    ['photo', { photo: photo('large') }, 'telegram-file:large#large'],
    ['video', { video: file('v') }, 'telegram-file:v#v'],
    ['animation', { animation: file('g'), document: file('d') }, 'telegram-file:g#g'],
    ['audio', { audio: file('a') }, 'telegram-file:a#a'],
    ['document', { document: file('d') }, 'telegram-file:d#d'],
  ])('may be a %s', (kind, message, url) => {
    expect(sent({ ...message, caption: 'C' })).toMatchObject({ text: 'C', media: [{ kind, url }] });
  });

  test.each([
    ['a voice message', { voice: { file_id: 'v' } }],
    ['a sticker', { sticker: { file_id: 's' } }],
    ['a place', { location: { latitude: 1, longitude: 1 } }],
  ])('may not be %s', (_what, message) => {
    expect(sent(message)).toBeNull();
  });

  test('says whether a preview is wanted', () => {
    expect(sent({ text: 'https://a.kz' })?.hasPreview).toBe(true);
    const off = { text: 'https://a.kz', link_preview_options: { is_disabled: true } };
    expect(sent(off)?.hasPreview).toBe(false);
  });

  test('joins what came before: an album grows, a new photo keeps the text, a new text the photo', () => {
    const first = sent({ photo: photo('1'), caption: 'C', media_group_id: 'g' });
    const second = sent({ photo: photo('2'), media_group_id: 'g' });
    const text = sent({ text: 'T' });
    if (first === null || second === null || text === null) throw new Error('they have content');
    const album = joined(joined(nothingWritten, first, false), second, true);
    expect(album).toMatchObject({
      text: 'C',
      media: [{ url: 'telegram-file:1#1' }, { url: 'telegram-file:2#2' }],
    });
    expect(joined(album, text, false)).toMatchObject({ text: 'T', media: [{}, {}] });
    expect(joined(album, second, false)).toMatchObject({ text: 'C', media: [{ url: 'telegram-file:2#2' }] });
  });

  test('follows an edited message: a caption, a part of an album, a text of its own', () => {
    const first = sent({ photo: photo('1'), caption: 'C', media_group_id: 'g' });
    const second = sent({ photo: photo('2'), media_group_id: 'g' });
    const other = sent({ photo: photo('3') });
    const text = sent({ text: 'T' });
    if (first === null || second === null || other === null || text === null) throw new Error('content');
    const album = joined(joined(nothingWritten, first, false), second, true);
    expect(edited(album, [5, 6], 6, other)).toMatchObject({
      text: 'C',
      media: [{}, { url: 'telegram-file:3#3' }],
    });
    expect(edited(album, [5, 6], 5, { ...first, text: 'D' })).toMatchObject({ text: 'D', media: [{}, {}] });
    expect(edited(album, [5, 6], 5, { ...first, text: '' })).toMatchObject({ text: '' });
    const withText = joined(album, text, false);
    expect(edited(withText, [5, 6, 7], 7, { ...text, text: 'U' })).toMatchObject({
      text: 'U',
      media: [{}, {}],
    });
    expect(edited(withText, [5, 6, 7], 5, first)).toMatchObject({ text: 'T' });
  });
});

const vectorsFile = new URL('../../../../shared/telegram/parse_html_vectors.json', import.meta.url);

const kept: ReadonlySet<string> = new Set(
  'bold italic underline strikethrough spoiler code pre text_link blockquote expandable_blockquote'.split(
    ' ',
  ),
);

/** What Telegram reads of a text, and what it reads again after it went through our marks and our HTML. */
function readTwice(html: string) {
  const read = parseHtml(html);
  const marks = marksOf(read.entities as Parameters<typeof marksOf>[0]); // of the same shape
  const again = parseHtml(markedHtml({ text: read.text, marks }, escapeHtml));
  // A link of Telegram's own names a person or a place in the app.
  const isKept = ({ type, url = 'https://' }: { type: string; url?: string }) =>
    kept.has(type) && /^(?:https?|tg):/u.test(url);
  return [again, read].map(({ entities, text }) => ({ text, entities: entities.filter(isKept) }));
}

/** Telegram's own examples of formatted texts, on machines that have them. */
test.runIf(existsSync(vectorsFile))("Telegram's own texts come back as they were", () => {
  const vectors = JSON.parse(readFileSync(vectorsFile, 'utf8')) as { input: string; error: string | null }[];
  const taken = vectors.filter(({ error }) => error === null);
  expect(taken.length).toBeGreaterThan(60);
  for (const { input } of taken) {
    const [again, first] = readTwice(input);
    expect(again).toEqual(first);
  }
});

test.each([
  '<b>a<i>b</i></b>c',
  '<blockquote>q <b>b</b></blockquote>\nx',
  '<blockquote expandable>q</blockquote>',
  '<pre><code class="language-c++">int a;</code></pre>',
  '<a href="https://a.kz/?b=1&amp;c=2">x <b>y</b></a>',
  '<tg-spoiler>s</tg-spoiler> <u>u</u> <s>s</s> <code>c</code> &lt;&amp;',
  '👍🏽<b>🇰🇿</b> ё<i>й</i>',
])('what Telegram reads of %s is sent again as it was', (html) => {
  const [again, first] = readTwice(html);
  expect(again).toEqual(first);
});
