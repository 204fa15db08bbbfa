import { describe, expect, test, vi } from 'vitest';
import { formsOf } from '../../../src/desk/chat/desk.ts';
import { deskCommands } from '../../../src/desk/editors-desk.ts';
import {
  DeskStage,
  editorId,
  logChatId,
  outsiderId,
  ownerId,
  strangeGroupId,
  channels,
} from '../../stage/desk-stage.ts';

const commandRequests = (stage: DeskStage) =>
  stage.sandbox.requests.filter(({ method }) => method.toLowerCase() === 'setmycommands');

describe('who may', () => {
  test('an outsider gets one polite answer a minute: the channels and their own number, and no hint', async () => {
    const stage = await DeskStage.set();
    const answer = await stage.say('/help', outsiderId);
    expect(answer.text).toContain('https://t.me/desk_kk');
    expect(answer.text).toContain('https://t.me/desk_en');
    expect(answer.text).toContain(String(outsiderId));
    for (const hint of ['/latest', '/post', '/kill', 'editor', 'owner', '/help'])
      expect(answer.text).not.toContain(hint);
    const before = stage.state();
    for (const command of deskCommands)
      stage.sandbox.userSends(outsiderId, outsiderId, formsOf(command, 'kk')[0] ?? '');
    await stage.say('/help', ownerId);
    expect(stage.lines(outsiderId).filter((line) => line.startsWith('Hello'))).toHaveLength(1);
    expect(stage.state()).toBe(before);
    stage.clock.jumpTo('2026-11-24T07:05:00Z');
    expect((await stage.say('hi again', outsiderId)).text).toContain(String(outsiderId));
  });

  test('an outsider who presses or forges a button is told politely, and nothing changes', async () => {
    const stage = await DeskStage.set();
    await stage.posted('one');
    const card = await stage.say('/latest', ownerId);
    const forged = [
      ...stage.buttons(card).map(({ data }) => data),
      'killyes:abc',
      'postyes:abc:*',
      'now:1',
      'drop:1',
      'held:1:drop',
      'uncertain:1:drop',
      'log:0:10',
      'ask:1:1:post',
      'digest:en:1',
      'no',
      '',
      'x'.repeat(64),
    ];
    const killyes = stage
      .buttons(card)
      .find(({ data }) => data.startsWith('kill:'))
      ?.data.replace('kill:', 'killyes:');
    const before = stage.state();
    for (const data of [...forged, killyes ?? '']) {
      // Outsiders are answered once a minute.
      stage.clock.advance(61_000);
      expect(await stage.pressData(card, data, outsiderId)).toBe('Sorry, this button is not for you.');
    }
    expect(stage.state()).toBe(before);
    expect(stage.lines(channels.en)).toEqual(['Headline one']);
  });

  test('owners name editors, by number or by a forwarded message, and take it back; only owners', async () => {
    const stage = await DeskStage.set();
    expect((await stage.say(`/editors add ${editorId}`)).text).toContain('is an editor now');
    expect((await stage.say(`/editors Add ${editorId}`)).text).toContain('Boris is already an editor');
    expect((await stage.say('/status', editorId)).text).toContain('All is well');
    expect((await stage.say(`/editors add ${outsiderId}`, editorId)).text).toBe('Only owners can do this.');
    expect((await stage.say('/backup', editorId)).text).toBe('Only owners can do this.');
    expect((await stage.say('/editors')).text).toContain(String(editorId));
    expect((await stage.say(`/editors remove ${editorId}`)).text).toContain('not an editor any more');
    expect((await stage.say('/status', editorId)).text).toContain('Your Telegram ID');
    // The stranger wrote to the bot; the owner forwards something of theirs and answers it.
    stage.sandbox.userSends(outsiderId, logChatId, 'I want to help');
    const theirs = stage.sandbox.messages(logChatId).at(-1);
    const forward = stage.sandbox.userSends(ownerId, ownerId, '', {
      forwardFrom: { chatId: logChatId, messageId: theirs?.id ?? 0 },
    });
    const answer = await stage.say('/editors add', ownerId, { replyTo: forward.id });
    await stage.until(() => expect(stage.lines(ownerId).join()).toContain('Stranger is an editor now'));
    expect(answer.chatId).toBe(ownerId);
    expect((await stage.say(`/editors remove ${ownerId}`)).text).toContain('ADMIN_IDS');
    for (const wrong of [
      '/editors add',
      '/editors add x',
      '/editors add -5',
      '/editors foo',
      '/editors remove 9e9',
    ])
      expect((await stage.say(wrong)).text).toContain('For example');
    expect((await stage.say('/editors remove 12345')).text).toContain('no such editor');
  });

  test('a new editor is welcomed in the language that they chose', async () => {
    const stage = await DeskStage.set();
    await stage.addEditor();
    await stage.say('/lang ru', editorId);
    await stage.say(`/editors remove ${editorId}`);
    const { id } = stage.sandbox.messages(editorId).at(-1) ?? { id: 0 };
    await stage.say(`/editors add ${editorId}`);
    expect((await stage.answerAfter(id, editorId)).text).toContain('Вам даны права редактора');
  });

  test('who writes in the name of the log chat is told once a minute why nothing happens', async () => {
    const stage = await DeskStage.set();
    const before = stage.state();
    for (const text of ['/status@other_bot', 'chatter', '/status', '/kill one', '/pause@desk_bot'])
      stage.sandbox.personPosts(logChatId, text);
    stage.sandbox.personPosts(strangeGroupId, '/status');
    await stage.until(() =>
      expect(stage.lines(logChatId).at(-1)).toBe(
        'I cannot see who you are. Turn off “Remain anonymous” for yourself, or write to me in private.',
      ),
    );
    await stage.say('/help');
    expect(stage.sandbox.messages(logChatId)).toHaveLength(6);
    expect(stage.sandbox.messages(strangeGroupId)).toHaveLength(1);
    expect(stage.state()).toBe(before);
  });

  test('commands are known in capital letters, with slips, and explained one by one', async () => {
    const stage = await DeskStage.set();
    expect((await stage.say('/STATUS')).text).toContain('All is well');
    expect((await stage.say('/Latest@desk_bot kk')).text).toContain('no such articles');
    expect((await stage.say('/sttaus')).text).toContain('Did you mean /status?');
    expect((await stage.say('/help /PAUSE')).text).toBe(
      'Pause a channel\n/pause 2h\n/pause\n/pause kk\n/pause kk 90m',
    );
    expect((await stage.say('/help')).text).toContain('/quiet kk 23:00-07:00 keep — Quiet hours');
    expect((await stage.say('/help backup')).text).toContain('A copy of the database');
    await stage.addEditor();
    expect((await stage.say('/bakup', editorId)).text).not.toContain('/backup');
    expect((await stage.say('/help backup', editorId)).text).not.toContain('backup');
    stage.sandbox.userSends(ownerId, logChatId, '/sttaus');
    expect((await stage.say('/sttaus@Desk_Bot', ownerId, { chatId: logChatId })).text).toContain('/status?');
  });

  test('the menu shows each role its commands in each language, and goes with the rights', async () => {
    const stage = await DeskStage.set();
    await stage.until(() => expect(commandRequests(stage)).toHaveLength(8));
    for (const language of ['', 'kk', 'ru', 'en']) {
      expect(await stage.menu(null, language)).toMatch(/^\[\{"command":"start"[^{]*\]$/);
      expect(await stage.menu(ownerId, language)).toContain('"backup"');
    }
    expect(await stage.menu(ownerId, 'ru')).toContain('Отозвать статью отовсюду');
    expect(await stage.menu(editorId, 'kk')).toBe('[]');
    await stage.addEditor();
    await stage.until(() => expect(commandRequests(stage)).toHaveLength(12));
    expect(await stage.menu(editorId, 'kk')).toContain('Мақаланы кідірту');
    expect(await stage.menu(editorId, '')).not.toContain('backup');
    await stage.say('/lang ru', editorId);
    await stage.until(() => expect(commandRequests(stage)).toHaveLength(16));
    expect(await stage.menu(editorId, 'kk')).toContain('Придержать статью');
    await stage.say(`/editors remove ${editorId}`);
    await vi.waitFor(async () => expect(await stage.menu(editorId, 'en')).toBe('[]'));
  });

  test('in the log chat editors are answered; in a group of strangers nobody is', async () => {
    const stage = await DeskStage.set();
    expect((await stage.say('/status', ownerId, { chatId: logChatId })).text).toContain('All is well');
    stage.sandbox.userSends(ownerId, strangeGroupId, '/status');
    stage.sandbox.userSends(outsiderId, strangeGroupId, '/status');
    stage.sandbox.userSends(outsiderId, logChatId, 'chatter');
    stage.sandbox.userSends(ownerId, logChatId, 'chatter');
    await stage.say('/status');
    expect(stage.sandbox.messages(strangeGroupId)).toHaveLength(2);
    expect(stage.sandbox.messages(logChatId)).toHaveLength(4);
    stage.sandbox.setRights(strangeGroupId, 4_242_424_242, 'left');
    stage.sandbox.setRights(strangeGroupId, 4_242_424_242, 'member');
    await stage.until(() =>
      expect(stage.sandbox.requests.some(({ method }) => method.toLowerCase() === 'leavechat')).toBe(true),
    );
  });

  test('a log chat that became a supergroup is the same desk, also after a restart', async () => {
    const group = -55_002;
    const stage = await DeskStage.set({ logChat: group });
    expect((await stage.say('/status', ownerId, { chatId: group })).text).toContain('All is well');
    stage.sandbox.migrateChat(group, logChatId);
    stage.sandbox.addUser({ id: outsiderId, firstName: 'Stranger', languageCode: 'en' });
    expect((await stage.say('/status', ownerId, { chatId: logChatId })).text).toContain('All is well');
    await stage.stop();
    await stage.start();
    const { id } = stage.sandbox.messages(logChatId).at(-1) ?? { id: 0 };
    const told = await stage.pressData({ id, chatId: logChatId }, 'log:0:10', ownerId);
    expect(told).toBe('');
    expect(await stage.pressData({ id, chatId: logChatId }, 'log:0:10', outsiderId)).toContain('not for you');
    expect(stage.sandbox.messages(strangeGroupId)).toEqual([]);
  });

  test('each person is answered in their language, or the one that they chose, also after a restart', async () => {
    const stage = await DeskStage.set();
    stage.sandbox.addUser({ id: outsiderId, firstName: 'Ерлан', languageCode: 'kk' });
    expect((await stage.say('/start', outsiderId)).text).toContain('Telegram-дағы ID нөміріңіз');
    expect((await stage.say('/start')).text).toContain('Hello, Aigul!');
    expect((await stage.say('/lang fr')).text).toContain('/lang kk');
    expect((await stage.say('/lang kk')).text).toContain('қазақша');
    expect((await stage.say('/status')).text).toContain('Бәрі жақсы');
    await stage.stop();
    await stage.start();
    expect((await stage.say('/help')).text).toContain('Соңғы мақалалар');
    expect((await stage.say('/lang ru')).text).toContain('по-русски');
    expect((await stage.say('/stats 500d')).text).toMatch(/[а-я]/);
  });
});
