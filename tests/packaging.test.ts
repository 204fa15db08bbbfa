import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { makeFolder } from './stage/folder.ts';
import { root } from './stage/program.ts';

const read = (name: string) => readFileSync(join(root, name), 'utf8');
const { version } = JSON.parse(read('package.json')) as { version: string }; // our own manifest
const page = read('docs/installing.md');

const analyze = 'systemd-analyze';
const hasSystemd = spawnSync(analyze, ['--version']).status === 0;

describe('the unit of systemd', () => {
  const unit = read('packaging/khabarshy.service');

  test.skipIf(!hasSystemd)('is right by the word of systemd itself, and gives the program little', () => {
    const file = join(makeFolder(), 'khabarshy.service');
    // The program is not installed on this machine.
    writeFileSync(file, unit.replace('/usr/local/bin/khabarshy', process.execPath));
    const verified = spawnSync(analyze, ['verify', '--man=no', file], { encoding: 'utf8' });
    expect(`${verified.stdout}${verified.stderr}`).toBe('');
    expect(verified.status).toBe(0);
    const judged = spawnSync(analyze, ['security', '--offline=true', '--threshold=30', file], {
      encoding: 'utf8',
    });
    expect(judged.stdout).toContain('OK');
    expect(judged.status).toBe(0);
  });

  test('starts again after everything but wrong settings', () => {
    expect(unit).toMatch(/^Restart=always$/m);
    expect(unit).toMatch(/^RestartPreventExitStatus=2$/m);
    expect(unit).toMatch(/^ExecReload=\/bin\/kill -HUP \$MAINPID$/m);
  });
});

describe('the files for containers', () => {
  test.each(['compose.yaml', 'compose.postgres.yaml'])('%s builds the image of this version', (name) => {
    expect(parse(read(name))).toMatchObject({
      services: {
        khabarshy: { build: '.', image: `khabarshy:${version}`, read_only: true, cap_drop: ['ALL'] },
      },
    });
  });

  test('Kubernetes gets a Deployment whose probes are answered', () => {
    const documents = parseAllDocuments(read('packaging/k8s/khabarshy.yaml')).map(
      (each) => each.toJS() as object,
    );
    const kinds = documents.map((each) => ('kind' in each ? each.kind : null));
    expect(kinds).toEqual(['Secret', 'ConfigMap', 'ConfigMap', 'PersistentVolumeClaim', 'Deployment']);
    const web = read('src/web/server.ts');
    const probes = [...read('packaging/k8s/khabarshy.yaml').matchAll(/path: (\/\w+)/g)].map(
      ([, path = '']) => path,
    );
    expect(probes).toHaveLength(3);
    for (const path of probes) expect(web).toContain(`'${path}'`);
    expect(documents.at(-1)).toMatchObject({
      spec: { template: { spec: { containers: [{ image: `khabarshy:${version}` }] } } },
    });
  });

  test('no secret and no database can get into the image', () => {
    const names = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, names = '']) =>
      names.split(' '),
    );
    const kept = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    const isKept = (name: string) => kept.some((line) => line === `!${name}` || line.startsWith(`!${name}/`));
    expect(names.filter((name) => !isKept(name))).toEqual([]);
    expect(kept.filter((line) => /\.env|\.db|channels\.yaml/.test(line))).toEqual([]);
    expect(read('.dockerignore')).toMatch(/^\*$/m);
  });
});

const nginx = '/usr/sbin/nginx';

test.skipIf(!existsSync(nginx))('nginx takes the lines that the page about installing has for it', () => {
  const folder = makeFolder();
  const tls = join(root, 'tests/stage/tls');
  const [, lines = ''] = /```nginx\n(.*?)```/s.exec(page) ?? [];
  // Its files are not on this machine, and only root may listen on a port as low as 443.
  const server = lines
    .replace('listen 443', 'listen 127.0.0.1:18443')
    .replace('/etc/ssl/khabarshy.example.kz.pem', join(tls, 'certificate.pem'))
    .replace('/etc/ssl/khabarshy.example.kz.key', join(tls, 'key.pem'));
  const file = join(folder, 'nginx.conf');
  const around = `pid ${folder}/pid;\nerror_log ${folder}/errors;\nevents {}\nhttp {\naccess_log off;\n`;
  writeFileSync(file, `${around}${server}}\n`);
  const { status, stderr } = spawnSync(nginx, ['-t', '-c', file], { encoding: 'utf8' });
  expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining('syntax is ok') });
});

test('the page about installing names files that there are', () => {
  const named = [...page.matchAll(/(?:packaging|compose)[\w./-]*\.(?:yaml|service)/g)].map(([name]) => name);
  expect(named.length).toBeGreaterThan(2);
  const known = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const name of named) expect(known.split('\n')).toContain(name);
});
