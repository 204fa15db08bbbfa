import { expect, test } from 'vitest';
import { channels, DeskStage, editorId, outsiderId } from '../../stage/desk-stage.ts';

const botId = 4_242_424_242;

test('/top lists what readers liked, most first, with links; /stats says the numbers', async () => {
  const stage = await DeskStage.set();
  const { readers } = stage.sandbox;
  expect((await stage.say('/top')).text).toMatch(/^No reactions and no comments are known/);
  const first = await stage.posted('a');
  const second = await stage.posted('b');
  const other = await stage.posted('c', { language: 'kk' });
  readers.react(editorId, channels.en, second, '👍');
  readers.react(outsiderId, channels.en, second, '👍');
  readers.react(outsiderId, channels.en, first, '👎');
  readers.react(outsiderId, channels.kk, other, '🔥');
  readers.join(outsiderId, channels.en);
  const { text, entities } = await stage.untilAnswer('/top 7d', /♥ 2[^]*♥ 1[^]*♥ 1/);
  expect(text.split('\n').slice(0, 3)).toEqual(['What readers liked, 7 days', '1. Headline b', '♥ 2 · en']);
  expect(entities).toContainEqual(
    expect.objectContaining({ type: 'text_link', url: `https://t.me/desk_en/${second}` }),
  );
  expect((await stage.say('/top 1d kk')).text).toBe('What readers liked, 1 day\n1. Headline c\n♥ 1');
  expect((await stage.say('/top 91d')).text).toMatch(/From 1 to 90 days/);
  expect((await stage.say('/top 7d nowhere')).text).toContain('nowhere');
  const { text: caption } = await stage.untilAnswer('/stats 1d', /Reactions/);
  expect(caption).toContain('Subscribers: 4 (+1, −0). Reactions: 4.');
});

test('/link makes, shows and revokes invite links, says which right is missing, and counts who joins', async () => {
  const stage = await DeskStage.set();
  const { readers } = stage.sandbox;
  expect((await stage.say('/link')).text).toBe('There is no invite link yet. For example: /link site kk');
  expect((await stage.say('/link site')).text).toBe('Name the channel too. For example: /link site kk');
  expect((await stage.say('/link сайт en')).text).toMatch(/^The name of a link has up to 20 Latin letters/);
  expect((await stage.say('/link site en')).text).toMatch(/^I may not make invite links there/);
  stage.sandbox.setRights(channels.en, botId, { can_invite_users: true });
  const made = await stage.say('/link Site en');
  const [, url = ''] =
    /^✓ The link site of en\. Who joins by it is counted:\n(https:\/\/t\.me\/\+\S+)$/.exec(made.text) ?? [];
  expect(url).not.toBe('');
  expect((await stage.say('/link site en')).text).toBe(`The link site of en exists already:\n${url}`);
  readers.join(outsiderId, channels.en, url);
  await stage.untilAnswer('/link', /joined: 1/);
  expect((await stage.say('/log')).text).toContain('made an invite link for en (site)');
  expect(await stage.press(made, 'Revoke site (en)')).toMatch(/^✓ The link site of en is revoked/);
  expect(await stage.pressData(made, 'unlink:en:site')).toBe('This link was revoked already.');
  expect(await stage.pressData(made, 'unlink:en:other')).toBe('This link was revoked already.');
  expect(() => readers.join(editorId, channels.en, url)).toThrow('the link has expired');
  expect((await stage.say('/link')).text).toContain('joined: 1\nrevoked');
  // Made anew it has another address, and the count goes on.
  expect((await stage.say('/link site en')).text).not.toContain(url);
  await stage.untilAnswer('/link', /joined: 1\nhttps/);
});
