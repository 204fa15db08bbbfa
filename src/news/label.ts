/** What the law or the newsroom wants said of an article, as the column `labels` names it. */
export const labelKinds = ['advertising', 'partner', 'sponsored', 'pr', 'ai'] as const;
export type Label = (typeof labelKinds)[number];

/** The oldest age mark, in years. */
export const oldestAge = 21;

export function isLabel(text: unknown): text is Label {
  return labelKinds.some((kind) => kind === text);
}

/** Labels that articles get by their section or one of their keywords. Compared without regard to case. */
export interface LabelRule {
  sections: readonly string[];
  keywords: readonly string[];
  labels: readonly Label[];
  /** null: the rule says nothing about the age. */
  age: number | null;
}

/** How a label is called: in every language, or in each of some languages. */
export type LabelWord = string | Readonly<Record<string, string>>;
