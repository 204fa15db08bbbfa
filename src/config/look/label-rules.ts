import { z } from 'zod';
import { labelKinds, oldestAge, type LabelRule } from '../../news/label.ts';

const word = z.string().trim().min(1).max(100);
const words = z.union([word.transform((only) => [only]), z.array(word).min(1)]);
const label = z.enum(labelKinds);
const labels = z.union([label.transform((only) => [only]), z.array(label).min(1)]);

const rule = z
  .strictObject({
    sections: words.optional(),
    keywords: words.optional(),
    labels: labels.optional(),
    age: z.int().min(0).max(oldestAge).optional(),
  })
  .refine(({ sections, keywords }) => sections !== undefined || keywords !== undefined)
  .refine((given) => given.labels !== undefined || given.age !== undefined);

/** `label_rules:` at the top of the channels file. */
export const labelRulesShape = z.array(rule);

/** How `label_rules` is described in errors. */
export const aboutLabelRules = {
  expected: `rules, each with sections or keywords, and with labels (${labelKinds.join(', ')}) or age (0 to ${oldestAge})`,
  example: 'label_rules:\n  - sections: [Partners]\n    labels: [advertising]',
};

export function labelRulesOf(entries: z.infer<typeof labelRulesShape>): LabelRule[] {
  return entries.map(({ sections = [], keywords = [], labels: given = [], age = null }) => ({
    sections,
    keywords,
    labels: given,
    age,
  }));
}

/** A label is short, shows something, and holds nothing that Telegram would make a link of. */
const labelWord = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^#@$/<>\n]*[\p{L}\p{N}][^#@$/<>\n]*$/u);

export const labelWordsShape = z.partialRecord(
  label,
  z.union([labelWord, z.record(z.string().regex(/^[a-z]{2,3}$/), labelWord)]),
);
