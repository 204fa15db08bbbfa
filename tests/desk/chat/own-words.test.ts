import { describe, expect, test } from 'vitest';
import { channels, DeskStage, editorId, ownerId, strangeGroupId } from '../../stage/desk-stage.ts';

const botId = 4_242_424_242;
const answer =
  'I carry out only commands that you type yourself. This one was forwarded or written by a bot.';

describe('words that the editor did not write command nothing', () => {
  test.each(['/pause en', '/PAUSE@desk_bot', '/post one', '/editors add 778', '/nonsense'])(
    'a forwarded %s',
    async (text) => {
      const stage = await DeskStage.set();
      await stage.posted('one');
      const { id } = stage.sandbox.userSends(editorId, strangeGroupId, text);
      const before = stage.state();
      const forwarded = await stage.say('', ownerId, {
        forwardFrom: { chatId: strangeGroupId, messageId: id },
      });
      expect(forwarded.text).toBe(answer);
      expect(stage.state()).toBe(before);
    },
  );

  test('a text that was sent through an inline bot', async () => {
    const stage = await DeskStage.set();
    const before = stage.state();
    const { id } = stage.sandbox.messages(ownerId).at(-1) ?? { id: 0 };
    stage.sandbox.addUpdate(botId, 'message', {
      message_id: 1_000,
      date: 1,
      from: { id: ownerId, is_bot: false, first_name: 'Aigul', language_code: 'en' },
      chat: { id: ownerId, type: 'private', first_name: 'Aigul' },
      via_bot: { id: 5, is_bot: true, first_name: 'Inline', username: 'inline_bot' },
      text: '/pause',
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
    });
    expect((await stage.answerAfter(id, ownerId)).text).toBe(answer);
    expect(stage.state()).toBe(before);
  });

  test('a forwarded post that begins with a command is still the card of its article', async () => {
    const stage = await DeskStage.set();
    const messageId = await stage.posted('one', { headline: '/pause and other commands' });
    const card = await stage.say('', ownerId, { forwardFrom: { chatId: channels.en, messageId } });
    expect(card.text).toContain('one · en');
  });
});
