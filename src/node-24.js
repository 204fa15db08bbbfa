/**
 * Finds a Node that can run the program. npm installs Node 24 for Linux and Windows as an optional dependency
 * (docs/decisions/0003-node-24-from-npm.md). Everything in this file runs on Node 18 or later.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

const oldestMajor = 24;

/** Whether this process is a Node that runs TypeScript as it is. */
export function canRunProgram() {
  return Number.parseInt(process.versions.node, 10) >= oldestMajor && process.features.typescript === 'strip';
}

/** The Node 24 that npm installed for this machine; null: there is none. */
export function findBundledNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${system}-${process.arch}/package.json`);
    const file = join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(file) ? file : null;
  } catch {
    return null;
  }
}

/**
 * Ends this process and goes on as Node 24 with these arguments: flags of Node, then a script and its arguments.
 * Where a process cannot be replaced (Node 20, Windows), this one stays above the new one, hands on its signals, and
 * ends as it ends.
 */
export async function runWithNode24(args) {
  // Loaded here, because it costs 4 MB in a process that already is Node 24.
  const { spawn, spawnSync } = await import('node:child_process');
  const node = canRunProgram() ? process.execPath : findBundledNode();
  // On Alpine the binary is there and does not run, because it is made for glibc.
  if (node === null || spawnSync(node, ['--version']).status !== 0) return explain(node);
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
  // Node 22.15 or later. It aborts the process if it fails, so the binary was tried before.
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    process.execve(node, [node, ...args], env);
  }
  await stayAbove(spawn(node, args, { stdio: 'inherit', env }));
}

async function stayAbove(child) {
  const { signals } = (await import('node:os')).constants;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`khabarshy: Node 24 could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  // A process that a signal ended counts as 128 and the number of the signal, as in a shell.
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + signals[signal];
  });
}

function explain(node) {
  const why =
    node === null
      ? `npm installs Node ${oldestMajor} for Linux and Windows on x64 and Linux on arm64, and found none for ` +
        `${process.platform} on ${process.arch}, or "npm ci" has not run yet in this folder`
      : `the Node ${oldestMajor} that npm installed does not run on this machine (it needs glibc, and Alpine has musl)`;
  process.stderr.write(
    `khabarshy needs Node ${oldestMajor} or later, and this is ${process.version}; ${why}.\n` +
      `Install Node ${oldestMajor} from https://nodejs.org/en/download, or with a version manager ` +
      `("nvm install ${oldestMajor}", "fnm install ${oldestMajor}"; on Alpine "apk add nodejs-current", on macOS ` +
      `"brew install node@${oldestMajor}"). Then check that "node --version" says v${oldestMajor} or later, and start again.\n`,
  );
  process.exitCode = 1;
}
