import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/**
 * The files that take longest, the longest first. If one of them begins last, it keeps one worker busy while the
 * other has nothing left to do. Vitest goes by the sizes of files, which say little here.
 */
const longest = [
  'tests/sandbox/page/page.test.ts',
  'tests/storm/storm.test.ts',
  'tests/story/database.test.ts',
  'tests/store/opening.test.ts',
  'tests/desk/orders.test.ts',
  'tests/story/several-changes.test.ts',
  'tests/story/unsure.test.ts',
];

/** The files that have a full size and a smaller one: see tests/stage/sizes.ts. */
const sized = [
  'tests/storm/storm.test.ts',
  'tests/deliver/doubt/reconciler-model.test.ts',
  'tests/desk/fuzz.test.ts',
  'tests/sources/fuzz.test.ts',
  'tests/store/articles/{articles,contract,search}.test.ts',
  'tests/compose/**/*.test.ts',
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

export default defineConfig(({ mode }) => {
  const isLong = mode === 'long';
  return {
    test: {
      include: isLong ? sized : ['tests/**/*.test.ts'],
      provide: { isLong },
      // One Postgres for all test files.
      globalSetup: ['tests/stage/postgres-server.ts'],
      testTimeout: isLong ? 300_000 : 30_000,
      hookTimeout: 60_000,
      // Each test file starts real processes or databases: more workers than cores only make them wait.
      maxWorkers: 2,
      // A worker starts once for all its files, not anew for each: importing a module of ours never does anything.
      isolate: false,
      sequence: { sequencer: LongestFirst },
    },
  };
});
