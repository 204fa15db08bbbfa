// A program: an SVG comes in, a PNG goes out. Plain JavaScript, because stripping types alone takes 20 MB of
// memory, a fifth of what a picture may cost.
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';

/** A phone shows about this many pixels across. */
const widthPx = 1280;

const font = (file) => fileURLToPath(new URL(`fonts/${file}`, import.meta.url));

const picture = new Resvg(await text(process.stdin), {
  fitTo: { mode: 'width', value: widthPx },
  // The fonts are ours alone: without one resvg draws no text, and says nothing.
  font: {
    loadSystemFonts: false,
    fontFiles: [font('NotoSans-Regular.ttf'), font('NotoSans-Bold.ttf')],
    defaultFontFamily: 'Noto Sans',
  },
});
process.stdout.write(picture.render().asPng());
