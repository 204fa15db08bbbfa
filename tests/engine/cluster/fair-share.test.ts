import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, quotaOf, type Standing } from '../../../src/engine/cluster/fair-share.ts';
import { sharingProcesses } from '../../../src/store/lanes/sharing-processes.ts';

const minute = 60_000;
const ids = fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 12 });
const process = (id: number, settings: string, startedAt: number) => ({
  id,
  settings,
  startedAt,
  host: 'h',
  pid: id,
});
const sorted = (list: readonly number[]) => list.toSorted((one, other) => one - other);

describe('the quota', () => {
  test('of all processes together is the number of bots, and they differ by one at most', () => {
    fc.assert(
      fc.property(fc.nat(500), ids, (bots, given) => {
        const processes = sorted(given);
        const quotas = processes.map((id) => quotaOf(bots, processes, id));
        expect(quotas.reduce((sum, quota) => sum + quota, 0)).toBe(bots);
        expect(Math.max(...quotas) - Math.min(...quotas)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('of nobody grows when one joins', () => {
    fc.assert(
      fc.property(fc.nat(500), ids, (bots, given) => {
        const processes = sorted(given);
        const more = [...processes, Math.max(...processes) + 1];
        for (const id of processes) {
          expect(quotaOf(bots, more, id)).toBeLessThanOrEqual(quotaOf(bots, processes, id));
        }
      }),
    );
  });

  test('of a process that does not share is 0', () => {
    expect(quotaOf(10, [1, 2], 3)).toBe(0);
  });
});

describe('the newest settings', () => {
  const living = (id: number, settings: string, startedAt: number) => ({ id, settings, startedAt });

  test.each([
    ['all have the same', [living(2, 'a', 20), living(1, 'a', 10)], [1, 2]],
    ['one has newer ones', [living(1, 'a', 10), living(2, 'a', 20), living(3, 'b', 30)], [3]],
    [
      'one started again with the old ones',
      [living(1, 'a', 10), living(3, 'b', 30), living(4, 'a', 40)],
      [3],
    ],
    ['the old ones came back everywhere', [living(4, 'b', 40), living(5, 'a', 50)], [5]],
    ['nobody lives', [], []],
  ])('%s', (_name, given, expected) => {
    expect(sharingProcesses(given).ids).toEqual(expected);
  });
});

/** Four bots of three processes with the same settings, of which none has anything. */
function standing(changes: Partial<Standing> & { held?: Record<string, string> } = {}): Standing {
  const { held = {}, ...others } = changes;
  const bots = ['a', 'b', 'c', 'd'];
  return {
    me: 1,
    bots,
    mine: [],
    unchangedMs: 10_000,
    mayTake: true,
    view: {
      lanes: bots.map((bot) => ({ bot, holder: held[bot] ?? null, epoch: 7 })),
      living: [1, 2, 3].map((id) => process(id, 'x', id)),
      nowMs: minute,
      joins: 1,
    },
    ...others,
  };
}

const taken = (given: Standing) => decide(given).take.map(({ bot }) => bot);

describe('a process takes', () => {
  test('what is free, up to its share, with the epoch that it saw', () => {
    expect(decide(standing())).toEqual({
      take: [
        { bot: 'a', epoch: 7 },
        { bot: 'b', epoch: 7 },
      ],
      giveBack: [],
    });
    expect(taken(standing({ me: 3 }))).toHaveLength(1);
  });

  test('what a dead one held, and never what a living one holds', () => {
    expect(taken(standing({ held: { a: '2', b: '9', c: '3', d: '2' } }))).toEqual(['b']);
  });

  test('what a process held that had the database for itself', () => {
    expect(taken(standing({ held: { a: '2', b: '3', c: '2', d: 'host 4711 0a1b' } }))).toEqual(['d']);
  });

  test('nothing before it knows the others that start with it', () => {
    expect(taken(standing({ mayTake: false }))).toEqual([]);
  });

  test('nothing beyond its share', () => {
    expect(taken(standing({ mine: ['a', 'b'], held: { a: '1', b: '1' } }))).toEqual([]);
  });
});

describe('a process gives back', () => {
  const full = { mine: ['a', 'b', 'c', 'd'], held: { a: '1', b: '1', c: '1', d: '1' } };

  test('the newest above its share, once the others have not changed for a while', () => {
    expect(decide(standing(full)).giveBack).toEqual(['c', 'd']);
    expect(decide(standing({ ...full, unchangedMs: 2_999 })).giveBack).toEqual([]);
  });

  test('everything, ten minutes after others came with newer settings', () => {
    const view = (nowMs: number) => ({
      ...standing(full).view,
      living: [process(1, 'old', 0), process(2, 'new', minute)],
      nowMs,
    });
    expect(decide({ ...standing(full), view: view(10 * minute) })).toEqual({ take: [], giveBack: [] });
    expect(decide({ ...standing(full), view: view(11 * minute) }).giveBack).toEqual(full.mine);
    expect(decide({ ...standing(), view: view(10 * minute) }).take).toEqual([]);
  });
});

test('processes that follow these decisions come to rest, evenly, whoever joins and dies', () => {
  fc.assert(
    fc.property(
      fc.nat(40),
      fc.array(fc.record({ joins: fc.nat(4), dies: fc.nat(6) }), { maxLength: 6 }),
      (bots, changes) => {
        const names = Array.from({ length: bots }, (_, index) => `b${index}`);
        const rows = new Map(names.map((bot) => [bot, { bot, holder: null as string | null, epoch: 0 }]));
        let living = [1];
        let last = 1;
        const settle = () => {
          for (let round = 0; round < 2 * bots + 4; round += 1) {
            for (const me of living) {
              const view = {
                lanes: [...rows.values()],
                living: living.map((id) => process(id, 'x', id)),
                nowMs: 0,
                joins: 1,
              };
              const mine = names.filter((bot) => rows.get(bot)?.holder === String(me));
              const { giveBack, take } = decide({
                me,
                bots: names,
                view,
                mine,
                unchangedMs: 9_999,
                mayTake: true,
              });
              for (const bot of giveBack) rows.set(bot, { bot, holder: null, epoch: 0 });
              for (const { bot } of take) rows.set(bot, { bot, holder: String(me), epoch: 0 });
            }
          }
        };
        settle();
        for (const { dies, joins } of changes) {
          for (let count = 0; count < joins; count += 1) living.push((last += 1));
          if (living.length > 1) living = living.toSpliced(dies % living.length, 1);
          settle();
        }
        const shares = living.map((id) => names.filter((bot) => rows.get(bot)?.holder === String(id)).length);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(bots);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 60 },
  );
});
