import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeArticle } from '../../src/compose/composer.ts';
import { faultOfTemplate } from '../../src/compose/template-check.ts';
import { labelKinds } from '../../src/news/label.ts';
import type { Message } from '../../src/news/post.ts';
import { parseHtml } from '../../src/sandbox/html/parser.ts';
import { article, channel, hostileArticle, hostileText } from '../stage/hostile.ts';
import { runs } from '../stage/sizes.ts';
import { cleanAsTelegram } from './strict-html.ts';

const rich = `{{#sign}}<b>{{sign}}</b>
{{/sign}}{{labels}}

<b>{{headline}}</b>
<i>{{author}}{{#time}}, {{time}}{{/time}}</i>

{{summary}}
{{#quote}}<blockquote expandable>{{quote}}</blockquote>{{/quote}}
{{credit}}
{{#link}}👉 {{link}}{{/link}}
{{source}}

{{hashtags}}
{{footer}}`;

const templates = [
  rich,
  '{{labels}} <a href="{{url}}"><b>{{headline}}</b></a>\n{{summary}}',
  '<u>{{headline}}</u>\n\n<blockquote>{{summary}}</blockquote>\n\n{{url}}\n<code>{{author}}</code>\n{{^labels}}–{{/labels}}{{labels}}',
];

describe('a template', () => {
  test('gives a post its own look', () => {
    const given = {
      ...article,
      author: 'A. <Aliyeva>',
      section: 'Economy',
      labels: ['ai' as const],
      imageUrl: 'https://img.kz/1.jpg',
      imageCredit: 'MFA',
    };
    const footer = '[Site](https://news.kz/) | [Instagram](https://instagram.com/news)';
    const message = composeArticle(given, { ...channel, template: rich, hashtags: 'section', footer });
    expect(message.photo?.caption.html).toBe(
      'Made with AI\n\n<b>Kazakhstan keeps its key rate</b>\n<i>A. &lt;Aliyeva&gt;, 13:00</i>\n\n' +
        'The National Bank kept the rate at 14.25%.\n\nPhoto: MFA\n' +
        '👉 <a href="https://news.kz/story/1">Read more</a>\nnews.kz\n\n#Economy\n' +
        '<a href="https://news.kz/">Site</a> | <a href="https://instagram.com/news">Instagram</a>',
    );
    expect(message.text.shown).not.toContain('MFA');
    expect(message.plain).toContain(
      '👉 https://news.kz/story/1\nnews.kz\n\n#Economy\nSite https://news.kz/ | Instagram https://instagram.com/news',
    );
  });

  test('shows the words of a linked headline in the plain form too', () => {
    const { plain } = composeArticle(article, { ...channel, template: templates[1] ?? '' });
    expect(plain).toBe(
      'Kazakhstan keeps its key rate https://news.kz/story/1\nThe National Bank kept the rate at 14.25%.',
    );
  });

  test('leaves room for the rest of the text, and cuts the summary before the headline', () => {
    const sentences = Array.from({ length: 200 }, (_, index) => `Sentence number ${index} is here.`);
    const whole = { ...article, summary: null, body: sentences.join(' '), imageUrl: 'https://img.kz/1.jpg' };
    const { photo, text } = composeArticle(whole, { ...channel, template: rich });
    const lead = 'Sentence number 0 is here. Sentence number 1 is here.';
    for (const { html } of [text, photo?.caption ?? text])
      expect(html).toMatch(
        /Sentence number 0 is here\. .+\n<blockquote expandable>Sentence number \d+ is here\./,
      );
    expect(text.shown.length).toBeGreaterThan(3_900);
    expect(photo?.caption.shown).toContain(lead);
    const summary = sentences.slice(0, 20).join(' ');
    const loud = { ...whole, summary, body: null, headline: 'Word '.repeat(60), author: 'a'.repeat(100) };
    const caption = composeArticle(loud, { ...channel, template: rich, footer: 'f'.repeat(200) }).photo
      ?.caption;
    expect(caption?.shown).toMatch(/^(?:Word )+Word/);
    expect(caption?.shown).toMatch(/Sentence number 0 is here\.\s[\s\S]*is here\.\n[\s\S]*Read more\n/);
    expect(caption?.shown).not.toContain('number 19');
  });

  test.each([
    ['{{headline}}\n{{link}}', 'without its labels'],
    ['{{headline}}\n{{labels}}', 'without its link'],
    ['{{#summary}}{{labels}}{{/summary}}{{link}}', 'without its labels'],
    ['{{^sign}}{{link}}{{/sign}}{{labels}}', 'without its link'],
    ['<tg-spoiler>{{labels}}</tg-spoiler>{{link}}', 'without its labels'],
    ['<blockquote expandable>{{labels}}</blockquote>{{link}}', 'without its labels'],
    ['{{labels}}{{link}}{{headlin}}', 'there is no piece {{headlin}}; you probably mean {{headline}}'],
    ['{{labels}}{{link}}{{headline.length}}', 'there is no piece'],
    ['{{labels}}{{link}}{{{headline}}}', 'values are escaped'],
    ['{{labels}}{{link}}{{&headline}}', 'values are escaped'],
    ['{{labels}}{{link}}{{> other}}', 'it includes nothing'],
    ['{{=<% %>=}}<%labels%><%link%>', 'it includes nothing'],
    ['{{labels}}{{link}}{{#summary}}', 'it cannot be read'],
    ['{{labels}}{{link}}<b>{{headline}}', '<b> is never closed'],
    ['{{labels}}{{link}}<b>{{headline}}</i>', '</i> closes nothing'],
    ['{{labels}}{{link}}<h1>{{headline}}</h1>', 'does not know the tag <h1>'],
    ['{{labels}}{{link}}<br>', 'does not know the tag <br>'],
    ['{{labels}}{{link}}{{headline}} &nbsp; x', 'does not know &nbsp;'],
    ['{{labels}}{{link}} a < b', 'a < is written &lt;'],
    ['{{labels}}<a href="https://x.kz/">{{link}}</a>', 'a link stands within a link'],
    ['{{labels}}<code>{{link}}</code>', 'a link stands within code'],
    ['{{labels}}<a href="{{url}}" onclick="x">x</a>', 'a link is written'],
    [`{{labels}}{{link}}{{headline}}${'word '.repeat(160)}`, 'less than 100 characters for a headline'],
  ])('is refused: %s', (template, fault) => {
    expect(faultOfTemplate({ ...channel, hasBreakingSign: true, template })).toContain(fault);
  });

  test.each(templates)('is taken: %s', (template) => {
    expect(faultOfTemplate({ ...channel, template })).toBeNull();
  });

  test('that would lose the labels is not used, whatever the settings let through', () => {
    const given = { ...article, labels: ['advertising' as const] };
    const { text } = composeArticle(given, { ...channel, template: '{{headline}} {{link}}' });
    expect(text.shown).toMatch(/^Advertisement\n\nKazakhstan keeps/);
  });
});

