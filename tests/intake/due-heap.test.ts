import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DueHeap, type Due } from '../../src/intake/due-heap.ts';

test('gives what is due first, whatever was put in and taken out', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('push' as const), dueMs: fc.integer({ min: -5, max: 5 }) }),
    fc.record({ kind: fc.constant('pop' as const) }),
    fc.record({ kind: fc.constant('remove' as const), at: fc.nat() }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const heap = new DueHeap<Due>();
      const model: Due[] = [];
      for (const each of steps) {
        if (each.kind === 'push') {
          const entry = { dueMs: each.dueMs };
          heap.push(entry);
          model.push(entry);
        } else if (each.kind === 'pop') {
          const popped = heap.pop();
          expect(popped?.dueMs).toBe(
            model.length === 0 ? undefined : Math.min(...model.map(({ dueMs }) => dueMs)),
          );
          if (popped !== undefined) model.splice(model.indexOf(popped), 1);
        } else {
          const entry = model[each.at % Math.max(model.length, 1)];
          expect(heap.remove(entry ?? { dueMs: 0 })).toBe(entry !== undefined);
          if (entry !== undefined) model.splice(model.indexOf(entry), 1);
        }
        expect(heap.size).toBe(model.length);
      }
    }),
  );
});
