import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import { labelKinds, type Label, type LabelRule } from '../news/label.ts';
import { includesAnySection, includesFolded } from './filter.ts';

/** What a post has to say of its article. */
export interface Labelling {
  labels: readonly Label[];
  /** null: no age mark. */
  age: number | null;
}

type Labelled = Pick<Article, 'labels' | 'age' | 'sections' | 'keywords'>;
type Ruled = Pick<Channel, 'labelRules' | 'sectionNames'>;

/**
 * The labels that the article states, and those that rules add to them. An article that says that it has none (`[]`) gets
 * none from a rule: its newsroom knows it better than a section does.
 */
export function labellingOf(article: Labelled, channel: Ruled): Labelling {
  const rules = rulesFor(article, channel);
  const isNone = article.labels?.length === 0;
  const found = new Set([
    ...(article.labels ?? []),
    ...(isNone ? [] : rules.flatMap(({ labels }) => labels)),
  ]);
  const ages = rules.map(({ age }) => age).filter((age) => age !== null);
  return {
    labels: labelKinds.filter((kind) => found.has(kind)),
    age: article.age ?? (ages.length === 0 ? null : Math.max(...ages)),
  };
}

/** Whether the channel takes only articles of which somebody said which labels they have, and nobody did. */
export function lacksLabels(article: Labelled, channel: Ruled & Pick<Channel, 'requiresLabels'>): boolean {
  if (!channel.requiresLabels || article.labels !== null) return false;
  return rulesFor(article, channel).every(({ labels }) => labels.length === 0);
}

function rulesFor(article: Labelled, { labelRules, sectionNames }: Ruled): LabelRule[] {
  return labelRules.filter(
    ({ sections, keywords }) =>
      includesAnySection(sections, article.sections, sectionNames) ||
      article.keywords.some((word) => includesFolded(keywords, word)),
  );
}
