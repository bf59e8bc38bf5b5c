import test from 'ava';
import { databases } from '../support/databases.js';
import { inRoom } from './in-room.js';
import { writePlugin } from './written-plugins.js';

const TIMES = 40 * Number(process.env.TEST_EFFORT ?? 1);

for (const database of databases) {
  test(`${database.engine}: switched on and off many times, a plugin is heard once while on, and never while off`, (t) =>
    inRoom(database, async (room) => {
      const notes: string[] = [];
      const global = `koapressHeard_${database.engine}`;
      Object.assign(globalThis, { [global]: notes });
      const note = (word: string) => `globalThis.${global}.push('${word}')`;
      writePlugin(room.plugins, {
        name: 'heard',
        scopes: ['heard:read'],
        settings: ['greeting'],
        setup: `
          host.on(eventType('test.heard'), () => { ${note('event')}; });
          host.hooks.addAction('test.heard', () => { ${note('action')}; });
          host.onOrganization(async (id) => { if (id > 1) ${note('organisation')}; });
          host.provide(serviceToken('heard'), {});
          host.routes('org', routesAt('/v1/heard'));
          const timer = setInterval(() => {}, 60000);
          host.onDispose(() => { clearInterval(timer); ${note('undone')}; });
        `,
      });
      const heard = async () => {
        await room.db.transaction(async () => {
          await room.db.publish({ name: 'test.heard' }, {});
          room.rooms.hooks.for('host').doAction('test.heard' as never, ...([] as never));
        });
        await new Promise((resolve) => setImmediate(resolve));
        return notes.splice(0);
      };
      await room.manager.boot();
      const before = await room.traces();
      for (let time = 0; time < TIMES; time++) {
        await room.manager.activate('heard', room.actor);
        await room.manager.deactivate('heard', room.actor);
      }
      t.deepEqual(notes.splice(0), Array(TIMES).fill('undone'));
      t.deepEqual(await room.traces(), before);
      t.deepEqual(await heard(), []);

      await room.manager.activate('heard', room.actor);
      t.deepEqual(await heard(), ['event', 'action']);
      await room.rooms.accounts.organizations.create(room.actor, { name: 'Second' });
      t.deepEqual(notes.splice(0), ['organisation']);
      t.is((await room.traces()).routes.length, before.routes.length + 1);
    }));
}
