import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** True under `npm run test:long`. */
    isLong: boolean;
  }
}

/** `npm run test:long` gives storms, models and properties their full size; `npm test` looks at fewer examples. */
export const isLong = inject('isLong');

/** How many examples of a property to try: all under `npm run test:long`, a part of them under `npm test`. */
export function runs(all: number, short = Math.ceil(all / 5)): number {
  return isLong ? all : short;
}
