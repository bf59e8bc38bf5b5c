import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import type { LifeStep } from '../../src/plugins/life-cycle.js';
import { databases, type OpenedDatabase, type TestDatabase } from '../support/databases.js';
import type { Fate } from './dying-site.js';
import { PluginRoom } from './plugin-room.js';
import { type WrittenPlugin, writePlugin } from './written-plugins.js';

const CHILD = fileURLToPath(new URL('./dying-site.js', import.meta.url));
const KILLED = 'SIGKILL';

const hello: WrittenPlugin = {
  name: 'hello',
  scopes: ['hellos:read'],
  settings: ['greeting'],
  migrations: {
    '1_create_hello_items': "await create('hello_items');",
    '2_create_hello_parts': "await create('hello_parts');",
  },
  setup: "host.routes('org', routesAt('/v1/hello')); await host.options.set('seen', true);",
};

const dieIn = "process.kill(process.pid, 'SIGKILL');";
/** Places inside the plugin's own code. */
const deadly: Readonly<Record<string, WrittenPlugin>> = {
  'a migration': {
    ...hello,
    migrations: { ...hello.migrations, '2_create_hello_parts': `await create('hello_parts'); ${dieIn}` },
  },
  setup: { ...hello, setup: `${hello.setup} ${dieIn}` },
  'the preparation of organisations': {
    ...hello,
    setup: `${hello.setup} host.onOrganization(async () => { ${dieIn} });`,
  },
};

/** Runs the child to its end; answers what ended it. */
async function live(fate: Fate): Promise<string | number> {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(fate)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return signal ?? code ?? '';
}

async function onPlace(
  database: TestDatabase,
  work: (place: OpenedDatabase, plugins: string) => Promise<void>,
) {
  const place = await database.open();
  try {
    const room = await PluginRoom.open(place);
    const { plugins } = room;
    await room.close();
    await work(place, plugins);
  } finally {
    await place.drop();
  }
}

async function inRoom<T>(place: OpenedDatabase, work: (room: PluginRoom) => Promise<T>): Promise<T> {
  const room = await PluginRoom.open(place);
  try {
    await room.manager.boot();
    return await work(room);
  } finally {
    await room.close();
  }
}

/** After a death before the commit: the next start finds the site as it was, and the next try succeeds. */
async function assertUndone(t: ExecutionContext, place: OpenedDatabase, before: unknown, title: string) {
  await inRoom(place, async (room) => {
    t.deepEqual(await room.traces(), before as never, title);
    t.is(await room.status('hello'), 'inactive', title);
    t.regex(
      (await room.manager.get('hello')).error ?? '',
      /ended while the plugin was being activated/,
      title,
    );
    t.is((await room.manager.activate('hello', room.actor)).status, 'active', title);
    t.true(await room.db.tableExists('hello_parts'), title);
    await room.manager.deactivate('hello', room.actor);
    await room.manager.uninstall('hello', room.actor);
    t.deepEqual(await room.traces(), before as never, title);
  });
}

for (const database of databases) {
  const early: readonly LifeStep[] = ['begun', 'migrating', 'migrated', 'set-up', 'prepared', 'committing'];

  test(`${database.engine}: a site killed before the commit of an activation starts without a trace of it`, (t) =>
    onPlace(database, async (place, plugins) => {
      writePlugin(plugins, hello);
      const before = await inRoom(place, (room) => room.traces());
      for (const dieAt of early) {
        t.is(await live({ ...place, act: 'activate', plugin: 'hello', dieAt }), KILLED, dieAt);
        await assertUndone(t, place, before, dieAt);
      }
    }));

  test(`${database.engine}: a plugin that kills the site while it is activated is off at the next start`, (t) =>
    onPlace(database, async (place, plugins) => {
      const before = await inRoom(place, (room) => room.traces());
      for (const [title, plugin] of Object.entries(deadly)) {
        writePlugin(plugins, plugin);
        t.is(await live({ ...place, act: 'activate', plugin: 'hello', dieAt: null }), KILLED, title);
        writePlugin(plugins, hello);
        await assertUndone(t, place, before, title);
      }
    }));

  test(`${database.engine}: a site killed after the commit of an activation starts with the plugin`, (t) =>
    onPlace(database, async (place, plugins) => {
      writePlugin(plugins, hello);
      for (const dieAt of ['committed', 'published'] as const) {
        t.is(await live({ ...place, act: 'activate', plugin: 'hello', dieAt }), KILLED, dieAt);
        await inRoom(place, async (room) => {
          t.is(await room.status('hello'), 'active', dieAt);
          t.true((await room.traces()).options.includes('hello_seen'), dieAt);
          await room.manager.deactivate('hello', room.actor);
        });
      }
    }));

  test(`${database.engine}: a site killed while it switches off or uninstalls finishes it or never began`, (t) =>
    onPlace(database, async (place, plugins) => {
      writePlugin(plugins, hello);
      const before = await inRoom(place, async (room) => {
        const traces = await room.traces();
        await room.manager.activate('hello', room.actor);
        return traces;
      });
      const steps: readonly (readonly [Fate['act'], LifeStep, string])[] = [
        ['deactivate', 'deactivating', 'active'],
        ['deactivate', 'deactivated', 'inactive'],
        ['uninstall', 'uninstalling', 'inactive'],
      ];
      for (const [act, dieAt, status] of steps) {
        t.is(await live({ ...place, act, plugin: 'hello', dieAt }), KILLED, dieAt);
        await inRoom(place, async (room) => t.is(await room.status('hello'), status, dieAt));
      }
      await inRoom(place, async (room) => t.deepEqual(await room.traces(), before));

      await inRoom(place, async (room) => {
        await room.manager.activate('hello', room.actor);
        await room.manager.deactivate('hello', room.actor);
      });
      t.is(await live({ ...place, act: 'uninstall', plugin: 'hello', dieAt: 'dropped' }), KILLED);
      await inRoom(place, async (room) => t.deepEqual(await room.traces(), before));
    }));
}
