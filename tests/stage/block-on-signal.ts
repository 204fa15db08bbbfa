import { readFileSync } from 'node:fs';

/**
 * Loaded before the program, for tests: on a signal its event loop is blocked, as by work that never yields. How long, the
 * file `blocked-ms` in its folder says.
 */
process.on('SIGUSR2', () => {
  const ms = Number(readFileSync('blocked-ms', 'utf8'));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
});
