import { pino } from 'pino';

/** A log that writes nothing. */
export const quietLog = pino({ level: 'silent' });
