import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { readArticleJson } from '../../../src/sources/json/article-json.ts';
import { recogniseLanguage } from '../../../src/sources/text/language-recognition.ts';

const row = z.looseObject({
  id: z.string(),
  story_id: z.string(),
  language: z.string(),
  headline: z.string(),
});
const change = z.looseObject({ id: z.string(), afterSeconds: z.number().positive() });
const shape = z.strictObject({
  articles: z.array(row),
  corrections: z.array(change),
  kills: z.array(change.strict()),
});

const text = readFileSync(join(import.meta.dirname, '../../../data/samples.json'), 'utf8');
const { articles, corrections, kills } = shape.parse(JSON.parse(text));
const ids = articles.map((article) => article.id);

function read(value: unknown) {
  const reading = readArticleJson(value, {});
  if (reading.kind === 'refused') throw new Error(reading.reason);
  return reading.article;
}

describe('the sample articles', () => {
  test('are twenty stories in three languages, story by story', () => {
    expect(articles).toHaveLength(60);
    expect(new Set(ids).size).toBe(60);
    for (let first = 0; first < articles.length; first += 3) {
      const story = articles.slice(first, first + 3);
      expect(new Set(story.map((article) => article.story_id)).size).toBe(1);
      expect(story.map((article) => article.language)).toEqual(['kk', 'ru', 'en']);
    }
  });

  test.each(articles)('$id keeps the contract and is in its language', (sample) => {
    const article = read(sample);
    expect(recogniseLanguage(article.headline)).toBe(article.language);
    expect(recogniseLanguage(article.body ?? '')).toBe(article.language);
    expect(article.publishedAt).toBeUndefined();
    expect(article.body?.split('\n\n').length).toBeGreaterThanOrEqual(2);
  });

  test('show what a newsroom has: one breaking story, one that follows, pictures, own summaries and none', () => {
    const read60 = articles.map(read);
    const breaking = read60.filter((article) => (article.urgency ?? 5) <= 2);
    expect(new Set(breaking.map((article) => article.storyId)).size).toBe(1);
    const following = read60.filter((article) => article.follows != null);
    expect(following).toHaveLength(3);
    for (const article of following) {
      expect(ids.indexOf(article.follows ?? '')).toBeGreaterThanOrEqual(0);
      expect(ids.indexOf(article.follows ?? '')).toBeLessThan(ids.indexOf(article.id));
    }
    for (const has of [read60.filter(({ imageUrl }) => imageUrl), read60.filter(({ summary }) => summary)]) {
      expect(has.length).toBeGreaterThan(15);
      expect(has.length).toBeLessThan(45);
    }
  });

  test('corrections change articles that are there, and keep the contract', () => {
    expect(corrections).toHaveLength(3);
    for (const { id, afterSeconds: _, ...changed } of corrections) {
      const before = articles.find((article) => article.id === id);
      expect(read({ ...before, ...changed })).not.toEqual(read(before));
    }
  });

  test('both happen when somebody has had the time to open the page, to the newest post of a channel', () => {
    // Six stand there at once, then one comes every ten seconds: to each channel one every thirty.
    for (const { id, afterSeconds } of [...corrections, ...kills]) {
      expect(ids.indexOf(id)).toBeGreaterThanOrEqual(6);
      expect(ids.indexOf(id)).toBeLessThan(18);
      expect(afterSeconds).toBeLessThanOrEqual(20);
    }
  });

  test('kills withdraw articles that are there and are not corrected', () => {
    expect(kills).toHaveLength(3);
    const corrected = corrections.map(({ id }) => id);
    for (const { id } of kills) {
      expect(ids).toContain(id);
      expect(corrected).not.toContain(id);
    }
  });
});
