import { InputFile, InputMediaBuilder } from 'grammy';
import { describe, expect, test } from 'vitest';
import { readRange } from '../../../src/sandbox/http/file-answer.ts';
import { mediaBytes } from '../../stage/media-bytes.ts';
import { pictureBytes } from '../../stage/picture-bytes.ts';
import { channel, person, refusal, sandboxes } from '../../stage/sandboxes.ts';

const start = sandboxes();
const megabyte = 1_048_576;
const good = 'https://img.example.kz/1.jpg';

describe('an album', () => {
  test.each([
    ['not reached', 'https://img.invalid/2.jpg', 'failed to get HTTP URL content'],
    ['a page', 'https://img.example.kz/2.html', 'wrong type of the web page content'],
  ])('of which a part is %s is refused as a whole, and the part is named', async (_, bad, words) => {
    const { sandbox, api } = await start();
    const album = [good, bad].map((url) => InputMediaBuilder.photo(url));
    expect(await refusal(api.sendMediaGroup(channel, album))).toBe(
      `400 Bad Request: failed to send message #2 with the error message "${words}"`,
    );
    expect(sandbox.messages(channel)).toEqual([]);
  });

  test('says of an upload that is no picture which one it is, and of an empty one only that it is empty', async () => {
    const { api } = await start();
    const album = (bytes: Buffer) => [
      InputMediaBuilder.photo(new InputFile(bytes, 'a.jpg')),
      InputMediaBuilder.photo(good),
    ];
    expect(await refusal(api.sendMediaGroup(channel, album(Buffer.from('<svg/>'.repeat(30)))))).toContain(
      'failed to send message #1 with the error message "IMAGE_PROCESS_FAILED"',
    );
    expect(await refusal(api.sendMediaGroup(channel, album(Buffer.alloc(0))))).toBe(
      '400 Bad Request: file must be non-empty',
    );
  });
});

describe('by its address, a file of the sandbox', () => {
  test('is taken as what it is', async () => {
    const { sandbox, api } = await start();
    const { video } = await api.sendVideo(person, new InputFile(mediaBytes.mp4(300), 'v.mp4'));
    const address = `${sandbox.url}/sandbox/files/${video.file_id}`;
    const sent = await api.sendVideo(channel, address);
    expect(sent.video).toMatchObject({ file_id: video.file_id, mime_type: 'video/mp4' });
    expect(await refusal(api.sendAudio(channel, address))).toContain('wrong type of the web page content');
  });

  test('may have 20 MB, and a photo 5', async () => {
    const { sandbox, api } = await start();
    const grown = (bytes: Buffer, size: number) => Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]);
    const addressOf = (id: string) => `${sandbox.url}/sandbox/files/${id}`;
    const upload = async (size: number) => {
      const bytes = new InputFile(grown(mediaBytes.mp4(), size), 'v.mp4');
      return addressOf((await api.sendVideo(person, bytes)).video.file_id);
    };
    const uploadPhoto = async (size: number) => {
      const bytes = new InputFile(grown(pictureBytes.jpeg(800, 600), size), 'p.jpg');
      return addressOf((await api.sendPhoto(person, bytes)).photo[0]?.file_id ?? '');
    };
    await api.sendVideo(channel, await upload(20 * megabyte));
    await api.sendPhoto(channel, await uploadPhoto(5 * megabyte));
    const words = '400 Bad Request: failed to get HTTP URL content';
    expect(await refusal(api.sendVideo(channel, await upload(20 * megabyte + 1)))).toBe(words);
    expect(await refusal(api.sendPhoto(channel, await uploadPhoto(5 * megabyte + 1)))).toBe(words);
  });
});

describe('a download', () => {
  test.each([
    ['v.bin', mediaBytes.mp4(), 'video/mp4'],
    ['v.bin', mediaBytes.mov(), 'video/mp4'],
    ['v.bin', mediaBytes.webm(), 'video/webm'],
    ['s.bin', mediaBytes.mp3(), 'audio/mpeg'],
    ['s.bin', mediaBytes.frame(), 'audio/mpeg'],
    ['s.bin', mediaBytes.m4a(), 'audio/mp4'],
    ['s.bin', mediaBytes.ogg(), 'audio/ogg'],
    ['g.bin', pictureBytes.gif(64, 64), 'image/gif'],
    ['d.pdf', mediaBytes.pdf(), 'application/octet-stream'],
    ['d.mp4', Buffer.from('<script>alert(1)</script>'), 'application/octet-stream'],
  ])('%s has the type of its bytes: %#', async (name, bytes, type) => {
    const { sandbox, api } = await start();
    const { document } = await api.sendDocument(person, new InputFile(bytes, name));
    const answer = await fetch(`${sandbox.url}/sandbox/files/${document.file_id}`);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(answer.headers.has('content-disposition')).toBe(type === 'application/octet-stream');
  });

  test('is given in parts, as browsers play videos', async () => {
    const { sandbox, api } = await start();
    const bytes = Buffer.concat([mediaBytes.mp4(), Buffer.from('the last')]);
    const { video } = await api.sendVideo(person, new InputFile(bytes, 'v.mp4'));
    const get = async (range: string) => {
      const answer = await fetch(`${sandbox.url}/sandbox/files/${video.file_id}`, { headers: { range } });
      return [answer.status, answer.headers.get('content-range'), await answer.text()];
    };
    expect(await get('bytes=200-202')).toEqual([206, 'bytes 200-202/208', 'the']);
    expect(await get('bytes=-4')).toEqual([206, 'bytes 204-207/208', 'last']);
    expect(await get('bytes=208-')).toEqual([416, 'bytes */208', '']);
  });
});

test.each([
  [undefined, null],
  ['bytes=0-', { from: 0, to: 9 }],
  ['bytes=2-4', { from: 2, to: 4 }],
  ['bytes=2-99', { from: 2, to: 9 }],
  ['bytes=-3', { from: 7, to: 9 }],
  ['bytes=-99', { from: 0, to: 9 }],
  ['bytes=-0', 'impossible'],
  ['bytes=10-', 'impossible'],
  ['bytes=4-2', null],
  ['bytes=0-1,3-4', null],
  ['bytes=-', null],
  ['lines=0-1', null],
])('of ten bytes, the range %s', (header, expected) => {
  expect(readRange(header, 10)).toEqual(expected);
});
