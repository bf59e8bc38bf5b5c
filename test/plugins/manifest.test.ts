import test from 'ava';
import { readManifest } from '../../src/plugins/manifest.js';

const good = {
  name: 'hello',
  title: 'Hello',
  description: 'Says hello',
  version: '1.0.0',
  host: '^0.1.0',
  setup() {},
};

test('a manifest is handed on as it was written', (t) => {
  const manifest = {
    ...good,
    requires: { billing: '^1.0.0' },
    migrations: new URL('./migrations/', import.meta.url),
  };
  t.is(readManifest(manifest) as unknown, manifest);
});

const faults: Readonly<Record<string, readonly [change: object, says: RegExp]>> = {
  'no name': [{ name: undefined }, /name: /],
  'a name with capitals': [{ name: 'Hello' }, /name: must be lower case/],
  'a name of the host': [{ name: 'kp' }, /name: is reserved/],
  'a name that is too long': [{ name: 'h'.repeat(41) }, /name: /],
  'no version': [{ version: 'latest' }, /version: must be a version/],
  'no range of hosts': [{ host: 'any' }, /host: must be a range/],
  'a wrong range of a requirement': [{ requires: { billing: 'one' } }, /requires\.billing: must be a range/],
  'itself as a requirement': [{ requires: { hello: '*' } }, /cannot require itself/],
  'a scope without an action': [{ scopes: [{ name: 'clients', description: '' }] }, /scopes\.0\.name/],
  'a scope twice': [
    { scopes: [1, 2].map(() => ({ name: 'clients:read', description: '' })) },
    /scopes: clients:read is there twice/,
  ],
  'a default of another type': [
    { settings: [{ name: 'size', title: 'Size', type: 'integer', default: 'big' }] },
    /settings\.0\.default/,
  ],
  'migrations that are no folder': [{ migrations: './migrations' }, /migrations: must be a URL/],
  'no setup': [{ setup: undefined }, /setup: must be a function/],
};

for (const [title, [change, says]] of Object.entries(faults)) {
  test(`refuses ${title}`, (t) => {
    t.throws(() => readManifest({ ...good, ...change }), { message: says });
  });
}

test('every wrong line is named at once', (t) => {
  t.throws(() => readManifest({ ...good, version: 'x', host: 'y' }), { message: /version: .*; host: / });
});

test('a module without a default export is told so', (t) => {
  t.throws(() => readManifest(undefined), { message: /no default export/ });
});
