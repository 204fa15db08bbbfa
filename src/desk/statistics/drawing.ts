import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** Fifty times what it takes on a small machine. */
const drawingTimeoutMs = 10_000;

const drawer = new URL('drawer.js', import.meta.url);

/**
 * Draws an SVG as a PNG, 1280 pixels wide, in a process of its own, which takes its 85 MB away with it; a
 * thread would leave 60 of them in ours. It gets no environment, and so no secrets.
 * @throws Error when it fails, takes too long, or is aborted.
 */
export async function drawPng(svg: string, signal?: AbortSignal): Promise<Buffer> {
  const child = spawn(process.execPath, [fileURLToPath(drawer)], {
    env: {},
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: drawingTimeoutMs,
    ...(signal === undefined ? {} : { signal }),
  });
  // A child that is gone before it read everything says why in its exit.
  child.stdin.on('error', () => undefined);
  child.stdin.end(svg);
  const [png, complaint, [code]] = await Promise.all([
    buffer(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>, // documented: the code, or null after a signal
  ]);
  if (code === 0) return png;
  throw new Error(`the picture could not be drawn: ${complaint.trim() || 'the drawing process was ended'}`);
}
