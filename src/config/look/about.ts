import { z } from 'zod';
import type { KeyDescription } from '../entry-mistakes.ts';

/** The descriptions of the keys of a channel. */
export const about = z.registry<Omit<KeyDescription, 'key' | 'required'>>();
