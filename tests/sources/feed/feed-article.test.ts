import { describe, expect, test } from 'vitest';
import { articlesOf, atom, fieldOf, rss } from './feeds.ts';

const link = '<link>https://steppe.example/a1</link>';

test('an ordinary item becomes an article with everything that it says', async () => {
  const [reading] = await articlesOf(
    rss(`<title>Мост открыли раньше срока</title><link>https://steppe.example/bridge?utm_source=rss#top</link>
      <guid isPermaLink="false">17</guid><pubDate>Sat, 28 Nov 2026 10:30:00 +0500</pubDate>
      <category>Общество</category><category>Транспорт</category><dc:creator>Айгерим Сапарова</dc:creator>
      <description>Движение пустили в обе стороны, грузовики пойдут с декабря.</description>
      <content:encoded><![CDATA[<p>Движение по мосту пустили утром.</p><p>Грузовики пойдут по нему с 1 декабря.</p>]]></content:encoded>
      <media:content url="/i/bridge.jpg" medium="image" width="1200"><media:credit>Данияр Ахметов</media:credit></media:content>`),
  );
  expect(reading).toEqual({
    kind: 'article',
    article: {
      id: expect.stringMatching(/^page-[0-9a-f]{16}$/),
      url: 'https://steppe.example/bridge',
      language: 'ru',
      headline: 'Мост открыли раньше срока',
      section: 'Общество',
      sections: ['Общество', 'Транспорт'],
      summary: 'Движение пустили в обе стороны, грузовики пойдут с декабря.',
      body: 'Движение по мосту пустили утром.\n\nГрузовики пойдут по нему с 1 декабря.',
      author: 'Айгерим Сапарова',
      imageUrl: 'https://steppe.example/i/bridge.jpg',
      imageCredit: 'Данияр Ахметов',
      keywords: ['Общество', 'Транспорт'],
      publishedAt: new Date('2026-11-28T05:30:00Z'),
    },
  });
});

test('the same page has the same id, whatever leads to it', async () => {
  const ids = await fieldOf(
    rss(
      '<title>A</title><link>https://steppe.example/x</link>',
      '<title>A</title><link>https://steppe.example/x?utm_campaign=feed&amp;fbclid=1</link>',
    ),
    'id',
  );
  expect(new Set(ids).size).toBe(1);
});

describe('headlines', () => {
  test.each([
    ['Doctors &amp;amp; nurses', 'Doctors & nurses'],
    ['<![CDATA[Ten years &mdash; and still here]]>', 'Ten years — and still here'],
    ['&lt;b&gt;Тенге&lt;/b&gt; &amp;laquo;устоял&amp;raquo;', 'Тенге «устоял»'],
    ['AT&T opens an office', 'AT&T opens an office'],
    ['If 5 < 6, then 6 > 5', 'If 5 < 6, then 6 > 5'],
    ['C++ &lt;vector&gt; explained', 'C++ <vector> explained'],
    ['Қайрат\u0008 жеңді', 'Қайрат жеңді'],
    ['  one\n   two  ', 'one two'],
  ])('%s', async (written, expected) => {
    expect(await fieldOf(rss(`<title>${written}</title>${link}`), 'headline')).toEqual([expected]);
  });

  test('without one the first sentence is it', async () => {
    const item = `${link}<description>Snow closed the pass for two days. Buses go by the lower road.</description>`;
    expect(await fieldOf(rss(item), 'headline')).toEqual(['Snow closed the pass for two days.']);
    const dated = `${link}<description>Астана. Снег закрыл перевал на два дня. Ждут.</description>`;
    expect(await fieldOf(rss(dated), 'headline')).toEqual(['Астана. Снег закрыл перевал на два дня.']);
  });

  test.each(['html', 'text', 'xhtml'])('Atom knows %s', async (type) => {
    const written = {
      html: 'Жел &amp;amp; жаңбыр',
      text: 'Жел &amp; жаңбыр',
      xhtml: '<div>Жел &amp; <b>жаңбыр</b></div>',
    };
    const entry = `<title type="${type}">${Object.entries(written).find(([name]) => name === type)?.[1]}</title><link href="/w/1"/>`;
    expect(await fieldOf(atom(entry), 'headline')).toEqual(['Жел & жаңбыр']);
  });
});

