import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Makes a folder for the test that is running, and removes it when the test has ended. @returns its path. */
export function makeFolder(): string {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'khabarshy-test-'));
  onTestFinished(() => folder.remove());
  return folder.path;
}
