import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { splitSentences } from '../../../src/compose/text/sentences.ts';
import { summaryOf } from '../../../src/compose/text/summary.ts';
import { article } from '../../stage/hostile.ts';

interface Story {
  headline: string;
  body: string;
  summary?: string;
}
interface SummaryCase {
  kind: 'summary';
  language: string;
  input: Story;
  expected: string;
  why: string;
}
interface SentencesCase {
  kind: 'sentences';
  language: string;
  input: string;
  expected: string[];
  why: string;
}
type Case = SummaryCase | SentencesCase | { kind: 'page' | 'text-page'; why: string };

const rynok =
  'В Атырау начали строить крытый рынок на 200 мест, сообщает пресс-служба акимата. Его откроют к августу.\n\n' +
  'Проект обойдётся в 1,8 млрд тенге. Подрядчика выбрали на открытом конкурсе, работы уже идут.';
const rynokLead =
  'В Атырау начали строить крытый рынок на 200 мест, сообщает пресс-служба акимата. Его откроют к августу. ' +
  'Проект обойдётся в 1,8 млрд тенге.';

/** Faults that readers saw in earlier versions, each with the right result. */
const own: Case[] = [
  {
    kind: 'summary',
    language: 'ru',
    input: {
      headline: 'В Атырау строят рынок',
      summary:
        'Крытый рынок на двести торговых мест появится в Атырау уже к августу, подрядчика выбрали на открытом конкурсе, а рядом с вокзалом проложат новую пешеходную доро',
      body: rynok,
    },
    expected: rynokLead,
    why: 'a description cut in the middle of a word became the summary',
  },
  {
    kind: 'summary',
    language: 'ru',
    input: {
      headline: 'В Атырау строят рынок',
      summary:
        'Крытый рынок на двести мест появится в Атырау к августу, его строят рядом с железнодорожным вокзалом. Подрядчика уже выбрали на открытом […]',
      body: rynok,
    },
    expected: rynokLead,
    why: 'a description cut with […] became the summary',
  },
  {
    kind: 'summary',
    language: 'en',
    input: {
      headline: 'Export ban extended',
      body: 'You can read this story after a free registration. Or sign in if you have an account.\n\nThe government has extended the ban on wheat exports to the end of the year. The decree takes effect on Dec. 1.',
    },
    expected:
      'The government has extended the ban on wheat exports to the end of the year. The decree takes effect on Dec. 1.',
    why: 'a registration notice was the summary',
  },
  {
    kind: 'summary',
    language: 'en',
    input: {
      headline: 'Snow cuts power',
      body: 'A worker repairs cables in Petropavl, Monday, Nov. 23, 2026. (AP Photo/Aidar Sample)\n\nHeavy snow cut power to 20,000 homes in Petropavl on Monday. Crews expect to restore it by Wednesday.',
    },
    expected:
      'Heavy snow cut power to 20,000 homes in Petropavl on Monday. Crews expect to restore it by Wednesday.',
    why: "a caption was the summary's first sentence",
  },
  {
    kind: 'summary',
    language: 'ru',
    input: {
      headline: 'Открылась подписка',
      body: 'Подписаться на газеты и журналы на 2027 год можно до 25 декабря, сообщила почта.\n\nОб этом рассказал её глава. Скидка для пенсионеров — 20 %.',
    },
    expected:
      'Подписаться на газеты и журналы на 2027 год можно до 25 декабря, сообщила почта. Об этом рассказал её глава. Скидка для пенсионеров — 20 %.',
    why: 'a real lead was dropped, and the summary began with «Об этом»',
  },
  {
    kind: 'sentences',
    language: 'en',
    input: 'At 5 p.m. President Lee met the ministers. Mr. Kim joined at 6 p.m. Dr. Bell did not come.',
    expected: [
      'At 5 p.m. President Lee met the ministers.',
      'Mr. Kim joined at 6 p.m.',
      'Dr. Bell did not come.',
    ],
    why: '"At 5 p.m." stood as a sentence of its own',
  },
];

function resultOf(one: Case): unknown {
  if (one.kind === 'sentences') return splitSentences(one.input, one.language);
  if (one.kind !== 'summary') return null;
  return summaryOf({ ...article, summary: null, language: one.language, ...one.input });
}

describe('an editor’s cases', () => {
  test.each(own)('$why', (one) => {
    expect(resultOf(one)).toEqual('expected' in one ? one.expected : null);
  });
});

const sharedFile = resolve(import.meta.dirname, '../../../../shared/editorial/cases.json');

describe.skipIf(!existsSync(sharedFile))('the cases of ../shared/editorial', () => {
  // Pages are the cases of tests/sources.
  const shared = existsSync(sharedFile) ? (JSON.parse(readFileSync(sharedFile, 'utf8')) as Case[]) : []; // its format
  test.each(shared.filter(({ kind }) => kind === 'summary' || kind === 'sentences'))('$why', (one) => {
    expect(resultOf(one)).toEqual('expected' in one ? one.expected : null);
  });
});
