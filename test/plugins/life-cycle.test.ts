import test from 'ava';
import { databases } from '../support/databases.js';
import { PluginRoom, type RoomOptions } from './plugin-room.js';
import { removePlugin, type WrittenPlugin, writePlugin } from './written-plugins.js';

const base: WrittenPlugin = {
  name: 'base',
  migrations: { '1_create_base_items': "await create('base_items');" },
  setup:
    "host.provide(serviceToken('base'), { version: () => 1 }); host.routes('org', routesAt('/v1/base'));",
};

const onTop: WrittenPlugin = {
  name: 'on-top',
  requires: { base: '^1.0.0' },
  setup: "const base = host.use(serviceToken('base')); host.routes('org', routesAt('/v1/top', () => base));",
};

for (const database of databases) {
  const inRoom = async (
    work: (room: PluginRoom, again: () => Promise<PluginRoom>) => Promise<void>,
    options?: RoomOptions,
  ) => {
    const place = await database.open();
    const rooms = [await PluginRoom.open(place, options)];
    const again = async () => {
      await rooms.at(-1)?.close();
      rooms.push(await PluginRoom.open(place, options));
      return rooms.at(-1) as PluginRoom;
    };
    try {
      await work(rooms[0] as PluginRoom, again);
    } finally {
      await rooms.at(-1)?.close();
      await place.drop();
    }
  };
  const named = (title: string) => `${database.engine}: ${title}`;

  test(named('a plugin is not switched off while active plugins require it, and they are named'), (t) =>
    inRoom(async (room) => {
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

  test(named('switching twice is the same as once, and unknown names are refused'), (t) =>
    inRoom(async (room) => {
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
    inRoom(async (room) => {
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
    inRoom(async (room) => {
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
    inRoom(async (room) => {
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

  test(named('the next start brings up what was active, in the order of requirements'), (t) =>
    inRoom(async (room, again) => {
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
        inRoom(async (room, again) => {
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

  test(named('a newer version runs its new migrations at the next start'), (t) =>
    inRoom(async (room, again) => {
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
    inRoom(async (room, again) => {
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
    inRoom(async (room) => {
      writePlugin(room.plugins, { ...base, version: '1.2.0' });
      await room.manager.boot();
      await room.manager.activate('base', room.actor);
      await room.manager.deactivate('base', room.actor);
      writePlugin(room.plugins, base);
      await t.throwsAsync(room.manager.activate('base', room.actor), { message: /made by version 1\.2\.0/ });
    }),
  );

  test(named('repaired code is loaded in the same process, also in files that the plugin imports'), (t) =>
    inRoom(async (room) => {
      const saying = (word: string): WrittenPlugin => ({
        name: 'word',
        before: "import { word } from './word.js';",
        files: { 'word.js': `export const word = '${word}';` },
        setup: "await host.options.set('word', word);",
      });
      writePlugin(room.plugins, saying('one'));
      await room.manager.boot();
      for (const word of ['one', 'two', 'three']) {
        writePlugin(room.plugins, saying(word));
        await room.manager.activate('word', room.actor);
        t.is(await room.rooms.options.get('word_word'), word);
        await room.manager.deactivate('word', room.actor);
      }
    }),
  );

  test(named('organisations that exist are prepared before the commit, later ones as they are made'), (t) =>
    inRoom(async (room) => {
      const setup = `
        host.onOrganization(async (id) => {
          const seen = (await host.options.get('seen')) ?? [];
          await host.options.set('seen', [...seen, id]);
        });
      `;
      writePlugin(room.plugins, { name: 'orgs', setup });
      await room.manager.boot();
      const { organizations } = room.rooms.accounts;
      const second = await organizations.create(room.actor, { name: 'Second' });
      await room.manager.activate('orgs', room.actor);
      const third = await organizations.create(room.actor, { name: 'Third' });
      t.deepEqual(await room.rooms.options.get('orgs_seen'), [1, second.id, third.id]);
      await room.manager.deactivate('orgs', room.actor);
      await organizations.create(room.actor, { name: 'Fourth' });
      t.deepEqual(await room.rooms.options.get('orgs_seen'), [1, second.id, third.id]);
    }),
  );

  test(named('two folders with one name are refused, and the one that is left can be activated'), (t) =>
    inRoom(async (room) => {
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

  test(named('listeners and hooks of a plugin are gone with it, and undone in reverse'), (t) =>
    inRoom(async (room) => {
      const note = (word: string) => `globalThis.koapressNotes_${database.engine}.push('${word}')`;
      const setup = `
        host.on(eventType('test.made'), () => { ${note('event')}; });
        host.hooks.addAction('test.made', () => { ${note('action')}; });
        host.onDispose(() => { ${note('first undo')}; });
        host.onDispose(() => { throw new Error('boom in undo'); });
        host.onDispose(() => { ${note('last undo')}; });
      `;
      const notes: string[] = [];
      // The plugin has this process' globals; the other engine's test runs beside this one.
      Object.assign(globalThis, { [`koapressNotes_${database.engine}`]: notes });
      writePlugin(room.plugins, { name: 'noting', setup });
      await room.manager.boot();
      const make = async () => {
        await room.db.transaction(async () => {
          await room.db.publish({ name: 'test.made' }, {});
          room.rooms.hooks.for('host').doAction('test.made' as never, ...([] as never));
          notes.push('body');
        });
        await new Promise((resolve) => setImmediate(resolve));
      };
      await room.manager.activate('noting', room.actor);
      await make();
      t.deepEqual(notes.splice(0), ['event', 'body', 'action']);
      await room.manager.deactivate('noting', room.actor);
      t.deepEqual(notes.splice(0), ['last undo', 'first undo']);
      await make();
      t.deepEqual(notes, ['body']);
      t.true(room.lines.some((line) => line.includes('boom in undo') && line.includes('"plugin":"noting"')));
    }),
  );
}
