import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DueHeap, type Due } from '../../../src/intake/polling/due-heap.ts';

/** What a heap and a plain list answer to the same step; both are changed. */
function answersTo(
  step: { kind: 'push' | 'pop' | 'remove'; value: number },
  heap: DueHeap<Due>,
  model: Due[],
) {
  if (step.kind === 'push') {
    const entry = { dueMs: step.value % 10 };
    heap.push(entry);
    model.push(entry);
    return { heap: null, model: null };
  }
  if (step.kind === 'remove') {
    const entry = model[step.value % Math.max(model.length, 1)];
    if (entry !== undefined) model.splice(model.indexOf(entry), 1);
    return { heap: heap.remove(entry ?? { dueMs: 0 }), model: entry !== undefined };
  }
  // Of two that are due at one moment, the one that came first.
  const first = model.toSorted((one, other) => one.dueMs - other.dueMs)[0];
  if (first !== undefined) model.splice(model.indexOf(first), 1);
  return { heap: heap.pop(), model: first };
}

test('gives what is due first, whatever was put in and taken out', () => {
  const step = fc.record({ kind: fc.constantFrom('push', 'push', 'pop', 'remove'), value: fc.nat() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const heap = new DueHeap<Due>();
      const model: Due[] = [];
      for (const each of steps) {
        const answers = answersTo(each, heap, model);
        expect(answers.heap).toBe(answers.model);
        expect(heap.size).toBe(model.length);
      }
    }),
  );
});
