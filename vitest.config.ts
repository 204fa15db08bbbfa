import { accessSync, constants, statfsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/**
 * The files that take longest, the longest first. If one of them begins last, it keeps one worker busy while the
 * other has nothing left to do. Vitest goes by the sizes of files, which say little here.
 */
const longest = [
  'tests/story/albums-in-part.test.ts',
  'tests/storm/storm.test.ts',
  'tests/story/database.test.ts',
  'tests/sandbox/page/page-use.test.ts',
  'tests/story/by-hand.test.ts',
  'tests/story/cluster/sharing.test.ts',
  'tests/story/standby.test.ts',
  'tests/store/opening.test.ts',
  'tests/sandbox/page/page.test.ts',
  'tests/web/site/browser.test.ts',
  'tests/desk/rights.test.ts',
  'tests/story/cluster/faults.test.ts',
  'tests/story/newcomer.test.ts',
  'tests/story/restore.test.ts',
  'tests/engine/cluster/jobs.test.ts',
  'tests/story/picture-corrections.test.ts',
  'tests/story/reload.test.ts',
];

/** The files that have a full size and a smaller one: see tests/stage/sizes.ts. */
const sized = [
  'tests/storm/storm.test.ts',
  'tests/sandbox/page/page-use.test.ts',
  'tests/web/site/browser.test.ts',
  'tests/clocks.test.ts',
  'tests/config/yaml-entries.test.ts',
  'tests/deliver/doubt/{reconciler-model,same-message}.test.ts',
  'tests/desk/statistics/picture.test.ts',
  'tests/sources/feed/feed-reader.test.ts',
  'tests/desk/fuzz.test.ts',
  'tests/sources/fuzz.test.ts',
  'tests/store/articles/{articles,contract,search}.test.ts',
  'tests/compose/**/*.test.ts',
  'tests/story/cluster/{frozen,jobs,restarted}.test.ts',
];

const memory = '/dev/shm';
const leastMemoryBytes = 2_000_000_000;

/**
 * Where tests make their folders. Their databases need not outlive a power loss, and in memory no commit waits for a disk.
 * In a container there is often too little of it.
 */
function temporaryFolder(): string {
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= leastMemoryBytes ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

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
      // Where the program itself keeps its compiled code. Without it, each process that a test starts compiles anew.
      env: {
        NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/khabarshy'),
        TMPDIR: temporaryFolder(),
      },
      // One Postgres for all test files.
      globalSetup: ['tests/stage/postgres-server.ts'],
      testTimeout: isLong ? 300_000 : 30_000,
      hookTimeout: 60_000,
      // Half of the time a story waits for a process, a timer or an answer. One worker more than cores uses that time;
      // more of them would be late where a test measures time.
      maxWorkers: availableParallelism() + 1,
      // A worker starts once for all its files, not anew for each: importing a module of ours never does anything.
      isolate: false,
      sequence: { sequencer: LongestFirst },
    },
  };
});
