import { expect, test } from 'vitest';
import { loginMs } from '../../../src/store/records/web-sessions.ts';
import { forEachEngine, openStage } from '../../stage/databases.ts';

const noon = new Date('2026-11-24T12:00:00.000Z');
const after = (ms: number) => new Date(noon.getTime() + ms);
const dayMs = 86_400_000;
const aigul = { bot: 'main', userId: 777, name: 'Aigul', language: 'kk' } as const;
const boris = { bot: 'main', userId: 778, name: 'Boris', language: 'ru' } as const;

forEachEngine((engine) => {
  test('a link is looked at as often as one likes, and used once', async () => {
    const { webSessions: sessions } = (await openStage(engine)).store;
    const secret = await sessions.makeLogin(aigul, noon);
    expect(await sessions.personOfLogin(secret, noon)).toEqual(aigul);
    expect(await sessions.personOfLogin(secret, noon)).toEqual(aigul);
    const both = await Promise.all([sessions.useLogin(secret, noon), sessions.useLogin(secret, noon)]);
    expect(both.filter((person) => person !== null)).toEqual([aigul]);
    expect(await sessions.personOfLogin(secret, noon)).toBe(null);
  });

  test('a link works for ten minutes, and the oldest of too many no more', async () => {
    const { webSessions: sessions } = (await openStage(engine)).store;
    const first = await sessions.makeLogin(aigul, noon);
    expect(await sessions.personOfLogin(first, after(loginMs - 1))).toEqual(aigul);
    expect(await sessions.personOfLogin(first, after(loginMs))).toBe(null);
    expect(await sessions.useLogin(first, after(loginMs))).toBe(null);
    for (let more = 1; more <= 5; more += 1) await sessions.makeLogin(aigul, after(more));
    expect(await sessions.personOfLogin(first, after(9))).toBe(null);
  });

  test('the database keeps no secret', async () => {
    const { newsroom, store } = await openStage(engine);
    const [login, session] = [
      await store.webSessions.makeLogin(aigul, noon),
      await store.webSessions.open(aigul, noon),
    ];
    const rows = JSON.stringify([
      ...(await newsroom.rows('select * from web_logins')),
      ...(await newsroom.rows('select * from web_sessions')),
    ]);
    expect(rows).toContain('Aigul');
    expect(rows).not.toContain(login);
    expect(rows).not.toContain(session);
  });

  test('a session ends a week after its last request, and after a month at most', async () => {
    const { webSessions: sessions } = (await openStage(engine)).store;
    const secret = await sessions.open(aigul, noon);
    expect(await sessions.find(secret, after(6 * dayMs))).toMatchObject({ ...aigul, madeAt: noon });
    expect(await sessions.find(secret, after(12 * dayMs))).not.toBe(null);
    for (const days of [18, 24, 29]) expect(await sessions.find(secret, after(days * dayMs))).not.toBe(null);
    expect(await sessions.find(secret, after(30 * dayMs))).toBe(null);
    const other = await sessions.open(boris, noon);
    expect(await sessions.find(other, after(7 * dayMs))).toBe(null);
    expect(await sessions.find('another', noon)).toBe(null);
  });

  test('sessions of one person end, and those of everybody', async () => {
    const { webSessions: sessions } = (await openStage(engine)).store;
    const [one, two, login] = [
      await sessions.open(aigul, noon),
      await sessions.open(boris, noon),
      await sessions.makeLogin(aigul, noon),
    ];
    expect(await sessions.endAllOf('main', aigul.userId)).toBe(1);
    expect(await sessions.find(one, noon)).toBe(null);
    expect(await sessions.useLogin(login, noon)).toBe(null);
    const [left] = await sessions.list('main', noon);
    expect(left).toMatchObject(boris);
    await sessions.end('main', left?.id ?? '');
    expect(await sessions.find(two, noon)).toBe(null);
    await sessions.open(boris, noon);
    await sessions.open({ ...aigul, bot: 'other' }, noon);
    expect(await sessions.endAllOf('main', null)).toBe(1);
    expect(await sessions.list('other', noon)).toHaveLength(1);
  });
});
