import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { entriesOfYaml } from '../../src/config/sources/yaml-entries.ts';
import { parseYaml } from '../../src/config/yaml-file.ts';
import { runs } from '../stage/sizes.ts';

/** So many letters that the file is read by its entries. */
const long = '# A long file.\n'.repeat(8_000);

async function valueOf(text: string): Promise<unknown> {
  const read = await parseYaml(text, 's.yaml', 'sources: []');
  return 'value' in read ? read.value : read.mistakes;
}

const scalar = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.stringMatching(/^[a-z][a-z .:/?&=#*!|>'-]{0,30}$/u),
  fc.constantFrom('null', '"quoted: text"', "'it''s'", '[a, b]', '{ a: 1 }', '"- no entry"', '~'),
);
const entry = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/u), scalar, { minKeys: 1, maxKeys: 5 });

test('a long file has the same value as if it was read whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('', '  ', '    '),
      fc.constantFrom('', '\n', '\n# between\n', '\n      # deep\n'),
      fc.constantFrom('', 'more: 1\n', '# at the end\n'),
      async (entries, indent, gap, tail) => {
        const written = entries.map((each) =>
          Object.entries(each)
            .map(([key, value], index) => `${indent}${index === 0 ? '- ' : '  '}${key}: ${value}\n`)
            .join(''),
        );
        const text = `${long}sources:\n${written.join(gap)}${tail}`;
        let whole: unknown;
        try {
          whole = parse(text, { merge: true, logLevel: 'error' });
        } catch {
          return; // Both have to call it a mistake, and the next test sees to that.
        }
        expect(await valueOf(text)).toEqual(whole);
      },
    ),
    { numRuns: runs(150, 20) },
  );
});

test.each([
  ['a merge', 'sources:\n  - &a { url: x, name: a }\n  - { <<: *a, name: b }\n'],
  ['a block of text', 'sources:\n  - url: |\n      x\n    name: a\n'],
  ['a tag', 'sources:\n  - url: !!str 1\n    name: a\n'],
  ['two documents', 'sources:\n  - url: x\n---\nsources: []\n'],
  ['tabs', 'sources:\n\t- url: x\n'],
  ['another form of list', 'sources: [{ url: x }]\n'],
  ['an empty list', 'sources:\n'],
])('%s is read whole', (_, text) => {
  expect(entriesOfYaml(long + text)).toBeNull();
});

test('an entry with a mistake has the line and the words that it has in a short file', async () => {
  const wrong = 'sources:\n  - url: x\n    name: a\n  - url: "y\n    name: b\n';
  const [short] = (await valueOf(wrong)) as { name: string; seen: string }[];
  const [found] = (await valueOf(long + wrong)) as { name: string; seen: string }[];
  expect(short?.name).toMatch(/^s\.yaml:\d$/u);
  expect(found).toEqual({ ...short, name: found?.name });
  expect(Number(found?.name.slice('s.yaml:'.length))).toBe(
    8_000 + Number(short?.name.slice('s.yaml:'.length)),
  );
});

test('the same key twice is a mistake, as in a short file', async () => {
  expect(await valueOf(`${long}sources:\n  - url: x\nsources:\n  - url: y\n`)).toEqual([
    expect.objectContaining({ seen: expect.stringContaining('unique') }),
  ]);
});

test('the line of a key is known', async () => {
  const read = await parseYaml(`${long}sources:\n  - url: x\n    name: a\n`, 's.yaml', '');
  expect('lineOf' in read && read.lineOf(['sources', 0, 'name'])).toBe(8_003);
});
