import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../stage/folder.ts';
import { root } from '../stage/program.ts';

interface Ending {
  code: number;
  stdout: string;
  stderr: string;
}

function run(script: string, ...args: string[]): Promise<Ending> {
  return new Promise((done) => {
    const child = execFile(process.execPath, [join(root, script), ...args], (_, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

const scripts = ['storm', 'soak', 'cluster', 'editorial'] as const;

test.each([...scripts.map((name) => [name, `scripts/${name}.ts`]), ['bench', 'bench/bench.ts']])(
  'npm run %s tells what there is, and a wrong option gets one sentence',
  async (name, file) => {
    const [help, short, wrong] = await Promise.all([
      run(file, '--help'),
      run(file, '-h'),
      run(file, '--no-such-option'),
    ]);
    const usage = { code: 0, stdout: expect.stringContaining(`Usage: npm run ${name} -- `), stderr: '' };
    expect(help).toEqual(usage);
    expect(short).toEqual(usage);
    const sentence = `Unknown option '--no-such-option'. npm run ${name} -- --help says what there is.\n`;
    expect(wrong).toEqual({ code: 2, stdout: '', stderr: sentence });
  },
  30_000,
);

test('a value that cannot be is named, with what is expected', async () => {
  const empty = makeFolder();
  const cases = [
    [['storm', '--posts', '0'], '--posts is a whole number of at least 1, not "0".'],
    [['storm', '--kills', '-3'], "Option '--kills' argument is ambiguous."],
    [['storm', '--cluster', '--freezes', 'many'], '--freezes is a whole number of at least 0, not "many".'],
    [['storm', '--breaks', '1'], '--freezes and --breaks belong to --cluster.'],
    [['storm', '--database', 'mysql'], '--database is sqlite or postgres, not "mysql".'],
    [['storm', 'fast'], "Unexpected argument 'fast'."],
    [['soak', 'long'], 'minutes is a number above 0, not "long".'],
    [['soak', '5', '6'], 'Only the minutes stand alone, not 6.'],
    [['soak', '--rate', 'Infinity'], '--rate is a number above 0, not "Infinity".'],
    [['cluster', '--processes', '1.5'], '--processes is a whole number of at least 1, not "1.5".'],
    [['editorial'], 'It needs one folder.'],
    [['editorial', join(empty, 'none')], 'there is no such file.'],
    [['editorial', empty], 'has no file to import'],
    [
      ['editorial', empty, '--timezone', 'Mars'],
      '--timezone is a name such as Asia/Almaty or UTC, not "Mars".',
    ],
  ] as const;
  for (const [[script, ...args], sentence] of cases) {
    const { code, stderr, stdout } = await run(`scripts/${script}.ts`, ...args);
    expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({
      code: 2,
      stdout: '',
      lines: 2,
    });
    expect(stderr).toContain(sentence);
    expect(stderr).toContain(`npm run ${script} -- --help says what there is.`);
  }
}, 60_000);
