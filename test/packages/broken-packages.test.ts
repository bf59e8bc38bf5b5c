import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { databases, type TestDatabase } from '../support/databases.js';
import { ADMIN, type Site, startSite } from '../support/site.js';
import { parcel } from './parcels.js';
import { rawArchive, wholeBut } from './raw-archive.js';
import { sendPackage } from './send-package.js';

const about = (changes: object) =>
  JSON.stringify({ name: 'parcel', version: '1.0.0', type: 'module', ...changes });
const withFacts = (text: string) =>
  rawArchive([
    { path: 'parcel/package.json', content: text },
    { path: 'parcel/plugin.js', content: 'export default {};' },
  ]);
const named = (at: string) => wholeBut('parcel', { path: at, content: 'x' });

/** What is wrong with it, and a word of what the answer says. */
const broken: Readonly<Record<string, readonly [make: () => Buffer | Promise<Buffer>, says: RegExp]>> = {
  'is empty': [() => Buffer.alloc(0), /package|gzip/],
  'is no gzip file': [() => Buffer.from('PK hello'), /gzip/],
  'is cut off': [async () => (await parcel()).subarray(0, 300), /gzip/],
  'has a damaged middle': [damaged, /gzip|tar/],
  'holds no tar file': [() => gzipSync('hello'.repeat(400)), /tar/],
  'holds a tar file that is cut off': [() => gzipSync(gunzipped().subarray(0, 700)), /tar/],
  'holds nothing': [() => rawArchive([]), /plugin\.js|tar/],
  'has no plugin.js': [() => rawArchive([{ path: 'parcel/package.json', content: about({}) }]), /plugin\.js/],
  'has no package.json': [() => rawArchive([{ path: 'parcel/plugin.js', content: '' }]), /package\.json/],
  'has a package.json of another name': [() => withFacts(about({ name: 'letter' })), /letter/],
  'has a package.json without a version': [() => withFacts(about({ version: 1 })), /version/],
  'has a package.json that is no JSON': [() => withFacts('{'), /package\.json/],
  'has a name that leads elsewhere': [() => withFacts(about({ name: '../parcel' })), /name/],
  'has a path with ..': [() => named('parcel/../../evil.js'), /evil/],
  'has a path that begins with ..': [() => named('../evil.js'), /evil/],
  'has an absolute path': [() => named('/tmp/koapress-evil.js'), /evil/],
  'has a path of Windows': [() => named('parcel\\..\\evil.js'), /evil/],
  'has a hidden file': [() => named('parcel/.env'), /\.env/],
  'has a file outside of its folder': [() => named('letter/plugin.js'), /letter/],
  'has one path twice': [() => named('parcel/Plugin.js'), /twice/],
  'has a symbolic link': [link('SymbolicLink'), /link/],
  'has a hard link': [link('Link'), /link/],
  'has a pipe': [() => wholeBut('parcel', { path: 'parcel/pipe', type: 'FIFO' }), /pipe/],
  'has a device': [() => wholeBut('parcel', { path: 'parcel/null', type: 'CharacterDevice' }), /null/],
  'is a bomb': [() => gzipSync(Buffer.alloc(80 * 1024 * 1024)), /larger/],
  'is packed twice': [() => gzipSync(wholeBut('parcel')), /packed once more/],
  'has too many files': [tooMany, /more than 2000/],
};

function link(type: 'SymbolicLink' | 'Link'): () => Buffer {
  return () => wholeBut('parcel', { path: 'parcel/link.js', type, linkpath: '/etc/passwd' });
}

function gunzipped(): Buffer {
  return Buffer.from('parcel/plugin.js'.padEnd(1200, 'x'));
}

async function damaged(): Promise<Buffer> {
  const bytes = Buffer.from(await parcel());
  bytes.fill(0xff, 200, 240);
  return bytes;
}

function tooMany(): Buffer {
  const files = Array.from({ length: 2100 }, (_, index) => ({ path: `parcel/files/${index}.js` }));
  return wholeBut('parcel', ...files);
}

