import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { databases, type TestDatabase } from '../support/databases.js';
import type { Fate } from './dying-site.js';
import { PluginRoom } from './plugin-room.js';
import { removePlugin, type WrittenPlugin, writePlugin } from './written-plugins.js';

const CHILD = fileURLToPath(new URL('./dying-site.js', import.meta.url));

const hello: WrittenPlugin = {
  name: 'hello',
  migrations: { '1_create_hello_items': "await create('hello_items');" },
  setup: "host.routes('org', routesAt('/v1/hello'));",
};

type Two = { readonly one: PluginRoom; readonly two: PluginRoom };

/** Two sites over one database, each as a process has it; the second runs beside the first. */
async function inTwo(database: TestDatabase, work: (rooms: Two) => Promise<void>): Promise<void> {
  const place = await database.open();
  const one = await PluginRoom.open(place);
  const two = await PluginRoom.open(place);
  try {
    await work({ one, two });
  } finally {
    await two.close();
    await one.close();
    await place.drop();
  }
}

for (const database of databases) {
  const named = (title: string) => `${database.engine}: ${title}`;

  test(named('another process follows what one switches, without migrating again'), (t) =>
    inTwo(database, async ({ one, two }) => {
      writePlugin(one.plugins, hello);
      await one.manager.boot();
      await two.manager.boot();
      await one.rooms.nodes.start();
      await two.rooms.nodes.start();

      await one.manager.activate('hello', one.actor);
      await two.rooms.revisions.look();
      t.is(await two.status('hello'), 'active');
      t.deepEqual((await two.traces()).routes, ['get /api/v1/hello']);

      await one.manager.deactivate('hello', one.actor);
      await two.rooms.revisions.look();
      t.is(await two.status('hello'), 'inactive');
      t.deepEqual((await two.traces()).routes, []);
      await one.manager.uninstall('hello', one.actor);
      t.false(await two.db.tableExists('hello_items'));
    }),
  );

  test(named('tables are not dropped while another process still runs the plugin'), (t) =>
    inTwo(database, async ({ one, two }) => {
      writePlugin(one.plugins, hello);
      await one.manager.boot();
      await one.manager.activate('hello', one.actor);
      await two.manager.boot();
      await one.rooms.nodes.start();
      await two.rooms.nodes.start();
      await one.manager.deactivate('hello', one.actor);

      const uninstalled = one.manager.uninstall('hello', one.actor);
      t.true(await two.db.tableExists('hello_items'));
      t.deepEqual((await two.traces()).routes, ['get /api/v1/hello']);
      await two.rooms.revisions.look();
      await uninstalled;
      t.false(await two.db.tableExists('hello_items'));
    }),
  );

  test(named('a process that cannot load what the others run is not ready, and says so'), (t) =>
    inTwo(database, async ({ one, two }) => {
      writePlugin(one.plugins, hello);
      await one.manager.boot();
      await two.manager.boot();
      await one.rooms.nodes.start();
      await two.rooms.nodes.start();
      await one.manager.activate('hello', one.actor);
      removePlugin(one.plugins, 'hello');

      await two.rooms.revisions.look();
      t.false(two.manager.isReady);
      t.deepEqual(two.manager.faults, ['hello']);
      t.is(await one.status('hello'), 'active');
      const nodes = await one.rooms.nodes.live();
      t.deepEqual(
        nodes.flatMap((node) => node.faults),
        ['hello'],
      );

      writePlugin(one.plugins, hello);
      await two.manager.activate('hello', two.actor);
      t.true(two.manager.isReady);
      t.is(await two.status('hello'), 'active');
    }),
  );

  test(named('a command beside a running site has the site act, and shows what it says'), (t) =>
    inTwo(database, async ({ one, two: command }) => {
      writePlugin(one.plugins, hello);
      await one.manager.boot();
      await one.rooms.nodes.start();
      one.rooms.requests.serve(one.manager);
      one.rooms.revisions.start();

      t.is((await command.manager.activate('hello', command.actor)).status, 'active');
      t.deepEqual((await one.traces()).routes, ['get /api/v1/hello']);
      t.deepEqual((await command.traces()).routes, []);
      const error = await t.throwsAsync(command.manager.uninstall('hello', command.actor));
      t.like(error, {
        code: 'conflict',
        data: { plugin: 'hello', step: 'uninstall', reason: 'still_active' },
      });
      t.is((await command.manager.deactivate('hello', command.actor)).status, 'inactive');
      t.deepEqual((await one.traces()).routes, []);
    }),
  );

  test(named('a command acts itself when no site runs'), (t) =>
    inTwo(database, async ({ one, two: command }) => {
      writePlugin(command.plugins, hello);
      t.is((await command.manager.activate('hello', command.actor)).status, 'active');
      await one.manager.boot();
      t.is(await one.status('hello'), 'active');
    }),
  );

  test(named('processes that start at once upgrade once'), async (t) => {
    const place = await database.open();
    const newer: WrittenPlugin = {
      ...hello,
      version: '1.1.0',
      migrations: { ...hello.migrations, '2_create_hello_parts': "await create('hello_parts');" },
    };
    try {
      const first = await PluginRoom.open(place);
      writePlugin(first.plugins, hello);
      await first.manager.boot();
      await first.manager.activate('hello', first.actor);
      await first.close();
      writePlugin(first.plugins, newer);

      const start = () => liveOnce({ ...place, act: 'boot', plugin: 'hello', dieAt: null });
      t.deepEqual(await Promise.all([start(), start(), start()]), [0, 0, 0]);
      const last = await PluginRoom.open(place);
      await last.manager.boot();
      t.like(await last.manager.get('hello'), { version: '1.1.0', status: 'active' });
      const upgrades = await last.db.raw("select id from kp_audit_log where action = 'plugin.upgraded'");
      t.is(upgrades.length, 1);
      await last.close();
    } finally {
      await place.drop();
    }
  });
}

/** A site of its own that starts and ends. */
async function liveOnce(fate: Fate): Promise<number | null> {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(fate)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}
