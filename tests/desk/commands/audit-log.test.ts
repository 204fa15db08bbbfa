import { expect, test } from 'vitest';
import { changeText } from '../../../src/desk/commands/audit-log.ts';
import { deskChanges } from '../../../src/desk/editors-desk.ts';
import { spokenLanguages } from '../../../src/news/language.ts';

type Row = [string, string | null, string | null, string];

const show = (at: Date) => at.toISOString().slice(11, 16);

test.each<Row>([
  ['hold', 'usable', 'withheld', ' (можно публиковать → придержана)'],
  ['post', null, 'promised', ' (— → ждёт очереди)'],
  ['drop', 'ready', 'dropped', ' (ждёт очереди → не опубликована)'],
  ['pause', 'running', '2026-11-24T06:54:43.617Z', ' (работает → 06:54)'],
  ['resume', 'open', 'running', ' (до /resume → работает)'],
  ['uncertain', 'uncertain', 'again', ' (Отправить снова)'],
  ['approval', 'waiting', 'later', ' (Позже (1\u00a0ч))'],
  ['backup', null, '204800 B', ' (0,205 МБ)'],
  ['quiet', 'off', '23:00–07:00 keep', ' (off → 23:00–07:00 keep)'],
  // Entries of before 0.2.0.
  ['quiet', 'off', '23:00–07:00 hold', ' (off → 23:00–07:00 hold)'],
  ['editor-add', null, 'Борис', ' (Борис)'],
  ['digest', null, 'posted', ''],
  ['language', 'kk', 'ru', ' (kk → ru)'],
])('%s %s → %s', (action, before, after, expected) => {
  expect(changeText({ action, before, after }, deskChanges, 'ru', show)).toBe(expected);
});

test('what another version wrote is shown as it is', () => {
  for (const language of spokenLanguages) {
    for (const action of [...Object.keys(deskChanges), 'unheard-of']) {
      const text = changeText({ action, before: null, after: 'unheard-of' }, deskChanges, language, show);
      expect(text === '' || text.includes('unheard-of')).toBe(true);
      expect(changeText({ action, before: null, after: null }, deskChanges, language, show)).toBe('');
    }
  }
});
