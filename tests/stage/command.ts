import type { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { runCommand } from '../../src/cli/cli.ts';
import type { Ending } from './program.ts';

interface Surroundings {
  folder: string;
  /** The whole environment, as for a process of its own. */
  env?: Record<string, string>;
  input?: string;
}

/** One command at a time: they share the folder, the environment and the streams of this process. */
let running: Promise<unknown> = Promise.resolve();

/**
 * Runs `khabarshy <args>` to its end in this process, which takes a tenth of the time of a process of its own. What is
 * about a process (signals, pipes, memory, its exit code as the system sees it) is tested in one: see program.ts.
 */
export function runHere(args: readonly string[], given: Surroundings): Promise<Ending> {
  const run = running.then(() => runOne(args, given));
  running = run.catch(() => undefined);
  return run;
}

async function runOne(
  args: readonly string[],
  { folder, env = {}, input = '' }: Surroundings,
): Promise<Ending> {
  using undo = new DisposableStack();
  const outside = { cwd: process.cwd(), env: process.env };
  process.chdir(folder);
  undo.defer(() => process.chdir(outside.cwd));
  process.env = { ...env };
  undo.defer(() => void (process.env = outside.env));
  keepListeners(undo);
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin');
  Object.defineProperty(process, 'stdin', { value: Readable.from([Buffer.from(input)]), configurable: true });
  undo.defer(() => void (stdin !== undefined && Object.defineProperty(process, 'stdin', stdin)));
  const stdout = caught(process.stdout, undo);
  const stderr = caught(process.stderr, undo);
  const code = await runCommand(args);
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

/** What is written to a stream from now on, instead of there. */
function caught(stream: NodeJS.WriteStream, undo: DisposableStack): string[] {
  const written: string[] = [];
  const usual = stream.write.bind(stream);
  stream.write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
    written.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') callback();
    return true;
  };
  undo.defer(() => void (stream.write = usual));
  return written;
}

/** A command listens to signals and to the streams, and lets go of them only with its process. */
function keepListeners(undo: DisposableStack): void {
  const emitters: EventEmitter[] = [process, process.stdout, process.stderr];
  for (const emitter of emitters) {
    for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'error']) {
      const known = new Set(emitter.listeners(event));
      undo.defer(() => {
        for (const listener of emitter.listeners(event)) {
          if (!known.has(listener)) emitter.removeListener(event, listener as () => void); // node types it as any function
        }
      });
    }
  }
}