describe('addresses', () => {
  test.each([
    ['<link>https://steppe.example/a?x=1&amp;y=2</link>', 'https://steppe.example/a?x=1&y=2'],
    ['<link>/ru/a</link>', 'https://steppe.example/ru/a'],
    ['<guid>https://steppe.example/g</guid>', 'https://steppe.example/g'],
    ['<guid isPermaLink="false">https://steppe.example/g</guid>', null],
    ['<guid>4711</guid>', null],
    ['<link>javascript:alert(1)</link>', null],
    ['<link>https://steppe.example/</link>', null],
    ['<link>https://user:secret@steppe.example/a</link>', 'https://steppe.example/a'],
    ['<atom:link rel="alternate" href="https://steppe.example/b"/>', 'https://steppe.example/b'],
  ])('%s', async (written, expected) => {
    expect(await fieldOf(rss(`<title>T</title>${written}`), 'url')).toEqual([expected]);
  });

  test('xml:base of the elements around it counts', async () => {
    const feed = `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/x/"><entry xml:base="news/">
      <title>T</title><link href="lake.html"/><content type="html" xml:base="https://cdn.example/a/">
      &lt;img src="img/lake.jpg"&gt;Water covers forty kilometres again.</content></entry></feed>`;
    expect(await articlesOf(feed)).toMatchObject([
      {
        article: {
          url: 'https://a.example/x/news/lake.html',
          imageUrl: 'https://cdn.example/a/img/lake.jpg',
        },
      },
    ]);
  });

  test('of several links of Atom the page is taken', async () => {
    const entry = `<title>T</title><link rel="self" href="/api/1.xml"/><link rel="alternate" type="application/json"
      href="/1.json"/><link rel="alternate" type="text/html" href="/w/1"/>`;
    expect(await fieldOf(atom(entry), 'url')).toEqual(['https://steppe.example/w/1']);
  });

  test('an item without one is refused with a reason', async () => {
    const readings = await articlesOf(rss('<title>T</title>', `<title> </title>${link}`));
    expect(readings).toEqual([
      { kind: 'refused', reason: expect.stringContaining('a post needs a link') },
      { kind: 'refused', reason: expect.stringContaining('neither a headline nor a text') },
    ]);
  });
});

describe('pictures', () => {
  const picture = (url: string, more = '') => `<media:content url="/i/${url}.jpg" medium="image" ${more}/>`;

  test.each([
    ['the widest', picture('a', 'width="140"') + picture('b', 'width="1200"'), 'b'],
    ['the declared default', picture('a', 'width="1200"') + picture('b', 'isDefault="true"'), 'b'],
    [
      'one in a group',
      `<media:group>${picture('a')}<media:thumbnail url="/i/t.jpg" width="75"/></media:group>`,
      'a',
    ],
    ['no small thumbnail', '<media:thumbnail url="/i/t.jpg" width="75"/>', null],
    ['a large thumbnail', '<media:thumbnail url="/i/t.jpg" width="640"/>', 't'],
    [
      'no sound',
      '<enclosure url="/i/a.mp3" type="audio/mpeg"/><enclosure url="/i/b.jpg" type="image/jpeg"/>',
      'b',
    ],
    ['no video', '<media:content url="/i/a.mp4" type="video/mp4"/>', null],
    [
      'no counter',
      '<description>&lt;img src="/p.gif" width="1"&gt;Text&lt;img src="/i/c.jpg"&gt;</description>',
      'c',
    ],
    ['no empty address', '<media:thumbnail url=""/>', null],
  ])('%s', async (_name, written, expected) => {
    expect(await fieldOf(rss(`<title>T</title>${link}${written}`), 'imageUrl')).toEqual([
      expected === null ? null : `https://steppe.example/i/${expected}.jpg`,
    ]);
  });

  test('the credit in a caption is kept, and the caption is no text', async () => {
    const html =
      '<figure><img src="/i/a.jpg"><figcaption>Фото: Ерлан Омар</figcaption></figure><p>Көпір ашылды.</p>';
    const item = `<title>T</title>${link}<content:encoded><![CDATA[${html}]]></content:encoded>`;
    expect(await articlesOf(rss(item))).toMatchObject([
      { article: { imageCredit: 'Ерлан Омар', body: 'Көпір ашылды.' } },
    ]);
  });
});

