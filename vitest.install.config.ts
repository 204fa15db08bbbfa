import { defineConfig } from 'vitest/config';

/** `npm run test:install`: installs the project into an empty folder. It needs npm's registry, and about a minute. */
export default defineConfig({
  test: {
    include: ['tests/install/*.install.ts'],
    testTimeout: 240_000,
    hookTimeout: 600_000,
  },
});
