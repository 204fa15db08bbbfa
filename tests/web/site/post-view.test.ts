import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeHtml } from '../../../src/web/site/post-view.ts';

test.each([
  ['<b>A &amp; B</b>\n\n&lt;i&gt;', '<b>A &amp; B</b>\n\n&lt;i&gt;'],
  [
    '<a href="https://x.kz/?a=1&amp;b=2">Read</a>',
    '<a href="https://x.kz/?a=1&amp;b=2" rel="noreferrer noopener" target="_blank">Read</a>',
  ],
  ['<tg-spoiler>x</tg-spoiler>', '<span class="spoiler">x</span>'],
  ['<blockquote>x</blockquote>', '<blockquote>x</blockquote>'],
  ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['<b onclick="x">y</b>', '&lt;b onclick=&quot;x&quot;&gt;y'],
  ['<a href="javascript:alert(1)">x</a>', '&lt;a href=&quot;javascript:alert(1)&quot;&gt;x'],
  ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
  ['<b>never ends', '<b>never ends</b>'],
  ['ends </b></a> never began', 'ends  never began'],
  ['<b><i>x</b></i>', '<b><i>x</i></b>'],
  ['AT&T', 'AT&amp;T'],
])('shows %j as %j', (given, shown) => {
  expect(safeHtml(given)).toBe(shown);
});

test('whatever stands in a text, only known elements come out, each with its end', () => {
  const part = fc.constantFrom(
    '<b>',
    '</b>',
    '<i>',
    '</i>',
    '<a href="https://x.kz">',
    '</a>',
    '<',
    '"',
    '&',
    'x',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(part).map((parts) => parts.join('')),
      ),
      (text) => {
        const open: string[] = [];
        for (const [, slash, name = ''] of safeHtml(text).matchAll(/<(\/?)([a-z]+)[^>]*>/g)) {
          expect(['b', 'i', 'a', 'u', 's', 'em', 'code', 'pre', 'span', 'strong']).toContain(name);
          const ended = slash === '' ? name : open.pop();
          expect(ended).toBe(name);
          if (slash === '') open.push(name);
        }
        expect(open).toEqual([]);
      },
    ),
  );
});
