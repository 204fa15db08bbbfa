import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The picture's width as Telegram keeps it without making it smaller, pixels. */
const widthPx = 1280;

/** Ten times what it takes on a busy small machine. */
const drawingTimeoutMs = 10_000;

const font = (file: string) => fileURLToPath(new URL(`fonts/${file}`, import.meta.url));

/**
 * Draws an SVG as a PNG in a process of its own, which takes its 90 MB away with it; a thread would leave
 * them in ours. It gets no environment, and so no secrets.
 * @throws Error when it fails, takes too long, or `signal` is aborted.
 */
export async function drawPng(svg: string, signal?: AbortSignal): Promise<Buffer> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], {
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
  if (code !== 0) throw new Error(`the picture could not be drawn: ${complaint.trim() || `code ${code}`}`);
  return png;
}

/**
 * The same within this process. The fonts are ours alone: without one resvg draws no text, and says nothing.
 */
export async function renderPng(svg: string): Promise<Buffer> {
  const { Resvg } = await import('@resvg/resvg-js');
  const picture = new Resvg(svg, {
    fitTo: { mode: 'width', value: widthPx },
    font: {
      loadSystemFonts: false,
      fontFiles: [font('NotoSans-Regular.ttf'), font('NotoSans-Bold.ttf')],
      defaultFontFamily: 'Noto Sans',
    },
  });
  return picture.render().asPng();
}

// Run as a program: an SVG comes in, a PNG goes out.
if (import.meta.main) process.stdout.write(await renderPng(await text(process.stdin)));
