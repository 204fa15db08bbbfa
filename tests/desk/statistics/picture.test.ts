import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateOf } from '../../../src/time/local-clock.ts';
import {
  cleanName,
  cutToWidth,
  escapeXml,
  estimateWidth,
} from '../../../src/desk/statistics/picture-text.ts';
import { drawStatistics, type StatisticsFacts } from '../../../src/desk/statistics/picture.ts';
import { spokenLanguages } from '../../../src/news/language.ts';
import { readFontMetrics } from './font-metrics.ts';
import { runs } from '../../stage/sizes.ts';

const fontFile = (name: string) =>
  new URL(`../../../src/desk/statistics/fonts/${name}`, import.meta.url).pathname;
const regular = readFontMetrics(fontFile('NotoSans-Regular.ttf'));
const bold = readFontMetrics(fontFile('NotoSans-Bold.ttf'));

const kazakh = 'АаӘәБбВвГгҒғДдЕеЁёЖжЗзИиЙйКкҚқЛлМмНнҢңОоӨөПпРрСсТтУуҰұҮүФфХхҺһЦцЧчШшЩщЪъЫыІіЬьЭэЮюЯя';
const others =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,:;!?…—–-«»"()%·/&@#+=\u00A0\u202F\u2009';

describe('the fonts', () => {
  test.each(Array.from(kazakh + others, (character) => [character]))('both have a glyph for "%s"', (one) => {
    expect(regular.hasGlyph(one)).toBe(true);
    expect(bold.hasGlyph(one)).toBe(true);
  });

  test('every width is known, and none is thought of as much wider than it is', () => {
    const isOff = (character: string) => {
      const width = regular.width(character, 1);
      const estimate = estimateWidth(character, 1);
      return estimate < width - 0.001 || (width > 0.2 && width < 0.95 && estimate > width + 0.12);
    };
    expect(Array.from(kazakh + others).filter(isOff)).toEqual([]);
  });

  test.each([
    ['Экономика және қаржы жаңалықтары'],
    ['Чрезвычайные происшествия'],
    ['The quick brown fox, 1,234.5'],
    ['ҚАБЫЛДАНБАДЫ'],
  ])('a whole text is a little narrower than estimated: %s', (text) => {
    for (const [font, isBold] of [
      [regular, false],
      [bold, true],
    ] as const) {
      const width = font.width(text, 34);
      const estimate = estimateWidth(text, 34, isBold);
      expect(estimate).toBeGreaterThanOrEqual(width);
      expect(estimate).toBeLessThan(width * 1.15);
    }
  });
});

describe('names', () => {
  test.each([
    ['Саясат', 'Саясат'],
    ['🏛 Саясат 🇰🇿', 'Саясат'],
    ['a\u0000b\u202Ec\nd', 'a b c d'],
    ['\uD800x', '\uFFFDx'],
  ])('%j becomes %j', (name, clean) => {
    expect(cleanName(name)).toBe(clean);
  });

  test('what is cut fits, and ends in an ellipsis', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 60, max: 600 }),
        (name, room) => {
          const cut = cutToWidth(name, room, 34);
          expect(estimateWidth(cut, 34)).toBeLessThanOrEqual(room);
          expect(cut === name || cut.endsWith('…')).toBe(true);
        },
      ),
    );
  });

  test('nothing of a name is markup', () => {
    expect(escapeXml(`<a b="c">&'\u0008`)).toBe("&lt;a b=&quot;c&quot;&gt;&amp;'");
  });
});

const delays = fc.option(
  fc.record({ medianMs: fc.nat({ max: 10 ** 10 }), p95Ms: fc.nat({ max: 10 ** 10 }) }),
  { nil: null },
);
const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom('</text><script>', ']]>', '"><image href="file:///etc/passwd"/>', '&#0;', '&lt;', ''),
);

function facts(): fc.Arbitrary<StatisticsFacts> {
  return fc.integer({ min: 1, max: 90 }).chain((days) => {
    const sent = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 2_000_000 })), {
      minLength: days,
      maxLength: days,
    });
    const count = fc.option(fc.nat({ max: 9_000_000 }), { nil: null });
    const readers = fc.record({
      subscribers: count,
      joins: fc.nat({ max: 99_999 }),
      leaves: fc.nat({ max: 99_999 }),
      reactions: count,
      comments: count,
    });
    const noReaders = { subscribers: null, joins: 0, leaves: 0, reactions: null, comments: null };
    return fc.record({
      readers: fc.oneof(readers, fc.constant(noReaders)),
      dates: fc.constant(Array.from({ length: days }, (_, day) => dateOf(20_000 + day))),
      timeZone: fc.constantFrom('Asia/Almaty', 'America/Argentina/Buenos_Aires'),
      posts: fc.record({
        channels: fc.array(fc.record({ channel: name, sent, refused: fc.nat({ max: 9_999 }), delays }), {
          maxLength: 15,
        }),
        sections: fc.array(fc.record({ section: fc.option(name, { nil: null }), sent }), { maxLength: 20 }),
        digests: sent,
        delays,
      }),
    });
  });
}

