import { describe, expect, test } from 'vitest';
import { formsOf, nearestCommand } from '../../../src/desk/chat/command-forms.ts';
import { editorCommands, ownerCommands } from '../../../src/words/general.ts';

const all = [...editorCommands, ...ownerCommands];

describe('the command that was meant', () => {
  test.each([
    ['hlep', 'help'],
    ['statu', 'status'],
    ['sttaus', 'status'],
    ['pot', 'post'],
    ['psot', 'post'],
    ['shedule', 'schedule'],
    ['latests', 'latest'],
    ['lnag', 'lang'],
    ['status', 'status'],
    ['x', null],
    ['ban', null],
    ['publish', null],
    ['s'.repeat(32), null],
  ])('%s: %s', (written, meant) => expect(nearestCommand(written, all)).toBe(meant));
});

test('each form of a command can be sent as it stands', () => {
  for (const name of all) {
    for (const form of formsOf(name, 'sport')) {
      expect(form).toMatch(new RegExp(`^/${name}( |$)`));
      expect(form).not.toContain('CHANNEL');
    }
  }
});
