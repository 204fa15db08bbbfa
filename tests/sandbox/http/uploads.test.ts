import { InputFile } from 'grammy';
import { describe, expect, test } from 'vitest';
import { pictureBytes } from '../../stage/picture-bytes.ts';
import { channel, refusal, sandboxes } from '../../stage/sandboxes.ts';

const start = sandboxes();
const upload = (bytes: Buffer) => new InputFile(bytes, 'picture.jpg');
const photo = (bytes: Buffer, caption = 'B') => ({ type: 'photo', media: upload(bytes), caption }) as const;

describe('an uploaded picture', () => {
  test('is posted, and can be downloaded again', async () => {
    const { sandbox, api } = await start();
    const bytes = pictureBytes.jpeg(800, 600);
    const sent = await api.sendPhoto(channel, upload(bytes), { caption: 'A' });
    expect(sent.photo).toMatchObject([{ width: 800, height: 600, file_size: bytes.length }]);
    const answer = await fetch(`${sandbox.url}/sandbox/files/${sent.photo[0]?.file_id}`);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
  });

  test.each([
    ['too many pixels', pictureBytes.png(9_000, 1_001), 'PHOTO_INVALID_DIMENSIONS'],
    ['too long', pictureBytes.png(2_001, 100), 'PHOTO_INVALID_DIMENSIONS'],
    ['no picture', Buffer.from('<svg/>'.repeat(30)), 'IMAGE_PROCESS_FAILED'],
    ['too big', Buffer.concat([pictureBytes.gif(9, 9), Buffer.alloc(10 * 1_048_576)]), 'file is too big'],
    ['empty', Buffer.alloc(0), 'file must be non-empty'],
  ])('%s is refused, sent and edited', async (_, bytes, error) => {
    const { api } = await start();
    expect(await refusal(api.sendPhoto(channel, upload(bytes)))).toContain(error);
    const { message_id } = await api.sendMessage(channel, 'A');
    expect(await refusal(api.editMessageMedia(channel, message_id, photo(bytes)))).toContain(error);
  });
});

describe('editMessageMedia', () => {
  test('adds a picture to a text, whose preview goes; it is a photo from then on', async () => {
    const { sandbox, api } = await start();
    const { message_id } = await api.sendMessage(channel, 'A https://example.kz/a');
    await api.editMessageMedia(channel, message_id, photo(pictureBytes.webp(64, 48)));
    expect(sandbox.message(channel, message_id)).toMatchObject({ kind: 'photo', text: 'B', preview: null });
    expect(await refusal(api.editMessageText(channel, message_id, 'C'))).toContain('there is no text');
    await api.editMessageCaption(channel, message_id, { caption: 'D' });
    expect(sandbox.message(channel, message_id)?.text).toBe('D');
  });

  test('adds one from an address too, and refuses a caption that is too long', async () => {
    const { sandbox, api } = await start();
    const { message_id } = await api.sendMessage(channel, 'A');
    const media = { type: 'photo', media: 'https://img.example.kz/a.jpg' } as const;
    const long = { ...media, caption: 'x'.repeat(1_025) };
    expect(await refusal(api.editMessageMedia(channel, message_id, long))).toContain(
      'MEDIA_CAPTION_TOO_LONG',
    );
    const local = { ...media, media: 'http://127.0.0.1:1/a.jpg' };
    expect(await refusal(api.editMessageMedia(channel, message_id, local))).toContain('HTTP URL content');
    await api.editMessageMedia(channel, message_id, { ...media, caption: 'x'.repeat(1_024) });
    expect(sandbox.message(channel, message_id)).toMatchObject({ kind: 'photo', photoUrl: media.media });
  });
});
