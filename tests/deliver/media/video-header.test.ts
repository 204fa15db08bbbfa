import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readVideoHeader } from '../../../src/deliver/media/video-header.ts';
import { makeFolder } from '../../stage/folder.ts';
import { mediaBytes } from '../../stage/media-bytes.ts';
import { runs } from '../../stage/sizes.ts';
import { box, movieBox, mp4Bytes, typeBox } from '../../stage/video-bytes.ts';

/** Reads as a file does, and counts how often and how much. */
async function read(bytes: Buffer) {
  const asked = { times: 0, bytes: 0 };
  const header = await readVideoHeader((at, length) => {
    const part = bytes.subarray(at, at + length);
    asked.times += 1;
    asked.bytes += part.length;
    return Promise.resolve(part);
  }, bytes.length);
  return { header, asked };
}

const film = { width: 640, height: 360, ms: 83_600 };
const shown = { width: 640, height: 360, durationSeconds: 84 };

describe('size and length of a video', () => {
  test.each([
    ['its header first', {}],
    ['its header last', { isHeaderLast: true }],
    ['numbers of 64 bits', { isLong: true }],
  ])('%s', async (_, more) => {
    expect((await read(mp4Bytes({ ...film, ...more }))).header).toEqual(shown);
  });

  test('one that was filmed upright is as people see it', async () => {
    const { header } = await read(mp4Bytes({ ...film, isTurned: true }));
    expect(header).toEqual({ ...shown, width: 360, height: 640 });
  });

  test('a large video is not read for it', async () => {
    const { header, asked } = await read(
      mp4Bytes({ ...film, isHeaderLast: true, frames: Buffer.alloc(9_000_000) }),
    );
    expect(header).toEqual(shown);
    expect(asked.bytes).toBeLessThan(1_000);
  });

  test('boxes that are longer than 32 bits can say, or end with the file', async () => {
    const large = Buffer.alloc(16 + 50);
    large.writeUInt32BE(1);
    large.write('mdat', 4);
    large.writeBigUInt64BE(66n, 8);
    const last = movieBox(film);
    last.writeUInt32BE(0);
    expect((await read(Buffer.concat([typeBox, large, last]))).header).toEqual(shown);
  });

  test.each([
    ['0', 0],
    ['not known', 0xffff_ffff],
    ['two days', 172_800_000],
  ])('a length that is %s is none', async (_, ms) => {
    expect((await read(mp4Bytes({ ...film, ms }))).header).toEqual({ ...shown, durationSeconds: null });
  });

  test('what is shorter than a second takes one', async () => {
    expect((await read(mp4Bytes({ ...film, ms: 40 }))).header?.durationSeconds).toBe(1);
  });

  test.each([
    ['no bytes', Buffer.alloc(0)],
    ['a WebM', mediaBytes.film()],
    ['a sound', mp4Bytes({ ...film, width: 0 })],
    ['a picture without height', mp4Bytes({ ...film, height: 0 })],
    ['a picture that nobody can have filmed', mp4Bytes({ ...film, width: 20_000 })],
    ['a file without a header', Buffer.concat([typeBox, box('mdat', Buffer.alloc(50))])],
    ['a header that breaks off', mp4Bytes(film).subarray(0, 300)],
    ['boxes of no length', Buffer.alloc(400)],
  ])('%s has none', async (_, bytes) => expect((await read(bytes)).header).toBeNull());
});

test('no bytes make it throw, or read without end', async () => {
  const whole = Buffer.concat([typeBox, movieBox(film)]);
  const many = Buffer.concat(Array.from({ length: 3_000 }, () => box('free')));
  const change = fc.tuple(fc.nat(whole.length - 4), fc.oneof(fc.constantFrom(0, 1, 8), fc.nat(0xffff_ffff)));
  const given = fc.record({
    changes: fc.array(change, { maxLength: 4 }),
    cut: fc.nat(whole.length),
    isCut: fc.boolean(),
    isLate: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(given, async ({ changes, cut, isCut, isLate }) => {
      const bytes = Buffer.from(whole);
      for (const [at, value] of changes) bytes.writeUInt32BE(value, at);
      const parts = [isCut ? bytes.subarray(0, cut) : bytes];
      const { header, asked } = await read(Buffer.concat(isLate ? [many, ...parts] : parts));
      expect(asked.times).toBeLessThan(1_100);
      if (header === null) return;
      for (const side of [header.width, header.height]) {
        expect(side).toBeGreaterThan(0);
        expect(side).toBeLessThanOrEqual(10_000);
      }
      expect(header.durationSeconds ?? 1).toBeGreaterThan(0);
    }),
    { numRuns: runs(500) },
  );
});

function hasFfmpeg(): boolean {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What other programs write says more than bytes of our own. */
describe.skipIf(!hasFfmpeg())('videos by ffmpeg', () => {
  const make = (name: string, ...options: readonly string[]) => {
    const path = join(makeFolder(), name);
    const source = ['-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=5:duration=3'];
    execFileSync('ffmpeg', ['-v', 'error', ...source, ...options, path], { stdio: 'pipe' });
    return readFileSync(path);
  };
  const codec = ['-c:v', 'mpeg4'];

  test.each([
    ['an MP4', 'a.mp4', codec],
    ['an MP4 for streaming', 'b.mp4', [...codec, '-movflags', '+faststart']],
    ['a MOV', 'c.mov', codec],
    ['an MP4 with oblong pixels', 'd.mp4', [...codec, '-vf', 'scale=160:180,setsar=2']],
  ])('%s', async (_, name, options) => {
    const { header } = await read(make(name, ...options));
    expect(header).toEqual({ width: 320, height: 180, durationSeconds: 3 });
  });

  test('one in fragments does not say how long it is', async () => {
    const { header } = await read(make('e.mp4', ...codec, '-movflags', 'frag_keyframe+empty_moov'));
    expect(header).toEqual({ width: 320, height: 180, durationSeconds: null });
  });
});
