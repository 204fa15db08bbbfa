/** A parsed cron expression: for each field the numbers that it allows, ascending. */
export interface Schedule {
  /** As it was written. */
  text: string;
  seconds: readonly number[];
  minutes: readonly number[];
  hours: readonly number[];
  /** Of the month, from 1. As in node-cron, a day has to fit days, months and weekdays. */
  days: readonly number[];
  /** From 1. */
  months: readonly number[];
  /** 0 is Sunday. */
  weekdays: readonly number[];
}
