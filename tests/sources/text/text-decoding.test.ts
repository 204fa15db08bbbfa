import { describe, expect, test } from 'vitest';
import { decodePage } from '../../../src/sources/text/text-decoding.ts';

const russian = 'В Атырау начали строить крытый рынок на двести мест, сообщает акимат города';
const kazakh = 'Қала әкімдігі жаңа көпірдің құрылысы туралы үнқағазды жариялады';

/** The bytes of a text in an encoding of one byte a letter. */
function encode(text: string, encoding: string): Uint8Array {
  const decoder = new TextDecoder(encoding);
  const codes = new Map(
    Array.from({ length: 256 }, (_, code) => [decoder.decode(Uint8Array.of(code)), code]),
  );
  return Uint8Array.from(Array.from(text), (letter) => codes.get(letter) ?? 0x3f);
}

/** KZ-1048 differs from windows-1251 in these letters. */
function encodeKazakh(text: string): Uint8Array {
  const places: Readonly<Record<string, string>> = {
    Қ: 'Ќ',
    қ: 'ќ',
    Һ: 'Ћ',
    һ: 'ћ',
    Ұ: 'Ў',
    ұ: 'ў',
    Ә: 'Ј',
    ә: 'ј',
    Ө: 'Ґ',
    ө: 'ґ',
    Ғ: 'Є',
    ғ: 'є',
    Ү: 'Ї',
    ү: 'ї',
    Ң: 'Ѕ',
    ң: 'ѕ',
  };
  return encode(Array.from(text, (letter) => places[letter] ?? letter).join(''), 'windows-1251');
}

const withMeta = (text: string, label: string) =>
  `<html><head><meta charset="${label}"></head><p>${text}</p></html>`;
const withXml = (text: string, label: string) => `<?xml version="1.0" encoding="${label}"?><p>${text}</p>`;

describe('the character set of a page', () => {
  test.each<[string, Uint8Array, string | null, string]>([
    ['UTF-8', Buffer.from(withMeta(russian, 'utf-8')), null, russian],
    ['UTF-8 that is called windows-1251', Buffer.from(withMeta(russian, 'windows-1251')), null, russian],
    ['UTF-8 that the header calls latin1', Buffer.from(russian), 'text/html; charset=iso-8859-1', russian],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${russian}`, 'utf16le'), 'text/html; charset=utf-8', russian],
    ['windows-1251 by meta', encode(withMeta(russian, 'windows-1251'), 'windows-1251'), null, russian],
    ['windows-1251 by header', encode(russian, 'windows-1251'), 'text/html; charset=windows-1251', russian],
    ['windows-1251 without a name', encode(russian, 'windows-1251'), null, russian],
    ['windows-1251 called UTF-8', encode(withMeta(russian, 'utf-8'), 'windows-1251'), null, russian],
    [
      'windows-1251 called ISO-8859-1',
      encode(withMeta(russian, 'iso-8859-1'), 'windows-1251'),
      null,
      russian,
    ],
    ['windows-1251 called KOI8-R', encode(withMeta(russian, 'koi8-r'), 'windows-1251'), null, russian],
    ['KOI8-R by the XML declaration', encode(withXml(russian, 'KOI8-R'), 'koi8-r'), null, russian],
    ['KOI8-R without a name', encode(russian, 'koi8-r'), null, russian],
    ['KOI8-R called windows-1251', encode(withMeta(russian, 'windows-1251'), 'koi8-r'), null, russian],
    ['ISO-8859-5 by meta', encode(withMeta(russian, 'iso-8859-5'), 'iso-8859-5'), null, russian],
    ['ISO-8859-5 without a name', encode(russian, 'iso-8859-5'), null, russian],
    [
      'ISO-8859-1 by header',
      encode('Café réouvert à Genève', 'iso-8859-1'),
      'text/html;charset=ISO-8859-1',
      'Café réouvert à Genève',
    ],
    [
      'ISO-8859-1 by meta',
      encode(withMeta('Grüße aus Köln', 'iso-8859-1'), 'windows-1252'),
      null,
      'Grüße aus Köln',
    ],
    [
      'UTF-8 with a block of windows-1251',
      Buffer.concat([Buffer.from(russian.slice(0, 40)), encode(russian.slice(40), 'windows-1251')]),
      'text/html; charset=utf-8',
      russian,
    ],
    ['KZ-1048 by meta', encodeKazakh(withMeta(kazakh, 'kz-1048')), null, kazakh],
    ['KZ-1048 by header', encodeKazakh(kazakh), 'text/html; charset=KZ-1048', kazakh],
    ['KZ-1048 called windows-1251', encodeKazakh(withMeta(kazakh, 'windows-1251')), null, kazakh],
    ['KZ-1048 without a name', encodeKazakh(kazakh), null, kazakh],
    [
      'the header before the XML declaration',
      encode(withXml(russian, 'iso-8859-5'), 'windows-1251'),
      'application/xml; charset=windows-1251',
      russian,
    ],
    ['an unknown name', encode(withMeta(russian, 'x-unknown'), 'windows-1251'), null, russian],
  ])('%s', (_, bytes, contentType, text) => {
    const decoded = decodePage(bytes, contentType);
    expect(decoded.kind === 'text' ? decoded.text : decoded.reason).toContain(text);
  });

  test('Ukrainian, Belarusian and Macedonian in windows-1251 are not taken for Kazakh', () => {
    for (const text of [
      'Київ готується до зими, ціни на їжу',
      'Ў Мінску выпаў снег, як паведаміў штаб',
      'Скопје: ќе се гради нов мост, ѕид и куќа',
    ]) {
      const decoded = decodePage(encode(withMeta(text, 'windows-1251'), 'windows-1251'));
      expect(decoded).toEqual({ kind: 'text', text: withMeta(text, 'windows-1251') });
    }
  });

  test.each([0x00, 0x02, 0x08, 0x0b, 0x0c, 0x0e, 0x1f, 0x7f])(
    'a stray control character 0x%s is removed',
    (code) => {
      const bytes = Buffer.from(`қала${String.fromCodePoint(code)}лық жол\r\n\tжаңа`);
      expect(decodePage(bytes)).toEqual({ kind: 'text', text: 'қалалық жол\r\n\tжаңа' });
    },
  );

  test.each<[string, Uint8Array]>([
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex')],
    ['zeros', new Uint8Array(100)],
  ])('%s is refused as binary', (_, bytes) => {
    expect(decodePage(bytes)).toEqual({ kind: 'refused', reason: 'it is binary, not text' });
  });
});

test.each(['utf-16le', 'utf-16be'] as const)('%s without a mark is read', (encoding) => {
  const text = '<p>Жаңа мектеп ашылды</p> plain text';
  const bytes = Buffer.from(text, 'utf16le');
  expect(decodePage(encoding === 'utf-16le' ? bytes : bytes.swap16())).toEqual({ kind: 'text', text });
});

test('control characters never make a text binary, however many an editor left in it', () => {
  const text = 'Па\u0008рла\u0000мент\u000b при\u000cнял\u001f за\u007fкон';
  expect(decodePage(Buffer.from(text.repeat(3)))).toEqual({
    kind: 'text',
    text: 'Парламент принял закон'.repeat(3),
  });
});