const tags = /<(\/?)([a-z]+)((?: [a-zA-Z-]+="[^"<&]*(?:&[a-z]+;[^"<&]*)*")*)(\/?)>/g;

describe('the picture', () => {
  test('whatever the numbers and names: well-formed, of known elements, and every number a number', () => {
    fc.assert(
      fc.property(facts(), fc.constantFrom(...spokenLanguages), (given, language) => {
        const svg = drawStatistics(given, language);
        expect(svg).not.toMatch(/NaN|Infinity|undefined|null|="-?"/);
        const elements = new Set<string>();
        const stray: string[] = [];
        const open: string[] = [];
        for (const [tag, closing, element = '', , closed] of svg.matchAll(tags)) {
          elements.add(element);
          if (closing === '/' && open.pop() !== element) stray.push(tag);
          if (closing === '' && closed === '') open.push(element);
        }
        expect([...stray, ...open]).toEqual([]);
        expect([...elements].sort()).toEqual(['path', 'rect', 'svg', 'text']);
        const words = svg.replaceAll(tags, '');
        expect(words).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|apos);)/);
        // eslint-disable-next-line no-control-regex -- these are what XML does not allow
        expect(words).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/);
      }),
      { numRuns: runs(150) },
    );
  });

  test('every line of text stays within the picture, in every language', () => {
    const plain =
      /<text x="([\d.]+)" y="([\d.]+)" font-size="([\d.]+)"( font-weight="700")?(?: text-anchor="(\w+)")? fill="#\w+">([^<]*)</g;
    const readable = facts().map((given) => ({
      ...given,
      posts: {
        ...given.posts,
        channels: given.posts.channels.map((channel) => ({ ...channel, channel: kazakh })),
        sections: given.posts.sections.map((section) => ({ ...section, section: kazakh })),
      },
    }));
    fc.assert(
      fc.property(readable, fc.constantFrom(...spokenLanguages), (given, language) => {
        const svg = drawStatistics(given, language);
        const height = Number(/viewBox="0 0 1080 ([\d.]+)"/.exec(svg)?.[1]);
        const texts = [...svg.matchAll(plain)];
        expect(texts.length).toBeGreaterThanOrEqual(11);
        const outside = texts.filter(([, x, y, size, weight, anchor, content = '']) => {
          const width = (weight === undefined ? regular : bold).width(content, Number(size));
          const left = Number(x) - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0);
          return left < 28 || left + width > 1080 - 28 || Number(y) >= height || Number(size) < 10;
        });
        expect(outside.map(([element]) => element)).toEqual([]);
      }),
      { numRuns: runs(100) },
    );
  });

  test('shows what readers did where somebody counted, and nothing where nobody did', () => {
    const dates = [dateOf(20_000)];
    const posts = { channels: [], sections: [], digests: [0], delays: null };
    const drawn = (readers: StatisticsFacts['readers']) =>
      [
        ...drawStatistics({ posts, dates, timeZone: 'UTC', readers }, 'ru').matchAll(/>([^<>]+)<\/text>/g),
      ].map(([, words]) => words);
    const none = { subscribers: null, joins: 0, leaves: 0, reactions: null, comments: null };
    expect(drawn(none).join()).not.toMatch(/подписчик|реакци|комментари/u);
    expect(drawn({ ...none, subscribers: 12_345, joins: 120, leaves: 31, reactions: 2 })).toEqual(
      expect.arrayContaining(['подписчиков', '+120 −31', 'новые, ушли', '2', 'реакции', '—', 'комментариев']),
    );
  });

  test('no word of ours is cut', () => {
    const [dates, readers] = [
      [dateOf(20_000)],
      { subscribers: 5, joins: 120, leaves: 31, reactions: 5, comments: 5 },
    ];
    const posts = {
      channels: [{ channel: 'main', sent: [5], refused: 5, delays: null }],
      sections: [],
      digests: [0],
      delays: null,
    };
    for (const language of spokenLanguages)
      expect(drawStatistics({ posts, dates, timeZone: 'UTC', readers }, language)).not.toContain('…');
  });

  test('a phone can show it: never more than two and a half times as high as wide', () => {
    fc.assert(
      fc.property(facts(), (given) => {
        const [, width, height] = /viewBox="0 0 (\d+) ([\d.]+)"/.exec(drawStatistics(given, 'kk')) ?? [];
        expect(Number(height)).toBeLessThanOrEqual(Number(width) * 2.5);
      }),
    );
  });
});
