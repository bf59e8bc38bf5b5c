import test from 'ava';
import { systemClock } from '../../src/clock.js';
import { type HostDatabase, openDatabase } from '../../src/database/open.js';
import { createLogger } from '../../src/log.js';
import { Nodes } from '../../src/nodes/nodes.js';
import { Revisions } from '../../src/nodes/revisions.js';
import { databases } from '../support/databases.js';

const log = createLogger('silent');

for (const database of databases) {
  const named = (title: string) => `${database.engine}: ${title}`;

  const onDatabase = async (work: (db: HostDatabase) => Promise<void>) => {
    const place = await database.open();
    const { url: databaseUrl, dataDir } = place;
    const db = await openDatabase({ databaseUrl, dataDir, log, clock: systemClock });
    try {
      await db.migrateHost();
      await work(db);
    } finally {
      await db.close();
      await place.drop();
    }
  };

  test(named('a process counts as live from its start to its end'), (t) =>
    onDatabase(async (db) => {
      const nodes = new Nodes(db, log);
      t.deepEqual(await nodes.live(), []);
      await nodes.start();
      await nodes.report(7, ['hello']);
      t.like((await nodes.live())[0], {
        id: nodes.id,
        pid: process.pid,
        pluginsRevision: 7,
        faults: ['hello'],
      });
      await nodes.stop();
      t.deepEqual(await nodes.live(), []);
    }),
  );

  test(named('without a heartbeat a process is gone, and with the next one it is back'), (t) =>
    onDatabase(async (db) => {
      const nodes = new Nodes(db, log, 60_000);
      await nodes.start();
      await db.raw("update kp_nodes set beat_at = '2026-01-01 00:00:00'");
      t.false(await nodes.isLive(nodes.id));
      await nodes.report(1, []);
      t.true(await nodes.isLive(nodes.id));

      await db.raw("update kp_nodes set beat_at = '2026-01-01 00:00:00'");
      const another = new Nodes(db, log, 60_000);
      await another.start();
      t.deepEqual((await db.raw('select id from kp_nodes')).length, 1, 'old rows are forgotten');
      await nodes.report(1, []);
      t.true(await nodes.isLive(nodes.id), 'it comes back all the same');
      await nodes.stop();
      await another.stop();
    }),
  );

  test(named('a change is told to others once it is committed, and not when it is rolled back'), (t) =>
    onDatabase(async (db) => {
      const writer = new Revisions(db, log);
      const reader = new Revisions(db, log);
      const heard: number[] = [];
      reader.onChange('options', (revision) => void heard.push(revision));
      await reader.look();
      await t.throwsAsync(
        db.transaction(async () => {
          await writer.bump('options');
          throw new Error('no');
        }),
      );
      await reader.look();
      t.deepEqual(heard, []);
      await db.transaction(() => writer.bump('options'));
      await writer.bump('credentials');
      await reader.look();
      await reader.look();
      t.is(heard.length, 1);
    }),
  );

  test(named('many bumps at once are all counted'), (t) =>
    onDatabase(async (db) => {
      const revisions = new Revisions(db, log);
      await Promise.all(Array.from({ length: 10 }, () => revisions.bump('credentials')));
      t.is(await revisions.current('credentials'), 10);
    }),
  );

  test(named('a listener that fails is told again, and a slow one keeps no other waiting'), (t) =>
    onDatabase(async (db) => {
      const revisions = new Revisions(db, log);
      let tries = 0;
      let finish: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => {
        finish = resolve;
      });
      revisions.onChange('plugins', () => gate, -1);
      revisions.onChange(
        'plugins',
        () => {
          tries += 1;
          if (tries === 1) throw new Error('not yet');
        },
        -1,
      );
      const looks = [revisions.look()];
      while (tries === 0) await new Promise((resolve) => setImmediate(resolve));
      looks.push(revisions.look());
      while (tries === 1) await new Promise((resolve) => setImmediate(resolve));
      finish();
      await Promise.all(looks);
      await revisions.look();
      t.is(tries, 2);
      await revisions.stop();
    }),
  );
}
