/** The first bytes of files, as far as they say what they are; zeros follow up to `size`. */
export const mediaBytes = {
  mp4: (size = 200): Buffer => withHead('\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41', size),
  mov: (size = 200): Buffer => withHead('\0\0\0\x14ftypqt  ', size),
  m4a: (size = 200): Buffer => withHead('\0\0\0\x20ftypM4A ', size),
  webm: (size = 200): Buffer => withHead('\x1a\x45\xdf\xa3', size),
  mp3: (size = 200): Buffer => withHead('ID3\x04', size),
  frame: (size = 200): Buffer => withHead('\xff\xfb\x90\x64', size),
  ogg: (size = 200): Buffer => withHead('OggS', size),
  /** One red frame that a browser can show. */
  film: (): Buffer => Buffer.from(film, 'base64'),
  /** A second of silence. */
  wav: (): Buffer => {
    const bytes = Buffer.alloc(8_044);
    bytes.write('RIFF\x64\x1f\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1');
    bytes.writeUInt32LE(8_000, 24);
    bytes.writeUInt32LE(8_000, 28);
    bytes.write('\x01\0\x08\0data\x40\x1f\0\0', 32, 'latin1');
    return bytes.fill(128, 44);
  },
  pdf: (size = 200): Buffer => withHead('%PDF-1.7\n', size),
};

function withHead(head: string, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.write(head, 'latin1');
  return bytes;
}

/** WebM with VP8, 16 × 16. */
const film = [
  'GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQJChYECGFOAZwEAAAAAAAH9EU2bdLpNu4tTq4QVSalmU6yBoU27i1OrhBZU',
  'rmtTrIHYTbuMU6uEElTDZ1OsggEeTbuMU6uEHFO7a1OsggHn7AEAAAAAAABZAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAVSalmsirXsYMPQkBNgI1M',
  'YXZmNTkuMjcuMTAwV0GNTGF2ZjU5LjI3LjEwMESJiECPQAAAAAAAFlSua8GuAQAAAAAAADjXgQFzxYhaeO0gjaZ/EpyBACK1nIN1',
  'bmSIgQCGhVZfVlA4g4EBI+ODhDuaygDgibCBELqBEJqBAhJUw2f9c3OgY8CAZ8iaRaOHRU5DT0RFUkSHjUxhdmY1OS4yNy4xMDBz',
  'c9djwItjxYhaeO0gjaZ/EmfIoUWjh0VOQ09ERVJEh5RMYXZjNTkuMzcuMTAwIGxpYnZweGfIokWjiERVUkFUSU9ORIeUMDA6MDA6',
  'MDEuMDAwMDAwMDAwAAAfQ7Z1wueBAKO9gQAAgPACAJ0BKhAAEAAARwiFhYiZhIgCAgJ1qgP4A/oCDU3uAP79bvP/5G/j50b/yOP/',
  '/Eqe44nj//xGgBxTu2uRu4+zgQC3iveBAfGCAaDwgQM=',
].join('');
