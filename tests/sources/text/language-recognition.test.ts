import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recogniseLanguage } from '../../../src/sources/text/language-recognition.ts';

describe('the language of a text', () => {
  test.each([
    ['Астанада форум өтті', 'kk'],
    ['Қазақстан', 'kk'],
    ['Жаңа мектеп ашылды', 'kk'],
    ['Алматыда автобус паркі жаңарды', 'kk'],
    ['Ауылда мектеп ашылды', 'kk'],
    ['Балалар мен жастар туралы', 'kk'],
    ['FIFA Қазақстан құрамасын марапаттады', 'kk'],
    ['Google мен Microsoft Астанада форум өткізді', 'kk'],
    ['ҚАЗАҚСТАН ХАЛҚЫ МЕРЕКЕНІ АТАП ӨТТІ', 'kk'],
    ['В Астане прошёл форум', 'ru'],
    ['Астана', 'ru'],
    ['Казахстан и Узбекистан подписали соглашение', 'ru'],
    ['Команда Astana Opera выступила в La Scala', 'ru'],
    ['Газета «Егемен Қазақстан» отметила юбилей', 'ru'],
    ['Открыта выставка художника Әбілхана Қастеева в Москве', 'ru'],
    ['Курс доллара на 22 июня', 'ru'],
    ['Forum held in Astana', 'en'],
    ['Kazakhstan', 'en'],
    ['The newspaper «Егемен» turns 100 this year, its editors say', 'en'],
    ['', 'und'],
    ['481.84 531.33', 'und'],
    ['🚂🚂', 'und'],
    ['今日のニュース', 'und'],
  ])('%s: %s', (text, language) => {
    expect(recogniseLanguage(text)).toBe(language);
  });

  test('is one of four for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(['kk', 'ru', 'en', 'und']).toContain(recogniseLanguage(text));
      }),
    );
  });
});