describe('dates', () => {
  test.each([
    ['Sat, 28 Nov 2026 04:34:00 GMT', '04:34'],
    ['Sat, 28 Nov 2026 09:34:00 +0500', '04:34'],
    ['28 Nov 26 07:34 MSK', '04:34'],
    ['2026-11-28T09:34:00', '04:34'],
    ['28 қараша 2026, 09:34', '04:34'],
    ['1795840440', '04:34'],
    ['Sun, 28 Nov 2027 04:34:00 GMT', '06:00'],
    ['some day', '06:00'],
  ])('%s', async (written, expected) => {
    const dates = await fieldOf(rss(`<title>T</title>${link}<pubDate>${written}</pubDate>`), 'publishedAt');
    expect(dates).toEqual([new Date(`2026-11-28T${expected}:00Z`)]);
  });
});

describe('summary and body', () => {
  const long = '<p>Кеңес бюджетті жұма күні кешке бекітті.</p><p>Қаржының көбі жолға кетеді.</p>';

  test.each([
    ['a cut description beside the text', 'Кеңес бюджетті жұма [&#8230;]', long, null],
    ['the beginning of the first paragraph', 'Кеңес бюджетті жұма', long, null],
    ['a standfirst beside the text', 'Жолға көп қаржы бөлінді.', long, 'Жолға көп қаржы бөлінді.'],
    ['a standfirst alone', 'Жолға көп қаржы бөлінді.', '', 'Жолға көп қаржы бөлінді.'],
    ['a cut text alone', 'Кеңес бюджетті жұма күні…', '', null],
    ['the headline once more', 'Бюджет бекітілді!', '', null],
  ])('%s', async (_name, description, content, summary) => {
    const item = `<title>Бюджет бекітілді</title>${link}<description>${description}</description>
      <content:encoded><![CDATA[${content}]]></content:encoded>`;
    expect(await fieldOf(rss(item), 'summary')).toEqual([summary]);
    expect(await fieldOf(rss(item), 'body')).toEqual([
      content === '' ? null : 'Кеңес бюджетті жұма күні кешке бекітті.\n\nҚаржының көбі жолға кетеді.',
    ]);
  });

  test.each([
    'The post <a href="/a">Roads</a> appeared first on <a href="/">Steppe</a>.',
    'Запись <a href="/a">Дороги</a> впервые появилась на сайте Степь.',
    'Читать далее →',
    'Толығырақ',
  ])('the footer is no text: %s', async (footer) => {
    const html = `<p>One long road.</p><p>Two roads.</p><p>${footer}</p><script>track()</script><div class="post-views">4236</div>`;
    const item = `<title>T</title>${link}<content:encoded><![CDATA[${html}]]></content:encoded>`;
    expect(await fieldOf(rss(item), 'body')).toEqual(['One long road.\n\nTwo roads.']);
  });
});

test('the language of the feed is believed only if the text does not contradict it', async () => {
  const entry =
    '<title>Мост через Ишим открыли на месяц раньше срока, сообщили в акимате</title><link href="/1"/>';
  expect(await fieldOf(atom(entry).replace('<feed ', '<feed xml:lang="en" '), 'language')).toEqual(['ru']);
});

test('authors of the feed stand for items that name none', async () => {
  const feed = atom(
    '<title>A</title><link href="/1"/>',
    '<title>B</title><link href="/2"/><author><name>Марат</name></author>',
  );
  const withAuthor = feed.replace('<entry>', '<author><name>The Desk</name></author><entry>');
  expect(await fieldOf(withAuthor, 'author')).toEqual(['The Desk', 'Марат']);
});