/** Nothing of a refused package is anywhere. */
async function assertNothingLeft(t: ExecutionContext, site: Site): Promise<void> {
  t.deepEqual(await site.host.db.raw('select name from kp_plugin_packages'), []);
  t.deepEqual(await site.host.db.raw('select plugin from kp_plugin_package_chunks'), []);
  const copies = path.join(site.host.config.dataDir, 'plugins');
  const left = existsSync(copies)
    ? readdirSync(copies).flatMap((name) => readdirSync(path.join(copies, name)))
    : [];
  t.deepEqual(left, []);
  const { body } = await site.request('/wp-json/wp/v2/plugins', { auth: site.admin });
  t.false(body.some((plugin: { plugin: string }) => plugin.plugin === 'parcel'));
}

test('packages that are not as they must be are refused, and leave nothing', async (t) => {
  const site = await startSite(databases[0] as TestDatabase);
  t.teardown(() => site.stop());
  for (const [what, [make, says]] of Object.entries(broken)) {
    const answer = await sendPackage(site, await make(), { auth: site.admin, password: ADMIN.password });
    t.is(answer.status, 400, `${what}: ${JSON.stringify(answer.body)}`);
    t.regex(JSON.stringify(answer.body), says, what);
    t.true('package' in answer.body.data.params, what);
  }
  await assertNothingLeft(t, site);
});

test('packages whose code is not what it says, or cannot be loaded, are refused and leave nothing', async (t) => {
  const site = await startSite(databases[0] as TestDatabase);
  t.teardown(() => site.stop());
  const faulty = {
    'throws when it is imported': [await parcel({ before: "throw new Error('not today');" }), /not today/],
    'has no manifest': [await parcel({ files: { 'plugin.js': 'export default 1;' } }), /definePlugin/],
    'has a manifest of another version': [
      await parcel({ version: '2.0.0', before: '', files: { 'plugin.js': entryOf('1.0.0') } }),
      /its manifest parcel 1\.0\.0/,
    ],
    'imports what is not there': [await parcel({ before: "import 'no-such-package';" }), /no-such-package/],
  } as const;
  for (const [what, [bytes, says]] of Object.entries(faulty)) {
    const answer = await sendPackage(site, bytes, { auth: site.admin, password: ADMIN.password });
    t.true(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status}`);
    t.regex(answer.body.message, says, what);
  }
  await assertNothingLeft(t, site);
});

function entryOf(version: string): string {
  const facts = JSON.stringify({ name: 'parcel', title: 'P', description: '', version, host: '>=0.1.0' });
  return `import { definePlugin } from 'koapress/plugin-api';
    export default definePlugin({ ...${facts}, setup() {} });`;
}

test('install scripts in a package are never run', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'koapress-scripts-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const mark = path.join(folder, 'ran');
  const script = `node -e "require('fs').writeFileSync('${mark}', '')"`;
  const scripts = { preinstall: script, install: script, postinstall: script, prepare: script };
  const bytes = rawArchive([
    { path: 'parcel/package.json', content: about({ scripts, dependencies: { 'left-pad': '*' } }) },
    { path: 'parcel/plugin.js', content: entryOf('1.0.0') },
  ]);
  const site = await startSite(databases[0] as TestDatabase);
  t.teardown(() => site.stop());
  const answer = await sendPackage(site, bytes, {
    auth: site.admin,
    password: ADMIN.password,
    status: 'active',
  });
  t.is(answer.status, 201, JSON.stringify(answer.body));
  t.is(answer.body.status, 'active');
  t.false(existsSync(mark));
  t.false(existsSync(path.join(site.host.config.dataDir, 'plugins', 'parcel', 'node_modules')));
  writeFileSync(mark, 'the place could have been written to');
});

for (const database of databases)
  test(`${database.engine}: a package that was changed in the database is not unpacked`, async (t) => {
    const site = await startSite(database);
    t.teardown(() => site.stop());
    const sent = await sendPackage(site, await parcel(), { auth: site.admin, password: ADMIN.password });
    t.is(sent.status, 201);
    await site.host.db.raw("update kp_plugin_packages set sha256 = 'a' where name = 'parcel'");
    const { status, body } = await site.request('/wp-json/wp/v2/plugins/parcel', {
      method: 'POST',
      auth: site.admin,
      body: { status: 'active' },
    });
    t.is(status, 422, JSON.stringify(body));
    t.regex(body.message, /SHA-256/);
  });
