import fc from 'fast-check';
import { expect, test } from 'vitest';
import { composeArticle } from '../../src/compose/composer.ts';
import { summaryOf } from '../../src/compose/text/summary.ts';
import { toArticle } from '../../src/store/articles/article-columns.ts';
import { channel } from '../stage/builders.ts';
import { runs } from '../stage/sizes.ts';

/** Pieces of a text as editors' programs leave them: HTML, escaped once or twice, controls, marks of a cut. */
const pieces = fc.constantFrom(
  '&laquo;',
  '&#171;',
  '&#xAB;',
  '&amp;laquo;',
  '&amp;#171;',
  '&nbsp;',
  '&amp;nbsp;',
  '&mdash;',
  '&hellip;',

  '<p>',
  '</p>',
  '<br>',
  '<b>',
  '</b>',
  '<a href="https://x.kz">',
  '</a>',
  '&lt;b&gt;',
  '&lt;/p&gt;',
  '<li>',

  '\u0002',
  '\u0000',
  '\u000B',
  '\u007F',
  '\u0085',
  '\u001F',
  '[…]',
  '[...]',
  '[&hellip;]',
  '[&amp;hellip;]',
  '…',

  'Көпір ашылды.',
  'Мост открыли вчера.',
  'The bridge is open.',
  'AT&T',
  'a<b',
  '5 < 6',
  '<Тұран>',
  '. ',
  ', ',
  '<script>x()</script>',
  '<!-- no -->',
  '<![CDATA[x]]>',
  '&quot;',
  '&amp;quot;',
  '\n',
  '\n\n',
  ' ',
  ' ',
);
const field = fc.array(pieces, { minLength: 1, maxLength: 14 }).map((list) => list.join(' '));
const optional = fc.option(field);

const entity = /&(?:[a-z]{2,8}|#\d{1,6}|#x[\da-f]{1,6});/iu;
const tag = /<\/?(?:p|br|b|a|li|script)(?:\s[^<>]*)?>/iu;
const control = /(?!\n)\p{Cc}/u;
const cutEnd = /[[(](?:…|\.{3})[\])]\s*$/u;

test('no post has an entity, a tag, a control character or a mark of a cut at its end', () => {
  fc.assert(
    fc.property(
      fc.record({ headline: field, summary: optional, body: optional, section: optional, credit: optional }),
      fc.constantFrom('kk', 'ru', 'en'),
      fc.constantFrom('photo', 'none'),
      ({ headline, summary, body, section, credit }, language, images) => {
        const row = {
          id: 'a',
          url: 'https://news.example/a',
          language,
          headline,
          section,
          summary,
          body,
          author: null,
          image_url: 'https://news.example/a.jpg',
          image_credit: credit,
          views: 0,

          sections: null,
          keywords: JSON.stringify([headline]),
          media: null,
          labels: null,
          age: null,
          urgency: 5,
          status: 'usable' as const,
          embargoed_until: null,
          published_at: '2026-11-20T04:00:00.000Z',
          story_id: null,
          follows: null,
          written: null,
          revision: 1,
        } as const;
        const read = toArticle(row);
        if (read === null) throw new Error('the row cannot be read');
        expect(summaryOf(read) ?? '').not.toMatch(cutEnd);
        for (const hashtags of ['section', 'keywords'] as const) {
          const { text, photo, plain } = composeArticle(read, channel({ images, hashtags }));
          for (const shown of [text.shown, photo?.caption.shown ?? '', plain]) {
            for (const pattern of [entity, tag, control]) expect(shown).not.toMatch(pattern);
          }
        }
      },
    ),
    { numRuns: runs(400) },
  );
});