describe('the address of an item', () => {
  test.each([
    [
      'https://steppe.example/1?mtm_campaign=a&amp;pk_source=b&amp;at_medium=RSS&amp;id=5#xtor=RSS-1',
      'https://steppe.example/1?id=5',
    ],
    [
      'https://steppe.example/1?at_custom1=x&amp;gbraid=1&amp;_hsmi=2&amp;vero_id=3',
      'https://steppe.example/1',
    ],
    // Only the names that these programs use.
    ['https://steppe.example/1?pk_id=7&amp;at_page=2', 'https://steppe.example/1?pk_id=7&at_page=2'],
    ['www.steppe.example/news/1', 'https://www.steppe.example/news/1'],
    ['steppe.example/news/1', 'https://steppe.example/news/1'],
    ['news/1', 'https://steppe.example/news/1'],
    [
      'https://www.google.com/url?rct=j&amp;url=https://dala.example/news/1&amp;ct=ga',
      'https://dala.example/news/1',
    ],
    ['https://www.google.com/url?rct=j&amp;ct=ga', 'https://www.google.com/url?rct=j&ct=ga'],
  ])('%s is %s', async (written, url) => {
    expect(await fieldOf(rss(`<title>T</title><link>${written}</link>`), 'url')).toEqual([url]);
  });

  test.each([
    [
      '<link>https://steppe.example/</link><guid isPermaLink="true">https://steppe.example/news/1</guid>',
      'https://steppe.example/news/1',
    ],
    ['<guid isPermaLink="true">/news/1</guid>', 'https://steppe.example/news/1'],
    ['<guid>/news/1</guid>', null],
    [
      '<link>https://steppe.example/</link><guid isPermaLink="false">https://steppe.example/?p=1</guid>',
      null,
    ],
  ])('%s: %s', async (item, url) => {
    expect(await fieldOf(rss(`<title>T</title>${item}`), 'url')).toEqual([url]);
  });

  test('keeps the parameters that the source says name a page', async () => {
    const feed = rss('<title>T</title><link>https://steppe.example/news?mtm_id=7&amp;utm_source=x</link>');
    expect(await articlesOf(feed, { keptNames: ['mtm_id'] })).toMatchObject([
      { article: { url: 'https://steppe.example/news?mtm_id=7' } },
    ]);
  });
});

test.each([
  ['<category>Uncategorized</category><category>Қоғам</category>', 'Қоғам'],
  ['<category>Без рубрики</category>', null],
  ['<category>Санатсыз</category>', null],
  ['<category>Без границ</category>', 'Без границ'],
])('%s: the section is %s', async (categories, section) => {
  expect(await fieldOf(rss(`<title>T</title>${link}${categories}`), 'section')).toEqual([section]);
});

test.each([
  ['admin', null],
  ['null', null],
  ['Анна Ким', 'Анна Ким'],
])('the author %s is %s', async (name, author) => {
  expect(await fieldOf(rss(`<title>T</title>${link}<dc:creator>${name}</dc:creator>`), 'author')).toEqual([
    author,
  ]);
});

test.each([
  '<image><url>/i/a.jpg</url></image>',
  '<image>https://steppe.example/i/a.jpg</image>',
  '<image url="/i/a.jpg"/>',
])('%s names a picture', async (image) => {
  expect(await fieldOf(rss(`<title>T</title>${link}${image}`), 'imageUrl')).toEqual([
    'https://steppe.example/i/a.jpg',
  ]);
});

test('an image that names no file is no picture', async () => {
  expect(await fieldOf(rss(`<title>T</title>${link}<image>1</image>`), 'imageUrl')).toEqual([null]);
});

test.each([
  ['<published>2026-11-27T14:34:00Z</published>', '2026-11-27T14:34:00.000Z'],
  ['<issued>2026-11-27T14:34:00Z</issued>', '2026-11-27T14:34:00.000Z'],
])('%s is read in RSS, too', async (date, moment) => {
  expect(await fieldOf(rss(`<title>T</title>${link}${date}`), 'publishedAt')).toEqual([new Date(moment)]);
});

describe('what programs put into the text of an item', () => {
  const story = '<p>Snow fell in Almaty on Saturday morning.</p><p>Roads are closed.</p>';

  test.each([
    [
      'Substack',
      '<p class="button-wrapper"><a class="button primary"><span>Subscribe now</span></a></p><div class="subscription-widget-wrap-editor"><p>Thanks for reading The Steppe!</p></div>',
    ],
    [
      'Drupal',
      '<span class="field field--name-title">Snow</span> <span class="field field--name-uid"><span>admin</span></span> <span class="field field--name-created">Sat, 11/28/2026 - 14:34</span><ul class="links inline"><li class="comment-add"><a href="/1">Add new comment</a></li></ul>',
    ],
    ['Medium', '<p class="medium-feed-link"><a href="/1">Continue reading on The Steppe »</a></p>'],
  ])('%s', async (_name, box) => {
    const item = `<title>T</title>${link}<content:encoded><![CDATA[${box}${story}${box}]]></content:encoded>`;
    expect(await fieldOf(rss(item), 'body')).toEqual([
      'Snow fell in Almaty on Saturday morning.\n\nRoads are closed.',
    ]);
  });

  test('is CDATA within CDATA, of which no word is lost', async () => {
    const item = `<title>T</title>${link}<description><![CDATA[<p>Бір. <![CDATA[Екі.]]> Үш.</p>]]></description>`;
    expect(await fieldOf(rss(item), 'summary')).toEqual(['Бір. Екі. Үш.']);
  });
});
