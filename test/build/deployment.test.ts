import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { SiteProcess } from '../faults/site-process.js';
import { databases, type TestDatabase } from '../support/databases.js';

const UNIT = 'docs/operations/koapress.service';
const NGINX = 'docs/operations/nginx.conf';
const [sqlite] = databases as readonly [TestDatabase];

test('the systemd unit is one, and starts what the Dockerfile starts', (t) => {
  const unit = readFileSync(UNIT, 'utf8');
  const command = /^ExecStart=\/usr\/bin\/env (.+)$/m.exec(unit)?.[1];
  const image = /^CMD (.+)$/m.exec(readFileSync('Dockerfile', 'utf8'))?.[1] ?? '[]';
  t.deepEqual(command?.split(' '), JSON.parse(image) as string[]);
  t.true(existsSync(command?.split(' ')[1] ?? ''), 'the script is there');
  if (!isThere('systemd-analyze')) return t.log('systemd-analyze is not on this machine');
  const folder = temporary(t);
  // The unit with what this machine has in place of what the operator's has.
  const here = unit.replace('/opt/koapress', folder).replace(/^(User|Group)=.*$/gm, '$1=root');
  const file = join(folder, 'koapress.service');
  writeFileSync(file, here);
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
  t.is(status, 0, stderr);
});

test('what the Dockerfile copies is there, and nothing secret is sent to the builder', (t) => {
  const lines = readFileSync('Dockerfile', 'utf8').split('\n');
  const copied = lines.flatMap((line) => /^COPY (.+) \S+$/.exec(line)?.[1]?.split(' ') ?? []);
  t.true(copied.length > 3);
  t.deepEqual(
    copied.filter((path) => !existsSync(path)),
    [],
  );
  const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
  for (const path of ['.env', 'data', 'node_modules', '.git']) t.true(ignored.includes(path), path);
});

test("the Dockerfile's health check tells a ready site from none", async (t) => {
  const check = /^HEALTHCHECK CMD (.+)$/m.exec(readFileSync('Dockerfile', 'utf8'))?.[1] ?? '';
  const place = await sqlite.open();
  const site = await SiteProcess.start(place);
  const env = { PATH: process.env.PATH, PORT: String(site.port) };
  t.is(spawnSync('sh', ['-c', check], { env }).status, 0, site.said);
  await site.end('SIGTERM');
  t.is(spawnSync('sh', ['-c', check], { env }).status, 1);
  await place.drop();
});

test('the dashboard shows metrics that the site has', async (t) => {
  const { panels } = JSON.parse(readFileSync('docs/operations/dashboard.json', 'utf8')) as Dashboard;
  const place = await sqlite.open();
  // Redis is configured, though away: what counts it is there all the same.
  const site = await SiteProcess.start(place, { REDIS_URL: 'redis://127.0.0.1:1' });
  await fetch(`${site.url}/api/health`);
  const served = await (await fetch(`${site.url}/metrics`)).text();
  await site.end('SIGTERM');
  await place.drop();
  const names = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => metricsIn(expr)));
  t.true(names.length >= panels.length);
  for (const name of names) t.regex(served, new RegExp(`^${name}[{ ]`, 'm'));
});

const onNginx = isThere('nginx') ? test : test.skip;

onNginx('nginx takes the example for two nodes', (t) => {
  const folder = temporary(t);
  const conf = join(folder, 'nginx.conf');
  const example = readFileSync(NGINX, 'utf8');
  writeFileSync(conf, `pid ${folder}/pid;\nevents {}\nhttp {\naccess_log off;\n${example}\n}\n`);
  const { status, stderr } = spawnSync('nginx', ['-t', '-q', '-c', conf, '-e', join(folder, 'log')], {
    encoding: 'utf8',
  });
  t.is(status, 0, stderr);
});

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}

/** Names in a PromQL expression: words that are no function, label or keyword. */
function metricsIn(expression: string): string[] {
  return [...expression.matchAll(/\b(?:koapress|process|nodejs)_[a-z0-9_]+/g)].map(([name]) => name);
}

function isThere(command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`]);
    return true;
  } catch {
    return false;
  }
}

function temporary(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'koapress-deployment-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
