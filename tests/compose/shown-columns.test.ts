import { describe, expect, test } from 'vitest';
import { isShownColumn } from '../../src/compose/shown-columns.ts';
import { shownColumns } from '../../src/news/article.ts';
import { article, channel } from '../stage/builders.ts';

const summary = 'Саябақта екі мың ағаш отырғызылды, кіру тегін.';

function shown(
  text: string,
  given: Parameters<typeof channel>[0] = {},
  form: 'photo' | 'text' = 'text',
  own: string | null = summary,
): string[] {
  const rendering = { html: text, shown: text };
  const photo = form === 'photo' ? { url: 'https://news.example/p.jpg', caption: rendering } : null;
  const message = { photo, text: rendering, plain: text, previewUrl: null, link: null };
  return shownColumns.filter((column) =>
    isShownColumn(column, article({ summary: own }), channel(given), { message, form }),
  );
}

describe('the columns that a standing post shows', () => {
  const always = ['url', 'language', 'headline', 'summary', 'labels', 'age', 'written'];
  const lead = 'Алматыда саябақ ашылды.';

  test.each([
    ['the summary stands there', shown(summary), []],
    ['it stands there with its HTML', shown(`<p>${summary}</p>`), []],
    ['the lead of the body stands there', shown(lead), ['body']],
    ['there is no summary', shown(lead, {}, 'text', null), ['body']],
    ['hashtags of the section', shown(summary, { hashtags: 'section' }), ['section']],
    ['hashtags of the keywords', shown(summary, { hashtags: 'keywords' }), ['keywords']],
    ['a photo', shown(summary, {}, 'photo'), ['image_url', 'media', 'image_credit']],
    ['a text in a channel with photos', shown(summary, { images: 'photo' }), ['image_url', 'media']],
  ])('%s', (_, found, more) => {
    expect(found.toSorted()).toEqual([...always, ...more].toSorted());
  });
});
