import test from 'ava';
import { databases } from '../support/databases.js';
import { inRoom } from './in-room.js';
import type { PluginRoom } from './plugin-room.js';
import { PluginRoom as Room } from './plugin-room.js';
import { base, onTop } from './two-plugins.js';
import { type WrittenPlugin, writePlugin } from './written-plugins.js';

/** Says of each organisation that it was prepared. */
const greeter: WrittenPlugin = {
  name: 'greeter',
  migrations: { '1_create_greeter_rows': "await create('greeter_rows');" },
  setup: `host.onOrganization(async (id) => { await host.options.set('prepared_' + id, true); });`,
};

async function prepared(room: PluginRoom): Promise<string[]> {
  return (await room.rooms.options.list('greeter_')).map((option) => option.name);
}

for (const database of databases) {
  const named = (title: string) => `${database.engine}: ${title}`;

  for (const moment of ['prepared', 'committing', 'committed'] as const) {
    test(
      named(`an organisation made while a plugin is being activated is prepared (${moment})`),
      async (t) => {
        let room: PluginRoom | undefined;
        const onStep = async (step: string) => {
          const { organizations } = room?.rooms.accounts ?? {};
          if (step === moment && room) await organizations?.create(room.actor, { name: 'Second' });
        };
        await inRoom(
          database,
          async (opened) => {
            room = opened;
            writePlugin(room.plugins, greeter);
            await room.manager.boot();
            await room.manager.activate('greeter', room.actor);
            t.deepEqual(await prepared(room), ['greeter_prepared_1', 'greeter_prepared_2']);
          },
          { onStep },
        );
      },
    );
  }

  test(named('who loses the lock in the middle leaves the undoing to the next holder'), async (t) => {
    let room: PluginRoom | undefined;
    const onStep = async (step: string) => {
      if (step !== 'prepared' || !room) return;
      await room.db.raw("update kp_locks set owner = 'other', fence = fence + 1 where name = 'plugins'");
    };
    await inRoom(
      database,
      async (opened) => {
        room = opened;
        writePlugin(room.plugins, greeter);
        await room.manager.boot();
        await t.throwsAsync(room.manager.activate('greeter', room.actor), {
          message: /went to somebody else/,
        });
        t.true(await room.db.tableExists('greeter_rows'));
        const [row] = await room.db.raw("select status from kp_plugins where name = 'greeter'");
        t.like(row, { status: 'activating' });

        await room.db.raw("update kp_locks set owner = '', expires_at = 0 where name = 'plugins'");
        room = undefined;
        await opened.manager.deactivate('greeter', opened.actor);
        t.false(await opened.db.tableExists('greeter_rows'));
        t.is((await opened.manager.activate('greeter', opened.actor)).status, 'active');
      },
      { onStep },
    );
  });

  test(
    named('a plugin replaced between two looks of another process runs there in its new version'),
    async (t) => {
      const place = await database.open();
      const one = await Room.open(place);
      const two = await Room.open(place);
      try {
        writePlugin(one.plugins, base);
        writePlugin(one.plugins, onTop);
        await one.manager.boot();
        await one.manager.activate('base', one.actor);
        await one.manager.activate('on-top', one.actor);
        await two.manager.boot();
        const before = (await two.traces()).routes;

        await one.manager.deactivate('on-top', one.actor);
        await one.manager.deactivate('base', one.actor);
        writePlugin(one.plugins, { ...base, version: '1.2.0' });
        await one.manager.activate('base', one.actor);
        await one.manager.activate('on-top', one.actor);
        await two.rooms.revisions.look();
        t.deepEqual(await running(two), { base: '1.2.0', 'on-top': '1.0.0' });
        t.deepEqual((await two.traces()).routes.toSorted(), before.toSorted());
      } finally {
        await two.close();
        await one.close();
        await place.drop();
      }
    },
  );
}

async function running(room: PluginRoom): Promise<Record<string, string | null>> {
  const plugins = (await room.manager.list()).filter(({ status }) => status === 'active');
  return Object.fromEntries(plugins.map(({ name, version }) => [name, version]));
}
