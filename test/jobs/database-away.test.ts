import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { systemClock } from '../../src/clock.js';
import { openDatabase } from '../../src/database/open.js';
import { TcpProxy, targetOf } from '../faults/tcp-proxy.js';
import { databases } from '../support/databases.js';
import { JobHouse } from './job-room.js';
import { AT_ONCE, quickJobs, quiet } from './pace.js';

const COUNT = 60;

for (const database of databases.filter(({ engine }) => engine === 'mysql')) {
  const house = new JobHouse(database);

  test(
    house.named('a worker whose database goes away goes on when it is back, and nothing is lost or doubled'),
    async (t) => {
      await house.db.knex.schema.createTable('away_effects', (table) => {
        table.bigIncrements('id');
        table.integer('n').notNullable();
      });
      const name = house.kind();
      const direct = house.at.url as string;
      const proxy = new TcpProxy(targetOf(direct));
      const url = await proxy.through(direct);
      const db = await openDatabase({
        databaseUrl: url,
        dataDir: house.at.dataDir,
        log: quiet,
        clock: systemClock,
      });
      const room = quickJobs(db);
      let begun = 0;
      room.kinds.declare('shop', [
        {
          name,
          attempts: 100,
          backoff: AT_ONCE,
          async run(n, job) {
            begun += 1;
            await sleep(Math.random() * 10);
            await job.complete(async () => {
              await db.query('away_effects').insert({ n: n as number });
              await sleep(2);
            });
          },
        },
      ]);
      const { jobs } = house.room();
      const ids: string[] = [];
      for (let n = 0; n < COUNT; n += 1) ids.push(await jobs.enqueue(name, n, { orgId: 1 }));
      await room.start();
      try {
        for (const share of [0.2, 0.5, 0.8]) {
          while (begun < COUNT * share) await sleep(2);
          await proxy.cut();
          await sleep(150);
          await proxy.join();
        }
        for (const id of ids) await house.until(id, 'done');
      } finally {
        await room.stop();
        await db.close();
        await proxy.cut();
      }
      const effects = await house.db.raw<{ n: number }>('select n from away_effects order by n');
      t.deepEqual(
        effects.map(({ n }) => n),
        Array.from({ length: COUNT }, (_, n) => n),
      );
    },
  );
}
