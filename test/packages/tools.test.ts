import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { jsonOf, type Typed, typed } from '../command/typed.js';
import { temporaryFolder } from '../config/temporary-folder.js';
import { databases } from '../support/databases.js';
import { ADMIN, startSite } from '../support/site.js';
import { parcel } from './parcels.js';

type Run = (...words: readonly string[]) => Promise<Typed>;

/** `koapress plugin …`, typed in a folder. */
function plugin(folder: string, env: NodeJS.ProcessEnv = {}): Run {
  return (...words) => typed(['plugin', ...words], { folder, env });
}

interface Built {
  readonly manifest?: string;
  readonly setup?: string;
  readonly migrations?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

/** A built plugin in a folder, without a build. */
function built(
  t: ExecutionContext,
  { manifest = '', setup = '', migrations = {}, files = {} }: Built,
): string {
  const folder = temporaryFolder(t);
  const all: Record<string, string> = {
    'plugin.js': `
      import { bind, Controller, definePlugin } from 'koapress/plugin-api';
      class OneController extends Controller { one() { return { ok: true }; } }
      const routesAt = (path, security) => ({
        generated: {
          models: {}, config: {}, document: { paths: {} },
          operations: [{ id: 'One.one', controller: OneController, action: 'one', method: 'get', path, security,
            extensions: {}, args: {} }],
        },
        controllers: [bind(OneController, () => new OneController())],
      });
      export default definePlugin({
        name: 'parcel', title: 'Parcel', description: '', version: '1.0.0', host: '>=0.1.0', ${manifest}
        setup(host) { ${setup} },
      });`,
    ...Object.fromEntries(Object.entries(migrations).map(([name, text]) => [`migrations/${name}.js`, text])),
    ...files,
  };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return folder;
}

const MIGRATIONS = "migrations: new URL('./migrations/', import.meta.url),";
const creating = (tables: readonly string[], down: string) => `
  export async function up(knex) {
    for (const name of ${JSON.stringify(tables)}) await knex.schema.createTable(name, (table) => table.increments('id'));
  }
  export async function down(knex) { ${down} }`;

/** Faults of a plugin, and what validate says of each. */
const faulty: Readonly<Record<string, readonly [what: Built, ...says: RegExp[]]>> = {
  'asks for a scope that nobody declares, and has migrations that cannot be undone': [
    {
      manifest: MIGRATIONS,
      setup: "host.routes('org', routesAt('/v1/parcel', [{ principal: ['parcel:nothing'] }]));",
      migrations: {
        '1_two': creating(['parcel_a', 'parcel_b'], "await knex.schema.dropTable('parcel_a');"),
        '2_stuck': creating(['parcel_c'], "throw new Error('no way back');"),
      },
    },
    /GET \/api\/v1\/parcel asks for the scope parcel:nothing/,
    /1_two makes several tables \(parcel_a, parcel_b\)/,
    /down of a migration left parcel_b/,
    /no way back/,
  ],
  'makes a table of somebody else': [
    { manifest: MIGRATIONS, migrations: { '1_foreign': creating(['agency_parcels'], '') } },
    /agency_parcels.*parcel_…/,
  ],
  'has a path that belongs to another surface': [
    { setup: "host.routes('ops', routesAt('/v1/parcel', []));" },
    /would be hidden: its path belongs to org/,
  ],
  'has a path that is taken': [
    { setup: "host.routes('ops', routesAt('/health', []));" },
    /GET \/api\/health is already served/,
  ],
  'has a cron task with a schedule that is none': [
    {
      setup:
        "host.cron({ name: 'parcel.tidy', description: '', schedule: '61 * * * *', run: async () => {} });",
    },
    /parcel\.tidy/,
  ],
  'has a mail that cannot be made': [
    {
      setup:
        "host.mail({ name: 'parcel.sent', title: 'Sent', subject: '{{ oops', mjml: '<mjml></mjml>', sample: {} });",
    },
    /parcel\.sent/,
  ],
};

for (const [what, [plan, ...says]] of Object.entries(faulty))
  test(`validate finds a plugin that ${what}`, async (t) => {
    const folder = built(t, plan);
    const answer = await plugin(folder)('validate', folder, '--json');
    t.is(answer.code, 1);
    const { valid, faults } = jsonOf(answer) as { valid: boolean; faults: string[] };
    t.false(valid);
    for (const each of says) t.regex(faults.join('\n'), each);
  });

test('validate, pack and install refuse what is no plugin, in one line', async (t) => {
  const folder = temporaryFolder(t);
  const run = plugin(folder);
  const links = built(t, {});
  symlinkSync('/etc/passwd', path.join(links, 'users'));
  const hidden = built(t, { files: { 'bad name.js': '' } });
  const nameless = built(t, { manifest: "name: 'Not A Name'," });
  for (const [place, says] of [
    [folder, /there is no plugin\.js/],
    [path.join(folder, 'nowhere'), /there is no/],
    [links, /link/],
    [hidden, /bad name\.js/],
    [nameless, /name: must be lower case/],
  ] as const)
    for (const command of ['validate', 'pack', 'install']) {
      const { code, err } = await run(command, place);
      t.is(code, 1, `${command} ${place}`);
      t.regex(err, says);
      t.is(err.trim().split('\n').length, 1, err);
    }
  writeFileSync(path.join(folder, 'no.tgz'), 'hello');
  t.regex((await run('install', 'no.tgz')).err, /gzip/);
  t.false(existsSync(path.join(folder, 'data')), 'a refused file makes no site');
});

test('pack writes the same bytes for the same contents, and leaves out what is not of the plugin', async (t) => {
  const files = {
    'plugin.test.js': '',
    'plugin.js.map': '{}',
    '.env': 'SECRET=1',
    'node_modules/a/index.js': '',
  };
  const [one, two] = [built(t, { files }), built(t, {})];
  utimesSync(path.join(two, 'plugin.js'), new Date(0), new Date(0));
  const packed = async (folder: string) =>
    jsonOf(await plugin(folder)('pack', folder, '--json')) as { file: string; sha256: string };
  const [first, second] = [await packed(one), await packed(two)];
  t.is(path.basename(first.file), 'parcel-1.0.0.tgz');
  t.is(first.sha256, second.sha256);
  t.deepEqual(readFileSync(first.file), readFileSync(second.file));
  t.is((await packed(one)).sha256, first.sha256, 'an earlier package does not become part of the next');
});

test('create refuses bad names and folders that are in use, and writes nothing then', async (t) => {
  const folder = temporaryFolder(t);
  const run = plugin(folder);
  for (const name of ['Shopping', 'a b', '../up', 'kp', 'billing', '-x', 'a--b', 'x'.repeat(31)])
    t.is((await run('create', '--', name)).code, 2, name);
  t.deepEqual(readdirSync(folder), []);
  mkdirSync(path.join(folder, 'used'));
  writeFileSync(path.join(folder, 'used', 'mine.txt'), '');
  t.regex((await run('create', 'shopping', '--dir', 'used')).err, /not empty/);
  t.deepEqual(readdirSync(path.join(folder, 'used')), ['mine.txt']);
  const made = jsonOf(await run('create', 'my-list', '--dir', 'deep/inside', '--json')) as {
    commands: string[];
  };
  t.true(existsSync(path.join(folder, 'deep/inside/src/migrations/20260101_01_create_my_list_notes.ts')));
  t.is(made.commands[0], 'npx koapress plugin build deep/inside');
  t.regex((await run('build', 'deep/inside')).err, /run npm install koapress there/);
  t.regex((await run('build', 'used')).err, /there is no tsconfig\.json/);
  t.regex((await run('test', 'deep/inside')).err, /build it first/);
});

for (const database of databases)
  test(`${database.engine}: a running site sees what a command installs`, async (t) => {
    const secret = 'a secret that a command can be given too';
    const site = await startSite(database, { secretKeys: [secret] });
    t.teardown(() => site.stop());
    const { dataDir, databaseUrl } = site.host.config;
    const env = { DATA_DIR: dataDir, SECRET_KEY: secret, ...(databaseUrl && { DATABASE_URL: databaseUrl }) };
    const folder = temporaryFolder(t);
    const run = plugin(folder, { ...env, ADMIN_PASSWORD: ADMIN.password });
    const install = async (version: string) => {
      writeFileSync(path.join(folder, 'parcel.tgz'), await parcel({ version }));
      return run('install', 'parcel.tgz');
    };
    const installed = await install('1.0.0');
    t.is(installed.code, 0, installed.err);
    const seen = await site.request('/wp-json/wp/v2/plugins/parcel', { auth: site.admin });
    t.like(seen.body, { status: 'inactive', version: '1.0.0' });
    t.is((await run('activate', 'parcel')).code, 0);
    t.deepEqual((await site.request('/api/v1/parcel')).body.data, { version: '1.0.0' });
    const refused = await install('1.1.0');
    t.is(refused.code, 1);
    t.regex(refused.err, /deactivate parcel, install this package, and activate parcel again/);
    t.is((await run('deactivate', 'parcel')).code, 0);
    t.is((await install('1.1.0')).code, 0);
    t.is((await run('activate', 'parcel')).code, 0);
    t.deepEqual((await site.request('/api/v1/parcel')).body.data, { version: '1.1.0' });
    await run('deactivate', 'parcel');
    t.is((await run('uninstall', 'parcel', '--yes')).code, 0);
    t.is((await site.request('/wp-json/wp/v2/plugins/parcel', { auth: site.admin })).status, 404);
  });
