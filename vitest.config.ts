import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/**
 * The files that take longest, the longest first: begun last, they would keep one worker busy while the other
 * has nothing left to do. Vitest goes by the sizes of files, which say little here.
 */
const longest = [
  'tests/storm/storm.test.ts',
  'tests/sandbox/page/page.test.ts',
  'tests/story/database.test.ts',
  'tests/cli/import.test.ts',
  'tests/story/unsure.test.ts',
  'tests/store/posts/ledger.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = longest.findIndex((path) => moduleId.replaceAll('\\', '/').endsWith(`/${path}`));
      return index === -1 ? longest.length : index;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // One Postgres for all test files.
    globalSetup: ['tests/stage/postgres-server.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Each test file starts real processes or databases: more workers than cores only make them wait.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
});
