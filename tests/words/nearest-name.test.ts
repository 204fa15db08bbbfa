import { describe, expect, test } from 'vitest';
import { nearestName } from '../../src/words/nearest-name.ts';

describe('the nearest name', () => {
  const known = ['BOT_TOKEN', 'HTTP_HOST', 'HTTP_PORT', 'topic'];
  const examples: [string, string | null][] = [
    ['BOT_TOKN', 'BOT_TOKEN'],
    ['bot_token', 'BOT_TOKEN'],
    ['HTTP_PROT', 'HTTP_PORT'],
    ['topics', 'topic'],
    ['TOKEN', null],
    ['PATH', null],
    ['', null],
  ];
  test.each(examples)('%s: %s', (name, expected) => {
    expect(nearestName(name, known)).toBe(expected);
  });
});
