/** The fields of an article in whose place an editor may write something else. */
export const overrideFields = ['headline', 'summary'] as const;
export type OverrideField = (typeof overrideFields)[number];

/** What an editor wrote in place of a field of an article. It holds until the newsroom changes that field. */
export interface Override {
  field: OverrideField;
  value: string;
  by: string;
  at: Date;
}
