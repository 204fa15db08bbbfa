import type { Store } from '../store/store.ts';
import type { Parts } from './parts.ts';

/** Writes down what an editor changed. */
export async function audit(
  parts: Parts,
  entry: Omit<Parameters<Store['audit']['write']>[0], 'at'>,
): Promise<void> {
  await parts.store.audit.write({ ...entry, at: parts.clock.now() });
}