/** What Telegram reads of our HTML, by the parser of the sandbox. */
function check({ html, shown }: Message['text'], limit: number, link: string | null): void {
  const read = parseHtml(html);
  expect(read.text).toBe(shown);
  expect(cleanAsTelegram(shown)).toBe(shown);
  expect(shown.length).toBeLessThanOrEqual(limit);
  const urls = read.entities.filter(({ type }) => type === 'text_link').map(({ url }) => url);
  expect(link === null || urls.includes(link) || shown.includes(link)).toBe(true);
}

test('any article gives a post that Telegram takes, with its link and its labels', () => {
  fc.assert(
    fc.property(
      hostileArticle,
      fc.constantFrom(...templates),
      fc.subarray([...labelKinds]),
      fc.option(hostileText, { nil: null }),
      fc.constantFrom(1, 5),
      (hostile, template, labels, author, urgency) => {
        const given = { ...hostile, author, labels, urgency };
        const look = { ...channel, template, hasBreakingSign: true, footer: '[Site](https://news.kz/)' };
        const { link, photo, plain, text } = composeArticle(given, look);
        check(text, 4096, link);
        if (photo !== null) check(photo.caption, 1024, link);
        expect(plain.length).toBeLessThanOrEqual(4096);
        expect(cleanAsTelegram(plain)).toBe(plain);
        const usual = composeArticle({ ...given, headline: 'x', summary: null, body: null }, channel).text
          .shown;
        const label = labels.length === 0 ? '' : (usual.split('\n\n')[0] ?? '');
        for (const shown of [text.shown, photo?.caption.shown ?? label, plain])
          expect(shown).toContain(label);
        expect(plain).toContain(link ?? '');
      },
    ),
    { numRuns: runs(300) },
  );
});
