import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeArticle, composeDigest } from '../../src/compose/composer.ts';
import { faultOfTemplate } from '../../src/compose/template-check.ts';
import type { Channel } from '../../src/news/channel.ts';
import { reduced } from '../../src/deliver/forms.ts';
import { labelKinds } from '../../src/news/label.ts';
import { spokenLanguages } from '../../src/news/language.ts';
import { mediumKinds, type MediumKind } from '../../src/news/medium.ts';
import { labellingOf, lacksLabels } from '../../src/plan/labels.ts';
import { parseHtml } from '../../src/sandbox/html/parser.ts';
import { parseSchedule } from '../../src/time/cron.ts';
import { postWordsFor } from '../../src/words/posts.ts';
import { article, channel, hostileArticle, hostileText } from '../stage/hostile.ts';
import { runs } from '../stage/sizes.ts';

const long = 'Бұл – өте ұзын мәтіннің бір сөйлемі. '.repeat(700);
const longest = {
  url: `https://news.kz/${'a'.repeat(2_000)}`,
  headline: 'ұзын тақырып '.repeat(60),
  summary: long,
  body: long,
  section: 'Қоғам / Экономика / Саясат / Мәдениет / Спорт',
  imageUrl: 'https://img.kz/1.jpg',
  imageCredit: 'фотограф '.repeat(50),
};
const template = '{{#sign}}{{sign}}\n{{/sign}}{{headline}}\n\n{{summary}}\n{{quote}}\n{{link}}\n{{labels}}';

describe('a label', () => {
  const looks = [
    {},
    { labelPlace: 'last' },
    { isHeadlineLinked: true, longText: 'expand', hasSourceLine: true },
    { template },
  ] as const;

  test.each(spokenLanguages)('is never cut, in any form and look: %s', (language) => {
    for (const look of looks) {
      for (const kind of labelKinds) {
        const given = { ...article, ...longest, language, labels: [kind], age: 21, urgency: 1 };
        const full: Channel = {
          ...channel,
          ...look,
          hasBreakingSign: true,
          hashtags: 'section',
          footer: 'f'.repeat(200),
        };
        const { photo, plain, text } = composeArticle(given, full);
        const label = `${postWordsFor(language).labels[kind]} · 21+`;
        for (const shown of [photo?.caption.shown, text.shown, plain]) expect(shown).toContain(label);
        expect(photo?.caption.shown.length).toBeLessThanOrEqual(1024);
      }
    }
  });

  test('all of them together leave the link and the footer in a caption', () => {
    for (const language of spokenLanguages) {
      const given = { ...article, ...longest, language, labels: labelKinds, age: 0, urgency: 2 };
      const look = { ...channel, hasBreakingSign: true, footer: 'f'.repeat(200) };
      const caption = composeArticle(given, look).photo?.caption;
      expect(caption?.html).toContain(`<a href="${longest.url}">`);
      expect(caption?.shown).toContain('f'.repeat(200));
      for (const word of Object.values(postWordsFor(language).labels)) expect(caption?.shown).toContain(word);
    }
  });

  test('stands in its place, and breaking news begins with its sign', () => {
    const given = { ...article, labels: ['advertising' as const], age: 16, urgency: 1 };
    const look = { ...channel, hasBreakingSign: true, footer: 'The end' };
    expect(composeArticle(given, look).text.shown).toBe(
      'Advertisement · 16+\n\n⚡ Breaking\nKazakhstan keeps its key rate\n\n' +
        'The National Bank kept the rate at 14.25%.\n\nRead more\n\nThe end',
    );
    expect(composeArticle(given, { ...look, labelPlace: 'last', hasBreakingSign: false }).text.shown).toMatch(
      /^Kazakhstan [\s\S]*The end\n\nAdvertisement · 16\+$/,
    );
  });

  test.each([
    ['kk', 'Жарнама құқығында', '⚡ Шұғыл'],
    ['ru', 'На правах рекламы', '⚡ Срочно'],
    ['en', 'Advertisement', '⚡ Breaking'],
  ])('has the words of the language: %s', (language, label, sign) => {
    const given = { ...article, language, labels: ['advertising' as const], urgency: 2 };
    const { shown } = composeArticle(given, { ...channel, hasBreakingSign: true }).text;
    expect(shown.startsWith(`${label}\n\n${sign}\n`)).toBe(true);
  });

  test('has the words of the channel', () => {
    const given = { ...article, language: 'ru', labels: ['pr' as const, 'ai' as const] };
    const labelWords = { pr: 'Пресс-релиз', ai: { kk: 'ЖИ жасаған' } };
    expect(composeArticle(given, { ...channel, labelWords }).text.shown).toMatch(
      /^Пресс-релиз · Создано с помощью ИИ\n/,
    );
  });

  test.each(spokenLanguages)('stands in a digest, whatever else does: %s', (language) => {
    const schedule = parseSchedule('0 8 * * *');
    if (schedule === null) throw new Error('it is a schedule');
    const plan = { schedule, top: 30, by: 'views', periodMs: 86_400_000, isPinned: false } as const;
    const many = Array.from({ length: 30 }, (_, index) => ({
      ...article,
      id: `a${index}`,
      language,
      headline: `Headline ${index} ${'word '.repeat(40)}`,
      labels: index % 2 === 0 ? (['advertising'] as const) : null,
    }));
    const label = postWordsFor(language).labels.advertising;
    const message = composeDigest(many, channel, plan, { at: new Date(0), timeZone: 'UTC' });
    for (const shown of [message?.text.shown ?? '', message?.plain ?? '']) {
      const lines = shown.split('\n').filter((line) => /^\d+\. /.test(line));
      expect(lines.length).toBeGreaterThan(10);
      for (const [index, line] of lines.entries()) expect(line.endsWith(` · ${label}`)).toBe(index % 2 === 0);
    }
  });
});

