import { mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Checkout, machineMajor } from './checkout.ts';

const isLinux = process.platform === 'linux';

/** How long a process may stay after the npm above it has ended. */
const goneWithin = { timeout: 12_000, interval: 100 };

describe.skipIf(!isLinux).each([
  { install: ['ci'], launchers: 0 },
  { install: ['ci', '--ignore-scripts', '--omit=dev'], launchers: 1 },
])('npm 10 with $install', ({ install, launchers }) => {
  let checkout: Checkout;
  beforeAll(() => {
    checkout = new Checkout();
    const { status, output } = checkout.npm(install);
    expect({ status, output }).toMatchObject({ status: 0 });
  });
  afterAll(() => checkout.remove());

  test('npm start posts, and one SIGTERM to npm ends it without an orphan', async () => {
    const { npm, ended, lines } = await checkout.start();
    const ofProgram = checkout.processes().filter(({ command }) => command.includes('start.js run'));
    const shell = ofProgram.filter(({ command }) => command.startsWith('sh -c'));
    expect(ofProgram.length - shell.length).toBe(1 + (machineMajor < 22 ? launchers : 0));
    process.kill(npm, 'SIGTERM');
    await ended;
    expect(lines.at(-1)).toContain('"msg":"stopped"');
    await expect.poll(() => checkout.processes(), goneWithin).toEqual([]);
  });

  test('a program whose npm was killed ends by itself', async () => {
    const { npm, ended, lines } = await checkout.start();
    process.kill(npm, 'SIGKILL');
    await ended;
    expect(lines.at(-1)).toContain('"msg":"stopped"');
    await expect.poll(() => checkout.processes(), goneWithin).toEqual([]);
  });

  test('npx khabarshy and npm run khabarshy do the same', () => {
    const version = /^\d+\.\d+\.\d+$/m;
    expect(checkout.run('npx', ['khabarshy', '--version']).output).toMatch(version);
    expect(checkout.npm(['run', '--silent', 'khabarshy', '--', '--version']).output).toMatch(version);
    const misspelt = checkout.npm(['run', '--silent', 'khabarshy', '--', 'statsu']);
    expect(misspelt).toMatchObject({ status: 2 });
    expect(misspelt.output).toContain('Did you mean khabarshy status?');
  });
});

describe.skipIf(!isLinux)('a Node that npm installed and that does not run here, as on Alpine', () => {
  let checkout: Checkout;
  let other: string;
  beforeAll(() => {
    checkout = new Checkout();
    expect(checkout.npm(['ci', '--omit=dev', '--ignore-scripts'])).toMatchObject({ status: 0 });
    // The loader of its libc is missing: that is what the system says of a glibc program on musl.
    const packages = readdirSync(join(checkout.folder, 'node_modules'));
    const name = packages.find((each) => each.startsWith('node-linux')) ?? '';
    const bundled = join(checkout.folder, 'node_modules', name, 'bin/node');
    other = join(checkout.folder, 'machine');
    mkdirSync(other);
    renameSync(bundled, join(other, 'node'));
    writeFileSync(bundled, '#!/lib/ld-of-another-libc.so\n', { mode: 0o755 });
    symlinkSync(bundled, join(checkout.folder, 'node_modules/.bin/node'));
  });
  afterAll(() => checkout.remove());

  test('the machine’s own Node is used where it is new enough', () => {
    const path = `${other}:/usr/bin:/bin`;
    const { status, output } = checkout.run(
      'sh',
      ['-c', 'PATH="node_modules/.bin:$PATH" node src/start.js -v'],
      path,
    );
    expect({ status, output }).toMatchObject({
      status: 0,
      output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  test.skipIf(machineMajor >= 24)('an older one says how to get Node 24', () => {
    const { status, output } = checkout.run('node', ['src/start.js', 'run']);
    expect(status).toBe(1);
    expect(output).toContain(`khabarshy needs Node 24 or later, and this is v${machineMajor}`);
    expect(output).toContain('does not run on this machine');
    expect(output).toContain('nvm install 24');
    expect(output).not.toMatch(/npm start|    at /);
  });
});
