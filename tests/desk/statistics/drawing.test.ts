import { expect, test } from 'vitest';
import { drawPng } from '../../../src/desk/statistics/statistics.ts';

const svg = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100" font-family="Noto Sans">${content}</svg>`;
const words = (text: string, weight = 400) =>
  svg(`<text x="10" y="60" font-size="40" font-weight="${weight}">${text}</text>`);

/** Width and height out of the header of a PNG, pixels. */
function sizeOf(png: Buffer) {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

test('the fonts are really used: words differ from none, bold from regular, and letter from letter', async () => {
  const pictures = await Promise.all(
    [svg(''), words('ә'), words('ә', 700), words('ғ'), words('қ'), words('ң')].map((one) => drawPng(one)),
  );
  expect(new Set(pictures.map((png) => png.toString('base64'))).size).toBe(pictures.length);
  expect(sizeOf(pictures[0] ?? Buffer.alloc(0))).toEqual([1280, 320]);
});

test('the same picture is drawn of the same words', async () => {
  const [one, other] = await Promise.all([drawPng(words('Қазақстан')), drawPng(words('Қазақстан'))]);
  expect(one.equals(other)).toBe(true);
});

test('what is no SVG is refused with the reason', async () => {
  await expect(drawPng('<svg')).rejects.toThrow(/could not be drawn/);
});

test('a picture from elsewhere is not fetched or read', async () => {
  const file = new URL('../../../src/desk/statistics/fonts/OFL.txt', import.meta.url).href;
  const image = svg(`<image href="${file}" width="100" height="100"/>`);
  expect((await drawPng(image)).equals(await drawPng(svg('')))).toBe(true);
});
