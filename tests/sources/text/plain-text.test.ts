import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { htmlExampleOf } from '../../../src/sources/text/html-example.ts';
import { plainLine, plainParagraphs, readPlainLine } from '../../../src/sources/text/plain-text.ts';

describe('HTML in a field of one line', () => {
  test.each([
    // Kazakh
    ['&#171;Шахтёр&#187; ұтылды', '«Шахтёр» ұтылды'],
    ['&laquo;Күләш&raquo; кітабы шықты', '«Күләш» кітабы шықты'],
    ['&#x49B;&#x430;&#x43B;&#x430; күні', 'қала күні'],
    ['Жолақы 120&nbsp;теңге &mdash; былтырғыдай', 'Жолақы 120\u00A0теңге — былтырғыдай'],
    ['<strong>Шымкент:</strong> су қосылды', 'Шымкент: су қосылды'],
    ['Мектеп&amp;nbsp;ашылды', 'Мектеп\u00A0ашылды'],
    // Russian
    ['&quot;Барыс&quot; выиграл&hellip;', '"Барыс" выиграл…'],
    ['&amp;laquo;Барыс&amp;raquo; выиграл', '«Барыс» выиграл'],
    ['В Костанае&nbsp&mdash; снег', 'В Костанае\u00A0— снег'],
    ['&lt;p&gt;Мост &lt;b&gt;открыт&lt;/b&gt;&lt;/p&gt;', 'Мост открыт'],
    ['<a href="https://x.kz/?a=1>2" target=_blank>Рынок</a> закрыт', 'Рынок закрыт'],
    ['Снег<br>и ветер', 'Снег и ветер'],
    // English
    ['Road &amp; rail', 'Road & rail'],
    ['It&#8217;s open', 'It’s open'],
    ['<h2 class="t">Bridge <em>opens</em></h2>', 'Bridge opens'],
    ['Rates rise<!-- ad --> again', 'Rates rise again'],
    ['<![CDATA[Wheat & barley]]>', 'Wheat & barley'],
    ['Photo: <a href="/people/kim', 'Photo:'],
    ['<<b>b>Bold', 'Bold'],
    ['<IMG SRC=x.png>Caps', 'Caps'],
    // Numbers without an end, and those of no character
    ['&#171Қайрат&#187 жеңді', '«Қайрат» жеңді'],
    ['Жол&#xA0ашық', 'Жол\u00A0ашық'],
    ['Мост&#0; и&#xD800; дорога&#1114112;', 'Мост и дорога'],
    // Word, PHP and AMP
    ['<!--[if gte mso 9]><xml><w:View>0</w:View></xml><![endif]-->Көпір', 'Көпір'],
    ['<!--[if !mso]><!-->Мост<!--<![endif]-->', 'Мост'],
    ['<![if !supportLists]>Мост<![endif]> открыт', 'Мост открыт'],
    ['<?xml:namespace prefix = o ns = "urn:schemas-microsoft-com" />Мост<o:p></o:p>', 'Мост'],
    ['<st1:place w:st="on"><st1:City>Ақтау</st1:City></st1:place> қаласы', 'Ақтау қаласы'],
    ['<amp-img src="/a.jpg" width="1"></amp-img>Bridge <fb:like href="x"></fb:like>', 'Bridge'],
    ['<?php echo $x; ?>Bridge', 'Bridge'],
    // Shortcodes of WordPress, and tags of forums
    ['[vc_row][vc_column width="1/2"]Су көтерілді[/vc_column][/vc_row]', 'Су көтерілді'],
    ['[su_button url="https://x.kz"]Тізім[/su_button]', 'Тізім'],
    ['[b]Мост[/b] [url=https://x.kz]открыт[/url]', 'Мост открыт'],
    ['Мост [gallery ids="1,2"]открыт', 'Мост открыт'],
    ['stray\u0002 control\u007F', 'stray control'],
    ['&#2;hidden', 'hidden'],
  ])('%j is read as %j', (written, plain) => {
    expect(plainLine(written)).toBe(plain);
  });

  test.each([
    '5 < 6',
    'a<b',
    'a<b and c>d',
    'AT&T',
    'R&D; H&M',
    '<Тұран> клубы жеңді',
    '«Ақ<Қара» ойыны',
    'Если x<y, то y>x',
    'Курс: доллар <500>',
    'B&B Hotels & more',
    'Tom <3 Anna',
    '¿1 &lt 2?',
    'two  spaces \n and a line',
    'Price < 5 > 3',
    '&copy without a semicolon; &notanentity;',
  ])('the plain text %j stays as it is', (written) => {
    expect(readPlainLine(written)).toEqual({ text: written, hadHtml: false });
  });

  test.each([
    '[обновлено] Мост открыт',
    'He said “[sic] it”',
    'Счёт [2:1]',
    'a[i] = b',
    '[Видео] [Фото]',
    'R&#D',
  ])('what stands in brackets stays: %s', (text) => {
    expect(plainLine(text)).toBe(text);
  });

  test('entities are decoded twice and no more', () => {
    expect(plainLine('&amp;amp;laquo;')).toBe('&laquo;');
    expect(plainLine('&amp;amp;lt;b&amp;amp;gt;')).toBe('&lt;b&gt;');
  });

  test('whatever a field holds, no entity, tag and control character is left, unless it was escaped three times', () => {
    const pieces = [
      '&',
      'amp;',
      '&#171;',
      '&lt;',
      '&gt;',
      'b',
      '<b>',
      '</b>',
      '<',
      '>',
      ' ',
      'қ',
      '&nbsp;',
      '\u0001',
    ];
    const written = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(written, (text) => {
        fc.pre(!/&(?:amp;){2}/u.test(text.replaceAll(/<\/?b>|\p{Cc}/gu, '')));
        expect(plainLine(text)).not.toMatch(/&(?:amp|lt|gt|nbsp|#171);|<\/?b>|\p{Cc}/u);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    '[vc_row]',
    '[a b',
    '[caption x]',
    '[/b]',
    '<![if ',
    '<script>',
    '<a href="',
    '<figure>',
    '<!--',
    '<a x=y ',
    '<',
    '&amp;',
    '<p  ',
  ])('a field full of %j is read in time', (piece) => {
    const startedMs = performance.now();
    plainLine(piece.repeat(20_000));
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});

describe('HTML in a body', () => {
  test.each([
    ['<p>Бір.</p><p>Екі.</p>', 'Бір.\n\nЕкі.'],
    ['<p>Кесте\nөзгерді.</p>\n<ul><li>№ 5</li><li>№ 7</li></ul>', 'Кесте өзгерді.\n\n№ 5\n\n№ 7'],
    ['Раз.<br>Два.<br/><br/>Три.', 'Раз.\n\nДва.\n\nТри.'],
    ['<!-- wp:paragraph --><p>Мост <b>открыт</b>.</p><!-- /wp:paragraph -->', 'Мост открыт.'],
    ['Первый <i>абзац</i>.\n\nВторой абзац.', 'Первый абзац.\n\nВторой абзац.'],
    ['<figure><img src=a.jpg><figcaption>A cap</figcaption></figure><p>Text.</p>', 'Text.'],
    ['<p>Text.</p><script>if (a<b) x();</script><style>p{}</style>', 'Text.'],
    ['&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;', 'One.\n\nTwo.'],
    ['Plain one.\n\nPlain two,\nwrapped.', 'Plain one.\n\nPlain two,\nwrapped.'],
    ['<div><div>A.</div></div>\n\n<div>B.</div>', 'A.\n\nB.'],
    ['<p>Cut off in a <a href="https://exam', 'Cut off in a'],
  ])('%j becomes %j', (written, plain) => {
    expect(plainParagraphs(written)).toBe(plain);
  });
});

test('a notice shows the column and the words around the HTML', () => {
  expect(htmlExampleOf({ headline: 'AT&T', section: 'Қоғам &amp; заң' })).toBe('section "Қоғам &amp; заң"');
  expect(htmlExampleOf({ headline: 'x', keywords: ['a', '<b>b</b>'] })).toBe('keywords "<b>b</b>"');
  expect(htmlExampleOf({ headline: `${'слово '.repeat(30)}&laquo;` })).toMatch(/^headline "….*&laquo;"$/u);
  expect(htmlExampleOf({ headline: '5 < 6', url: 'https://x.kz/?a&amp;b' })).toBeNull();
  expect(htmlExampleOf(null)).toBeNull();
});
