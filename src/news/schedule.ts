/** A schedule in the words of cron, parsed: every number that a field allows, ascending. */
export interface Schedule {
  /** As it was written. */
  text: string;
  seconds: readonly number[];
  minutes: readonly number[];
  hours: readonly number[];
  /** Of the month, from 1. A day has to be allowed by all three of days, months and weekdays, as node-cron has it. */
  days: readonly number[];
  /** From 1. */
  months: readonly number[];
  /** 0 is Sunday. */
  weekdays: readonly number[];
}
