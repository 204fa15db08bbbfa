import { describe, expect, test } from 'vitest';
import { nearestName } from '../../src/words/nearest-name.ts';
import { formsOf } from '../../src/desk/chat/desk.ts';
import { deskChanges, deskCommands } from '../../src/desk/editors-desk.ts';
import { spokenLanguages } from '../../src/news/language.ts';
import { DeskStage } from '../stage/desk-stage.ts';

const names = deskCommands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);

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
])('the command that was meant with %s: %s', (written, meant) =>
  expect(nearestName(written, names)).toBe(meant),
);

describe('each command', () => {
  test('has a name of its own, which Telegram accepts', () => {
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]{1,32}$/);
  });

  test.each(deskCommands)('/$name has forms that can be sent as they stand, and a description', (command) => {
    for (const form of formsOf(command, 'sport')) {
      expect(form).toMatch(new RegExp(`^/${command.name}( |$)`));
      expect(form).not.toContain('CHANNEL');
    }
    for (const language of spokenLanguages) {
      const { length } = command.description(language);
      expect(length).toBeGreaterThan(2);
      expect(length).toBeLessThanOrEqual(256);
    }
  });
});

test.each(Object.entries(deskChanges))('the change %s has a verb in each language', (_, change) => {
  for (const language of spokenLanguages) expect(change.verb(language).trim()).not.toBe('');
});

test('a command that declares no change changes nothing', async () => {
  const stage = await DeskStage.set();
  await stage.posted('12345');
  const before = stage.state();
  for (const command of deskCommands.filter(({ changes }) => changes === undefined))
    for (const form of formsOf(command, 'kk')) await stage.say(form);
  expect(stage.state()).toBe(before);
});