describe('the labels of an article', () => {
  const rule = { sections: ['Partners'], keywords: ['gpt'], labels: ['partner' as const], age: 12 };
  const rules = { labelRules: [rule], sectionNames: [], requiresLabels: true };

  test.each([
    ['stated', { labels: ['ai' as const] }, ['ai'], null, false],
    ['stated as none', { labels: [] }, [], null, false],
    ['not stated', {}, [], null, true],
    ['by section', { sections: ['PARTNERS'] }, ['partner'], 12, false],
    ['by keyword', { keywords: ['GPT'] }, ['partner'], 12, false],
    [
      'added by a rule',
      { keywords: ['gpt'], labels: ['advertising' as const] },
      ['advertising', 'partner'],
      12,
      false,
    ],
    ['none although a rule says so', { keywords: ['gpt'], labels: [] }, [], 12, false],
    ['with an age of its own', { keywords: ['gpt'], age: 18 }, ['partner'], 18, false],
  ])('%s', (_, given, labels, age, isLacking) => {
    const one = { ...article, ...given };
    expect(labellingOf(one, rules)).toEqual({ labels, age });
    expect(lacksLabels(one, rules)).toBe(isLacking);
    expect(lacksLabels(one, { ...rules, requiresLabels: false })).toBe(false);
  });
});

/** Every kind of post that there is: each medium, an album, and none. */
const shown = [[], ...mediumKinds.map((kind) => [kind]), Array.from({ length: 10 }, photoOrVideo)];

function photoOrVideo(_: unknown, index: number): MediumKind {
  return index % 2 === 0 ? 'video' : 'photo';
}

const looksOfPosts = fc.record({
  labelPlace: fc.constantFrom('first' as const, 'last' as const),
  isHeadlineLinked: fc.boolean(),
  longText: fc.constantFrom('cut' as const, 'expand' as const),
  hasSourceLine: fc.boolean(),
  hasBreakingSign: fc.boolean(),
  showsUpdates: fc.boolean(),
  previewPlace: fc.constantFrom('above' as const, 'below' as const),
  images: fc.constantFrom('photo' as const, 'preview' as const, 'none' as const),
  hashtags: fc.constantFrom('section' as const, 'none' as const),
  footer: fc.constantFrom(null, 'f'.repeat(200), '[Site](https://news.kz/) | [Instagram](https://i.kz/)'),
  utm: fc.constantFrom(null, { source: 'telegram', medium: '{channel}', campaign: '{section}' }),
  template: fc.constantFrom(null, template, '{{labels}} <a href="{{url}}">{{headline}}</a>\n{{summary}}'),
});

test('labels stand in every form of any post, in every look, language and length', () => {
  const given = fc.record({
    content: fc.oneof(fc.constant({ ...article, ...longest }), hostileArticle),
    language: fc.constantFrom(...spokenLanguages),
    labels: fc.subarray([...labelKinds], { minLength: 1 }),
    age: fc.constantFrom(null, 0, 21),
    urgency: fc.constantFrom(1, 5),
    kinds: fc.constantFrom(...shown),
    isWritten: fc.boolean(),
    updatedAt: fc.constantFrom(null, new Date('2026-06-22T09:05:00Z')),
  });
  fc.assert(
    fc.property(given, looksOfPosts, ({ content, isWritten, kinds, updatedAt, ...more }, look) => {
      const media = kinds.map((kind, index) => ({
        kind,
        url: `https://img.kz/${index}`,
        caption: longest.headline,
        credit: longest.imageCredit,
      }));
      const text = content.body ?? content.headline;
      const written = { text, marks: [], channels: ['main'], bot: 'main', hasPreview: true };
      const one = { ...content, ...more, media, written: isWritten ? written : null };
      const message = composeArticle(one, { ...channel, ...look }, { updatedAt });
      const { photo, plain, text: whole } = message;
      const captions = [photo?.caption, reduced(message).photo?.caption];
      for (const { html, shown: caption } of captions.filter((each) => each !== undefined)) {
        expect(parseHtml(html).text).toBe(caption);
        expect(caption.length).toBeLessThanOrEqual(1_024);
      }
      const words = [
        ...more.labels.map((label) => postWordsFor(more.language).labels[label]),
        ...(more.age === null ? [] : [`${more.age}+`]),
      ];
      const forms = [whole.shown, plain, ...captions.map((caption) => caption?.shown ?? whole.shown)];
      for (const form of forms) for (const word of words) expect(form).toContain(word);
    }),
    { numRuns: runs(1_000) },
  );
});

test('words of a label that cannot be shown do not take the label away', () => {
  fc.assert(
    fc.property(hostileText, (word) => {
      const given = { ...article, labels: ['advertising' as const] };
      const look = { ...channel, labelWords: { advertising: word.slice(0, 60) } };
      const [first = ''] = composeArticle(given, look).text.shown.split('\n\n');
      expect(first).not.toBe(article.headline);
      expect(first.trim()).not.toBe('');
    }),
    { numRuns: runs(100) },
  );
});

test('the template of this file is one', () => {
  expect(faultOfTemplate({ ...channel, template })).toBeNull();
});
