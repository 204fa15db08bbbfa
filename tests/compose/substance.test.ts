import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSubstantial } from '../../src/compose/substance.ts';

test.each([
  ['The bank kept the rate.', 'The bank kept the rate.'],
  ['the  bank kept – the rate', 'The bank kept the rate!'],
  ['Саябақта екі мың агаш отырғызылды', 'Саябақта екі мың ағаш отырғызылды'],
  ['Презедент подписал указ', 'Президент подписал указ'],
  ['Министр приехал Астану', 'Министр приехал в Астану'],
  ['The govenrment met', 'The government met'],
  ['Вовремя пожара никто не пострадал', 'Во время пожара никто не пострадал'],
])('a mistake of typing: %s → %s', (before, after) => {
  expect(isSubstantial(before, after)).toBe(false);
  expect(isSubstantial(after, before)).toBe(false);
});

test.each([
  ['12 people were hurt', '13 people were hurt'],
  ['The rate is 14.25%', 'The rate is 14.5%'],
  ['Закон принят', 'Закон не принят'],
  ['Шешім қабылданды', 'Шешім қабылданған жоқ'],
  ['Мост открыли', 'Мост открыли. Движение пойдёт с понедельника.'],
  ['The minister resigned', 'The president resigned'],
  ['A bridge opened in Almaty', 'A bridge opened in Astana'],
  ['', 'New words'],
])('of substance: %s → %s', (before, after) => {
  expect(isSubstantial(before, after)).toBe(true);
  expect(isSubstantial(after, before)).toBe(true);
});

test('a text is never of other substance than itself, and a new figure always is', () => {
  fc.assert(
    fc.property(fc.lorem({ maxCount: 60 }), fc.nat(10_000), fc.nat(10_000), (text, one, other) => {
      expect(isSubstantial(text, text.toUpperCase())).toBe(false);
      expect(isSubstantial(`${text} ${one}`, `${text} ${other}`)).toBe(one !== other);
    }),
  );
});
