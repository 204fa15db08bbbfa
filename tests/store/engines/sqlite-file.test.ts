import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFile } from '../../../src/store/engines/sqlite-file.ts';
import { makeFolder } from '../../stage/folder.ts';

test('the folders of a new database are made', () => {
  const file = join(makeFolder(), 'a', 'b', 'c.db');
  openFile(file).close();
  expect(existsSync(file)).toBe(true);
});

test('where no folder can be made, it says so', () => {
  const room = join(import.meta.dirname, '../../../src/store/engines/sqlite-file.ts');
  const script = `import { openFile } from ${JSON.stringify(room)};
    try { openFile('/proc/none/of/these.db'); } catch (error) { console.log(error.code, error.message); }`;
  const options = ['--input-type=module', '-e', script];
  // In a process of its own, because it blocked for ever.
  const { stdout } = spawnSync(process.execPath, options, { encoding: 'utf8', timeout: 20_000 });
  expect(stdout).toContain('DATABASE_UNUSABLE Cannot use the database /proc/none/of/these.db');
});
