import test from 'ava';
import { databases } from '../support/databases.js';
import { inRoom } from './in-room.js';
import { type WrittenPlugin, writePlugin } from './written-plugins.js';

/** A plugin that leaves a trace of every kind. */
const whole: WrittenPlugin = {
  name: 'hello',
  scopes: ['hellos:read'],
  settings: ['greeting'],
  migrations: { '1_create_hello_items': "await create('hello_items');" },
  setup: `
    host.routes('org', routesAt('/v1/hello'));
    host.provide(serviceToken('hello'), { greet: () => 'hello' });
    await host.options.set('seen', true);
  `,
};

/** Each way to fail: the broken plugin, and the step and reason that the refusal must name. */
const failures: readonly {
  readonly title: string;
  readonly step: string;
  readonly code: string;
  readonly says: RegExp;
  readonly broken: Partial<WrittenPlugin>;
}[] = [
  {
    title: 'throws on import',
    step: 'load',
    code: 'unprocessable',
    says: /boom on import/,
    broken: { before: "throw new Error('boom on import');" },
  },
  {
    title: 'has a syntax error in another file',
    step: 'load',
    code: 'unprocessable',
    says: /hello: load: /,
    broken: { before: "import './other.js';", files: { 'other.js': 'const = 1;' } },
  },
  {
    title: 'hangs on import',
    step: 'load',
    code: 'unprocessable',
    says: /did not finish within 1000 ms/,
    broken: { before: 'await new Promise(() => {});' },
  },
  {
    title: 'has a manifest with faults',
    step: 'load',
    code: 'unprocessable',
    says: /version: must be a version/,
    broken: { version: 'one' },
  },
  {
    title: 'throws in setup',
    step: 'setup',
    code: 'unprocessable',
    says: /boom in setup/,
    broken: { setup: `${whole.setup} throw new Error('boom in setup');` },
  },
  {
    title: 'hangs in setup',
    step: 'setup',
    code: 'unprocessable',
    says: /did not settle within 1000 ms/,
    broken: { setup: `${whole.setup} await new Promise(() => {});` },
  },
  {
    title: 'fails in its second migration',
    step: 'migrate',
    code: 'unprocessable',
    says: /boom in migration/,
    broken: {
      migrations: {
        '1_create_hello_items': "await create('hello_items');",
        '2_create_hello_parts': "await create('hello_parts'); throw new Error('boom in migration');",
      },
    },
  },
  {
    title: 'needs a plugin that is not there',
    step: 'check',
    code: 'conflict',
    says: /requires ghost \^1\.0\.0, which is not installed/,
    broken: { requires: { ghost: '^1.0.0' } },
  },
  {
    title: 'needs a newer host',
    step: 'check',
    code: 'conflict',
    says: /needs Koapress \^99\.0\.0/,
    broken: { host: '^99.0.0' },
  },
  {
    title: 'claims a path that is taken',
    step: 'publish',
    code: 'conflict',
    says: /GET \/api\/v1\/taken is already served by peer/,
    broken: { setup: `${whole.setup} host.routes('org', routesAt('/v1/taken'));` },
  },
  {
    title: 'claims a path that another surface would hide',
    step: 'publish',
    code: 'conflict',
    says: /would be hidden/,
    broken: { setup: `${whole.setup} host.routes('ops', routesAt('/v1/other'));` },
  },
  {
    title: 'provides a service that another provides',
    step: 'publish',
    code: 'conflict',
    says: /service peer is already provided by peer/,
    broken: { setup: `${whole.setup} host.provide(serviceToken('peer'), {});` },
  },
  {
    title: 'declares a scope that another declares',
    step: 'publish',
    code: 'conflict',
    says: /already declared: peers:read/,
    broken: { scopes: ['hellos:read', 'peers:read'] },
  },
  {
    title: 'creates a table of another plugin',
    step: 'migrate',
    code: 'unprocessable',
    says: /peer_items/,
    broken: {
      migrations: { '1_create_peer_items': "await create('hello_items'); await create('peer_items');" },
    },
  },
  {
    title: 'drops a table of another plugin',
    step: 'migrate',
    code: 'unprocessable',
    says: /peer_items/,
    broken: { migrations: { '1_drop_peer_items': "await knex.schema.dropTable('peer_items');" } },
  },
  {
    title: 'cannot prepare an organisation',
    step: 'organizations',
    code: 'unprocessable',
    says: /boom for 1/,
    broken: {
      setup: `${whole.setup} host.onOrganization(async (id) => { throw new Error('boom for ' + id); });`,
    },
  },
];

const peer: WrittenPlugin = {
  name: 'peer',
  scopes: ['peers:read'],
  migrations: { '1_create_peer_items': "await create('peer_items');" },
  setup: "host.routes('org', routesAt('/v1/taken')); host.provide(serviceToken('peer'), {});",
};

for (const database of databases) {
  test(`${database.engine}: a plugin that fails leaves nothing, says which step failed, and can be repaired`, (t) =>
    inRoom(database, async (room) => {
      writePlugin(room.plugins, peer);
      await room.manager.boot();
      await room.manager.activate('peer', room.actor);
      await room.db.raw('insert into peer_items (id) values (5)');
      writePlugin(room.plugins, whole);
      const before = await room.traces();

      for (const { title, step, code, says, broken } of failures) {
        writePlugin(room.plugins, { ...whole, ...broken });
        const error = await t.throwsAsync(room.manager.activate('hello', room.actor), undefined, title);
        t.like(error, { code, data: { plugin: 'hello', step } }, title);
        t.regex(error?.message ?? '', says, title);
        t.deepEqual(await room.traces(), before, title);
        t.not(await room.status('hello'), 'active', title);
        t.is((await room.db.raw('select id from peer_items')).length, 1, title);

        writePlugin(room.plugins, whole);
        t.is((await room.manager.activate('hello', room.actor)).status, 'active', title);
        t.true(await room.db.tableExists('hello_items'), title);
        await room.manager.deactivate('hello', room.actor);
        await room.manager.uninstall('hello', room.actor);
        t.deepEqual(await room.traces(), before, title);
      }
    }));

  test(`${database.engine}: a table that was there before survives with its rows`, (t) =>
    inRoom(database, async (room) => {
      await room.db.raw('create table hello_items (id integer primary key)');
      await room.db.raw('insert into hello_items (id) values (7)');
      writePlugin(room.plugins, whole);
      await room.manager.boot();
      const before = await room.traces();

      const error = await t.throwsAsync(room.manager.activate('hello', room.actor));
      t.like(error, { data: { step: 'migrate' } });
      t.deepEqual(await room.traces(), before);
      t.deepEqual(
        (await room.db.raw<{ id: number }>('select id from hello_items')).map((row) => row.id),
        [7],
      );

      await room.db.raw('drop table hello_items');
      t.is((await room.manager.activate('hello', room.actor)).status, 'active');
    }));
}
