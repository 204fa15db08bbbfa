/** What was begun and has to end, in the order in which it began. */
export type Undo = (() => unknown)[];

/** Ends everything, the newest first. */
export async function undoAll(undo: Undo): Promise<void> {
  for (const step of undo.toReversed()) await step();
}
