import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeArticle, composeDigest } from '../../src/compose/composer.ts';
import { addressOfFile } from '../../src/news/medium.ts';
import type { Written } from '../../src/news/written.ts';
import { isTaken } from '../../src/plan/filter.ts';
import { parseHtml } from '../../src/sandbox/html/parser.ts';
import { after, article, channel } from '../stage/builders.ts';
import { dailySchedule } from '../../src/time/schedule.ts';
import { runs } from '../stage/sizes.ts';

const text = 'Ertis overflows\n\nRoads to three villages are closed. See the map.';
const written: Written = {
  text,
  marks: [
    { kind: 'bold', start: 0, end: 15 },
    { kind: 'link', start: text.indexOf('map'), end: text.indexOf('map') + 3, href: 'https://map.kz/' },
  ],
  channels: ['main'],
  bot: 'main',
  hasPreview: true,
};
const byHand = (given: Parameters<typeof article>[0] = {}) =>
  article({
    id: 'desk-1',
    url: null,
    language: 'en',
    headline: 'Ertis overflows',
    section: null,
    written,
    ...given,
  });

describe('a post that an editor wrote', () => {
  test('says what they wrote, with its formatting, and what the channel adds to each post', () => {
    const footer = '[Site](https://news.kz/)';
    const message = composeArticle(byHand({ labels: ['advertising'], age: 16 }), channel({ footer }));
    expect(message.text.html).toBe(
      'Advertisement · 16+\n\n<b>Ertis overflows</b>\n\nRoads to three villages are closed. See the ' +
        '<a href="https://map.kz/">map</a>.\n\n<a href="https://news.kz/">Site</a>',
    );
    expect(message.plain).toBe(
      `Advertisement · 16+\n\n${text.replace('map', 'map https://map.kz/')}\n\nSite https://news.kz/`,
    );
    expect(message).toMatchObject({ link: null, photo: null, previewUrl: 'https://map.kz/' });
  });

  test('has no preview where its editor wanted none', () => {
    const given = byHand({ written: { ...written, hasPreview: false } });
    expect(composeArticle(given, channel()).previewUrl).toBeNull();
  });

  test.each([
    ['{{labels}}\n<i>{{headline}}</i>\n{{summary}}\n\n{{link}}{{footer}}', 'PR material\n', ''],
    ['{{labels}} | <b>{{headline}}</b>\n{{link}}', 'PR material | <b>', '</b>'],
  ])('stands in the template %s', (template, before, afterIt) => {
    const given = byHand({ labels: ['pr'] });
    const { html } = composeArticle(given, channel({ template })).text;
    const inside = parseHtml(html.slice(before.length, html.length - afterIt.length)).text;
    expect(html.startsWith(before) && html.endsWith(afterIt)).toBe(true);
    expect(inside.replace(/\s+/g, ' ').trim()).toBe(text.replace(/\s+/g, ' '));
  });

  test('has the usual look where the template has no place for it', () => {
    const message = composeArticle(
      byHand(),
      channel({ template: '{{labels}} <a href="{{url}}">{{author}}</a>' }),
    );
    expect(message.text.shown).toBe(text);
  });

  test('shows the files that its bot received, whatever pictures the channel wants, and another bot shows none', () => {
    const media = [
      { kind: 'video' as const, url: addressOfFile('BAAC', 'AgAD'), caption: null, credit: null },
      { kind: 'photo' as const, url: addressOfFile('AgAC', 'AQAD'), caption: null, credit: null },
    ];
    const { photo } = composeArticle(byHand({ media }), channel({ images: 'none' }));
    expect(photo).toMatchObject({ url: 'telegram-file:BAAC#AgAD', kind: 'video', more: [{ kind: 'photo' }] });
    expect(photo?.caption.shown).toBe(text);
    expect(composeArticle(byHand({ media }), channel({ bot: 'sport' })).photo).toBeNull();
  });

  test('is taken by its channels alone', () => {
    const any = channel({ name: 'other', language: null });
    expect(isTaken(byHand(), any)).toBe(false);
    expect(isTaken(byHand(), channel({ name: 'main', language: 'kk', sections: ['Sport'] }))).toBe(true);
  });

  test('stands in a digest without a link', () => {
    const schedule = dailySchedule(600);
    const plan = { schedule, top: 5, by: 'latest', periodMs: 86_400_000, isPinned: false } as const;
    const digest = composeDigest([byHand()], channel(), plan, { at: after(1), timeZone: 'UTC' });
    expect(digest?.text.html).toContain('1. Ertis overflows');
    expect(digest?.text.html).not.toContain('<a');
  });

  test('fits whatever it is, and its labels stay', () => {
    const letter = fc.constantFrom('a', ' ', '. ', '\n', '👍🏽', '&', '<', '#x ', 'Ә');
    const long = fc.array(letter, { minLength: 1, maxLength: 6_000 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(long, fc.nat(6_000), fc.boolean(), (whole, end, isPhoto) => {
        if (whole.trim() === '') return;
        const marks = [{ kind: 'bold' as const, start: 0, end: Math.min(end + 1, whole.length) }];
        const media = isPhoto
          ? [{ kind: 'photo' as const, url: addressOfFile('A', 'U'), caption: null, credit: null }]
          : null;
        const given = byHand({ labels: ['ai'], media, written: { ...written, text: whole, marks } });
        const message = composeArticle(given, channel());
        const forms = [message.text, ...(message.photo === null ? [] : [message.photo.caption])];
        for (const [index, { html, shown }] of forms.entries()) {
          expect(parseHtml(html).text).toBe(shown);
          expect(shown.length).toBeLessThanOrEqual(index === 0 ? 4096 : 1024);
          expect(shown.startsWith('Made with AI')).toBe(true);
        }
      }),
      { numRuns: runs(60) },
    );
  });
});
