/**
 * Writes the tables of figures into the README of each language, from docs/figures.json:
 * `node scripts/write-readme.ts`. A table stands between `<!-- figures: name -->` and `<!-- end -->`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

export const readmes = { en: 'README.md', kk: 'README.kk.md', ru: 'README.ru.md' } as const;
type Language = keyof typeof readmes;

interface Measured {
  /** The day. */
  on: string;
  command: string;
}

interface FigureRow extends Measured {
  what: Record<Language, string>;
  figure: string;
}

interface StormRow {
  database: string;
  seed: number;
  owed: number;
  kills: number;
  restores: number | null;
  takeovers: number | null;
  freezes: number | null;
  faults: number;
  lost: number;
  doubled: number;
  disordered: number;
  on: string;
}

/** The contents of docs/figures.json. */
export interface Figures {
  machine: Record<Language, string>;
  special: FigureRow[];
  storm: StormRow[];
  bench: (FigureRow & { aim: string | null })[];
}

interface Words {
  special: readonly string[];
  storm: readonly string[];
  bench: readonly string[];
  /** Behind the command of a run that was ended early. */
  early: string;
  measuredOn: (machine: string) => string;
  /** Every figure of the data has English units and signs. */
  figure: (text: string) => string;
  count: (value: number | null) => string;
}

function withUnits(text: string, units: readonly (readonly [RegExp, string])[]): string {
  const comma = text.replaceAll(/(\d)\.(\d)/g, '$1,$2');
  return units.reduce((shown, [unit, own]) => shown.replaceAll(unit, own), comma);
}

const units = (s: string, perSecond: string) =>
  [
    [/ ms\b/g, ' мс'],
    [/ µs\b/g, ' мкс'],
    [/ MB\b/g, ' МБ'],
    [/\/s\b/g, perSecond],
    [/ s\b/g, s],
  ] as const;

function spaced(value: number | null): string {
  return value === null ? '–' : value.toLocaleString('ru-RU').replaceAll(/\s/g, ' ');
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    special: ['what', 'measured', 'on', 'by'],
    storm: [
      'storm',
      'posts owed',
      'kills',
      'restores',
      'takeovers',
      'freezes',
      'faults',
      'lost',
      'doubled',
      'out of order',
      'on',
    ],
    bench: ['what', 'measured', 'aim', 'on'],
    early: ', ended early',
    measuredOn: (machine) => `Measured on ${machine}.`,
    figure: (text) => text,
    count: (value) => (value === null ? '–' : value.toLocaleString('en-US')),
  },
  kk: {
    special: ['не өлшенді', 'нәтиже', 'күні', 'команда'],
    storm: [
      'дауыл',
      'шығуға тиіс жазба',
      'кенет тоқтату',
      'қалпына келтіру',
      'жұмысты алу',
      'қатып қалу',
      'ақау',
      'жоғалғаны',
      'қайталанғаны',
      'реті бұзылғаны',
      'күні',
    ],
    bench: ['не өлшенді', 'нәтиже', 'мақсат', 'күні'],
    early: ', мерзімінен бұрын тоқтатылды',
    measuredOn: (machine) => `Өлшенген жері: ${machine}.`,
    figure: (text) => withUnits(text, units(' с', '/с')),
    count: spaced,
  },
  ru: {
    special: ['что измерено', 'результат', 'когда', 'команда'],
    storm: [
      'шторм',
      'должно выйти постов',
      'аварийных остановок',
      'откатов',
      'перехватов',
      'замираний',
      'сбоев',
      'потеряно',
      'задвоено',
      'не по порядку',
      'когда',
    ],
    bench: ['что измерено', 'результат', 'цель', 'когда'],
    early: ', остановлен досрочно',
    measuredOn: (machine) => `Где измерено: ${machine}.`,
    figure: (text) => withUnits(text, units(' с', '/с')),
    count: spaced,
  },
};

/** A README with its tables as the data has them. */
export function withFigures(text: string, figures: Figures, language: Language): string {
  const tables: Readonly<Record<string, () => string>> = {
    special: () => specialTable(figures, language),
    storm: () => stormTable(figures, language),
    bench: () => benchTable(figures, language),
  };
  return text.replaceAll(
    /(<!-- figures: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, begin: string, name: string, end: string) => {
      const table = tables[name];
      if (table === undefined) throw new Error(`docs/figures.json has no table ${name}`);
      return `${begin}\n${table()}\n\n${end}`;
    },
  );
}

function specialTable({ machine, special }: Figures, language: Language): string {
  const { early, figure, measuredOn, special: heads } = words[language];
  const rows = special.map(({ command, figure: value, on, what }) => {
    const [, typed = '', more = ''] = /^(.*?)( \(.*\))?$/.exec(command) ?? [];
    return [what[language], `**${figure(value)}**`, on, `\`${typed}\`${more === '' ? '' : early}`];
  });
  return `${tableOf(heads, rows)}\n\n${measuredOn(machine[language])}`;
}

function stormTable({ storm }: Figures, language: Language): string {
  const { count, storm: heads } = words[language];
  const rows = storm.map((row) => [
    `${row.database}, ${row.seed}`,
    ...[
      row.owed,
      row.kills,
      row.restores,
      row.takeovers,
      row.freezes,
      row.faults,
      row.lost,
      row.doubled,
      row.disordered,
    ].map(count),
    row.on,
  ]);
  return tableOf(heads, rows);
}

function benchTable({ bench }: Figures, language: Language): string {
  const { bench: heads, figure } = words[language];
  return tableOf(
    heads,
    bench.map(({ aim, figure: value, on, what }) => [
      what[language],
      figure(value),
      aim === null ? '' : figure(aim),
      on,
    ]),
  );
}

function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

export function readFigures(): Figures {
  return JSON.parse(readFileSync(resolve(root, 'docs/figures.json'), 'utf8')) as Figures; // our own file
}

function main(): void {
  const figures = readFigures();
  for (const [language, file] of Object.entries(readmes)) {
    const path = resolve(root, file);
    writeFileSync(path, withFigures(readFileSync(path, 'utf8'), figures, language as Language)); // a key of `readmes`
  }
}

if (import.meta.main) main();
