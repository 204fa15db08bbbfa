import { readArticleJson, readArticlePatch, type StatedFields } from '../../sources/json/article-json.ts';
import { partOf } from '../../sources/json/json-values.ts';
import type { BodyFormat, PushedReading } from './body-formats.ts';

/** The articles of a body. `isList`: they are answered as a list. */
export type BodyArticles = { articles: PushedReading[]; isList: boolean } | { refused: string };

/** Reads a body: one article, a list, an object with a list `articles`, or JSON Lines. */
export function readPushedBody(bytes: Uint8Array, format: BodyFormat, now: Date): BodyArticles {
  const text = decode(bytes);
  if (text === null) return { refused: 'The body is not UTF-8 text.' };
  if (text.trim() === '') return { refused: 'The body is empty; an article in JSON is expected.' };
  const whole = parse(text);
  if ('mistake' in whole) return readLines(text, whole.mistake, format, now);
  const list = listIn(whole.value);
  return {
    articles: (list ?? [whole.value]).map((value) => readOne(value, format, now)),
    isList: list !== null,
  };
}

/** The fields that a PATCH states. */
export function readPushedPatch(
  bytes: Uint8Array,
  id: string,
  now: Date,
): { stated: StatedFields } | { refused: string } {
  const text = decode(bytes);
  if (text === null) return { refused: 'The body is not UTF-8 text.' };
  const whole = parse(text);
  if ('mistake' in whole) return { refused: `The body is not JSON: ${whole.mistake}` };
  const reading = readArticlePatch(whole.value, id, now);
  return reading.kind === 'patch' ? { stated: reading.stated } : { refused: reading.reason };
}

function readLines(text: string, mistake: string, format: BodyFormat, now: Date): BodyArticles {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const [first = ''] = lines;
  if (lines.length === 1 || 'mistake' in parse(first))
    return { refused: `The body is neither JSON nor JSON Lines: ${mistake}` };
  const articles = lines.map((line): PushedReading => {
    const parsed = parse(line);
    return 'mistake' in parsed
      ? { refused: `the line is not JSON: ${parsed.mistake}` }
      : readOne(parsed.value, format, now);
  });
  return { articles, isList: true };
}

function readOne(value: unknown, format: BodyFormat, now: Date): PushedReading {
  return format === null ? readContract(value) : format(value, now);
}

function readContract(value: unknown): PushedReading {
  const reading = readArticleJson(value, {});
  if (reading.kind === 'refused') return { refused: reading.reason };
  return { article: reading.article, stated: reading.stated, versionAt: null };
}

function listIn(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value;
  const articles = partOf(value, 'articles');
  return Array.isArray(articles) ? articles : null;
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function parse(text: string): { value: unknown } | { mistake: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { mistake: error instanceof Error ? error.message.replaceAll(/\s+/gu, ' ') : String(error) };
  }
}
