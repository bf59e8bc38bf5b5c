import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { databases } from '../support/databases.js';
import { inRoom } from './in-room.js';
import { base, onTop } from './two-plugins.js';
import { removePlugin, type WrittenPlugin, writePlugin } from './written-plugins.js';

for (const database of databases) {
  const named = (title: string) => `${database.engine}: ${title}`;

  test(named('the next start brings up what was active, in the order of requirements'), (t) =>
    inRoom(database, async (room, again) => {
      writePlugin(room.plugins, { ...onTop, name: 'a-top' });
      writePlugin(room.plugins, base);
      await room.manager.boot();
      await room.manager.activate('base', room.actor);
      await room.manager.activate('a-top', room.actor);
      const next = await again();
      await next.manager.boot();
      t.is(await next.status('base'), 'active');
      t.is(await next.status('a-top'), 'active');
      t.is((await next.traces()).routes.length, 2);
    }),
  );

  test(named('dependents of a plugin whose activation was cut off wait for it'), (t) =>
    inRoom(database, async (room, again) => {
      writePlugin(room.plugins, base);
      writePlugin(room.plugins, onTop);
      await room.manager.boot();
      await room.manager.activate('base', room.actor);
      await room.manager.activate('on-top', room.actor);
      await room.db.raw("update kp_plugins set status = 'activating' where name = 'base'");
      const next = await again();
      await next.manager.boot();
      t.is(await next.status('base'), 'inactive');
      t.regex((await next.manager.get('on-top')).error ?? '', /waits for base/);
      await next.manager.activate('base', next.actor);
      t.is(await next.status('on-top'), 'active');
    }),
  );

  test(named('a folder that is gone is told, and its plugin can be switched off and put back'), (t) =>
    inRoom(database, async (room, again) => {
      writePlugin(room.plugins, base);
      await room.manager.boot();
      await room.manager.activate('base', room.actor);
      removePlugin(room.plugins, 'base');
      t.is(await room.status('base'), 'active', 'it runs on');
      const next = await again();
      await next.manager.boot();
      t.like(await next.manager.get('base'), { status: 'quarantined', version: '1.0.0' });
      t.regex((await next.manager.get('base')).error ?? '', /its folder is gone/);
      await next.manager.deactivate('base', next.actor);
      writePlugin(next.plugins, { ...base, folder: 'another-folder' });
      t.is((await next.manager.activate('base', next.actor)).status, 'active');
    }),
  );

  test(named('default plugins are activated once in the life of a site'), (t) =>
    inRoom(database, async (room) => {
      writePlugin(room.plugins, base);
      await room.manager.boot();
      await room.manager.installDefaults(['base', 'nobody'], room.actor);
      t.is(await room.status('base'), 'active');
      await room.manager.deactivate('base', room.actor);
      await room.manager.installDefaults(['base'], room.actor);
      t.is(await room.status('base'), 'inactive');
    }),
  );

  test(named('a newer version runs its new migrations at the next start'), (t) =>
    inRoom(database, async (room, again) => {
      writePlugin(room.plugins, base);
      await room.manager.boot();
      await room.manager.activate('base', room.actor);
      const newer: WrittenPlugin = {
        ...base,
        version: '1.1.0',
        migrations: { ...base.migrations, '2_create_base_parts': "await create('base_parts');" },
      };
      writePlugin(room.plugins, newer);
      const next = await again();
      await next.manager.boot();
      t.is((await next.manager.get('base')).version, '1.1.0');
      t.is(await next.status('base'), 'active');
      t.true(await next.db.tableExists('base_parts'));
    }),
  );

  test(named('a failing upgrade keeps the data, and the plugin is in quarantine'), (t) =>
    inRoom(database, async (room, again) => {
      writePlugin(room.plugins, base);
      await room.manager.boot();
      await room.manager.activate('base', room.actor);
      await room.db.raw('insert into base_items (id) values (3)');
      const failing = { '2_create_base_parts': "await create('base_parts'); throw new Error('boom');" };
      writePlugin(room.plugins, {
        ...base,
        version: '1.1.0',
        migrations: { ...base.migrations, ...failing },
      });
      const next = await again();
      await next.manager.boot();
      t.is(await next.status('base'), 'quarantined');
      t.regex((await next.manager.get('base')).error ?? '', /base: migrate: .*boom/);
      t.false(await next.db.tableExists('base_parts'));
      t.deepEqual((await next.db.raw<{ id: number }>('select id from base_items')).length, 1);

      writePlugin(room.plugins, { ...base, version: '1.1.1' });
      t.is((await next.manager.activate('base', next.actor)).version, '1.1.1');
    }),
  );

  test(named('data of a newer version is not handed to older code'), (t) =>
    inRoom(database, async (room) => {
      writePlugin(room.plugins, { ...base, version: '1.2.0' });
      await room.manager.boot();
      await room.manager.activate('base', room.actor);
      await room.manager.deactivate('base', room.actor);
      writePlugin(room.plugins, base);
      await t.throwsAsync(room.manager.activate('base', room.actor), { message: /made by version 1\.2\.0/ });
    }),
  );

  test(named('copies of plugins as they were long ago are removed at a start'), (t) =>
    inRoom(database, async (room, again) => {
      const copies = join(dirname(room.plugins), 'plugins', 'base');
      writePlugin(room.plugins, base);
      await room.manager.boot();
      await room.manager.activate('base', room.actor);
      const [first = ''] = readdirSync(copies);
      writePlugin(room.plugins, { ...base, version: '1.1.0' });
      const young = await again();
      await young.manager.boot();
      t.is(readdirSync(copies).length, 2);

      const longAgo = new Date(Date.now() - 48 * 3_600_000);
      for (const copy of readdirSync(copies)) utimesSync(join(copies, copy), longAgo, longAgo);
      const next = await again();
      await next.manager.boot();
      t.is(readdirSync(copies).length, 1);
      t.false(existsSync(join(copies, first)));
      t.like(await next.manager.get('base'), { status: 'active', version: '1.1.0' });
    }),
  );
}
