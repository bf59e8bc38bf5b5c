import test from 'ava';
import { databases } from '../support/databases.js';
import { inRoom } from './in-room.js';
import { base, onTop } from './two-plugins.js';
import { removePlugin, writePlugin } from './written-plugins.js';

for (const database of databases) {
  const named = (title: string) => `${database.engine}: ${title}`;

  test(named('a plugin is not switched off while active plugins require it, and they are named'), (t) =>
    inRoom(database, async (room) => {
      writePlugin(room.plugins, base);
      writePlugin(room.plugins, onTop);
      await room.manager.boot();
      await t.throwsAsync(room.manager.activate('on-top', room.actor), { message: /Activate base first/ });
      await room.manager.activate('base', room.actor);
      await room.manager.activate('on-top', room.actor);

      const error = await t.throwsAsync(room.manager.deactivate('base', room.actor));
      t.like(error, {
        code: 'conflict',
        data: { plugin: 'base', reason: 'still_required', plugins: ['on-top'] },
      });
      t.is(await room.status('base'), 'active');

      await room.manager.deactivate('on-top', room.actor);
      t.is((await room.manager.deactivate('base', room.actor)).status, 'inactive');
      t.deepEqual((await room.traces()).routes, []);
      t.true(await room.db.tableExists('base_items'), 'data stays');
    }),
  );

  test(named('a plugin stays while others that build on it keep data, and they are named'), (t) =>
    inRoom(database, async (room) => {
      writePlugin(room.plugins, base);
      writePlugin(room.plugins, onTop);
      await room.manager.boot();
      for (const name of ['base', 'on-top']) await room.manager.activate(name, room.actor);
      for (const name of ['on-top', 'base']) await room.manager.deactivate(name, room.actor);
      const error = await t.throwsAsync(room.manager.uninstall('base', room.actor), {
        message: /Uninstall on-top first/,
      });
      t.like(error, { code: 'conflict', data: { reason: 'data_required', plugins: ['on-top'] } });
      t.true(await room.db.tableExists('base_items'));
      await room.manager.uninstall('on-top', room.actor);
      await room.manager.uninstall('base', room.actor);
      t.false(await room.db.tableExists('base_items'));
    }),
  );

  test(named('switching twice is the same as once, and unknown names are refused'), (t) =>
    inRoom(database, async (room) => {
      writePlugin(room.plugins, base);
      await room.manager.boot();
      const both = [room.manager.activate('base', room.actor), room.manager.activate('base', room.actor)];
      for (const { status } of await Promise.all(both)) t.is(status, 'active');
      await room.manager.deactivate('base', room.actor);
      await room.manager.deactivate('base', room.actor);
      for (const act of ['activate', 'deactivate', 'uninstall'] as const) {
        await t.throwsAsync(room.manager[act]('nobody', room.actor), { message: /no such plugin/ });
      }
      await t.throwsAsync(room.manager.get('nobody'), { message: /no such plugin/ });
    }),
  );

  test(named('uninstalling is refused while active, and drops tables and options'), (t) =>
    inRoom(database, async (room) => {
      writePlugin(room.plugins, { ...base, setup: `${base.setup} await host.options.set('seen', 1);` });
      await room.manager.boot();
      const before = await room.traces();
      await room.manager.activate('base', room.actor);
      await t.throwsAsync(room.manager.uninstall('base', room.actor), {
        message: /it is active. Deactivate it first/,
      });
      await room.manager.deactivate('base', room.actor);
      await room.manager.uninstall('base', room.actor);
      t.deepEqual(await room.traces(), before);
      t.is((await room.manager.activate('base', room.actor)).status, 'active');
    }),
  );

  test(named('uninstalling spares a plugin whose name begins alike'), (t) =>
    inRoom(database, async (room) => {
      const alike = {
        name: 'base-two',
        migrations: { '1_create_base_two_items': "await create('base_two_items');" },
      };
      writePlugin(room.plugins, base);
      writePlugin(room.plugins, alike);
      await room.manager.boot();
      await room.manager.activate('base', room.actor);
      await room.manager.activate('base-two', room.actor);
      await room.db.raw('insert into base_two_items (id) values (5)');
      await room.manager.deactivate('base', room.actor);
      await room.manager.uninstall('base', room.actor);
      t.false(await room.db.tableExists('base_items'));
      t.is((await room.db.raw('select id from base_two_items')).length, 1);
    }),
  );

  test(named('what was switched is in the audit log'), (t) =>
    inRoom(database, async (room) => {
      writePlugin(room.plugins, base);
      await room.manager.boot();
      await room.manager.activate('base', room.actor);
      await room.manager.deactivate('base', room.actor);
      await room.manager.uninstall('base', room.actor);
      const rows = await room.db.raw<{ action: string }>(
        "select action from kp_audit_log where entity_type = 'plugin' order by id",
      );
      t.deepEqual(
        rows.map((row) => row.action),
        ['plugin.activated', 'plugin.deactivated', 'plugin.uninstalled'],
      );
    }),
  );

  for (const [title, broken] of Object.entries({
    'throws on import': { before: "throw new Error('boom');" },
    'hangs on import': { before: 'await new Promise(() => {});' },
    'throws in setup': { setup: "throw new Error('boom');" },
    'hangs in setup': { setup: 'await new Promise(() => {});' },
  })) {
    test(
      named(
        `a plugin that ${title} at boot is in quarantine, its dependents wait, and both start once it is repaired`,
      ),
      (t) =>
        inRoom(database, async (room, again) => {
          writePlugin(room.plugins, base);
          writePlugin(room.plugins, onTop);
          writePlugin(room.plugins, { name: 'other', setup: "host.routes('org', routesAt('/v1/other'));" });
          await room.manager.boot();
          for (const name of ['base', 'on-top', 'other']) await room.manager.activate(name, room.actor);

          writePlugin(room.plugins, { ...base, ...broken });
          const next = await again();
          await next.manager.boot();
          t.is(await next.status('other'), 'active');
          t.is(await next.status('base'), 'quarantined');
          t.is(await next.status('on-top'), 'quarantined');
          t.regex(
            (await next.manager.get('base')).errorDetail ?? '',
            /boom[\s\S]*at |not (settle|finish) within/,
          );
          t.regex((await next.manager.get('on-top')).error ?? '', /waits for base/);
          t.true(next.manager.isReady, 'the site is there for everybody else');
          t.true(await next.db.tableExists('base_items'));

          writePlugin(room.plugins, base);
          t.is((await next.manager.activate('base', next.actor)).status, 'active');
          t.is(await next.status('on-top'), 'active');
          t.deepEqual(next.manager.faults, []);
        }),
    );
  }

  test(named('a plugin cannot be switched inside a transaction'), (t) =>
    inRoom(database, async (room) => {
      writePlugin(room.plugins, base);
      await room.manager.boot();
      const inside = room.db.transaction(() => room.manager.activate('base', room.actor));
      await t.throwsAsync(inside, { message: /inside a transaction/ });
      t.is(await room.status('base'), 'inactive');
    }),
  );

  test(named('two folders with one name are refused, and the one that is left can be activated'), (t) =>
    inRoom(database, async (room) => {
      writePlugin(room.plugins, { ...base, folder: 'base' });
      writePlugin(room.plugins, { ...base, folder: 'second' });
      await room.manager.boot();
      await t.throwsAsync(room.manager.activate('base', room.actor), {
        message: /Two folders hold a plugin named "base"/,
      });
      removePlugin(room.plugins, 'second');
      t.is((await room.manager.activate('base', room.actor)).status, 'active');
    }),
  );
}
