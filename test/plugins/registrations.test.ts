import test from 'ava';
import { databases } from '../support/databases.js';
import { inRoom } from './in-room.js';
import { base, onTop } from './two-plugins.js';
import { type WrittenPlugin, writePlugin } from './written-plugins.js';

for (const database of databases) {
  const named = (title: string) => `${database.engine}: ${title}`;

  test(named('a plugin uses only services of plugins that it requires'), (t) =>
    inRoom(database, async (room) => {
      writePlugin(room.plugins, base);
      writePlugin(room.plugins, { ...onTop, requires: {} });
      await room.manager.boot();
      await t.throwsAsync(room.manager.activate('on-top', room.actor), {
        message: /No active plugin provides the service base/,
      });
      await room.manager.activate('base', room.actor);
      await t.throwsAsync(room.manager.activate('on-top', room.actor), {
        message: /list base in requires to use it/,
      });
    }),
  );

  test(named('nothing can be registered once setup is over, also by a setup that was given up'), (t) =>
    inRoom(database, async (room) => {
      const setup = `
        host.onDispose(() => { globalThis.koapressLate_${database.engine}?.(); });
        await new Promise((resolve) => { globalThis.koapressLate_${database.engine} = resolve; });
        host.routes('org', routesAt('/v1/late'));
      `;
      writePlugin(room.plugins, { name: 'late', setup });
      await room.manager.boot();
      const before = await room.traces();
      await t.throwsAsync(room.manager.activate('late', room.actor), { message: /did not settle/ });
      t.deepEqual(await room.traces(), before);
    }),
  );

  test(named('repaired code is loaded in the same process, also in files that the plugin imports'), (t) =>
    inRoom(database, async (room) => {
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

  test(named('a declared setting is its default until somebody sets it'), (t) =>
    inRoom(database, async (room) => {
      writePlugin(room.plugins, {
        name: 'shop',
        settings: ['greeting'],
        setup: "await host.options.set('seen', (await host.options.get('greeting')) ?? 'nothing');",
      });
      await room.manager.boot();
      await room.manager.activate('shop', room.actor);
      t.is(await room.rooms.options.get('shop_seen'), 'hello');
      await room.manager.deactivate('shop', room.actor);
      await room.rooms.options.set('shop_greeting', 'moin');
      await room.manager.activate('shop', room.actor);
      t.is(await room.rooms.options.get('shop_seen'), 'moin');
    }),
  );

  test(named('organisations that exist are prepared before the commit, later ones as they are made'), (t) =>
    inRoom(database, async (room) => {
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

  test(named('listeners and hooks of a plugin are gone with it, and undone in reverse'), (t) =>
    inRoom(database, async (room) => {
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
