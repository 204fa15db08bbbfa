import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // One Postgres for all test files.
    globalSetup: ['tests/store/postgres-server.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Each test file starts real processes or databases: more workers than cores only make them wait.
    maxWorkers: 2,
  },
});
