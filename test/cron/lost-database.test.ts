import test from 'ava';
import { TcpProxy, targetOf } from '../faults/tcp-proxy.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { actor, Gate, onCron, task, until } from './cron-site.js';

for (const database of databases.filter(({ engine }) => engine === 'mysql')) {
  test('while the database is away runs go on, and their outcome is written when it is back', async (t) => {
    const { behind, proxy } = throughProxy(database);
    await onCron(behind, async (site) => {
      const gate = new Gate();
      const slots: string[] = [];
      const { room } = await site.node(undefined, { leaseMs: 3000 });
      room.tasks.declare('test', [
        task('test.long', { run: gate.run }),
        task('test.often', {
          schedule: '* * * * * *',
          run: async ({ slot }) => void slots.push(slot.toISOString()),
        }),
      ]);
      await room.start();
      await room.control.run(actor, 'test.long');
      await until(() => gate.begun.length === 1 && slots.length > 1);

      await proxy().cut();
      const before = slots.length;
      gate.release();
      // Longer than the second of the schedule, so that slots come and go meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 2500));
      await proxy().join();
      await until(async () => (await site.runs('test.long').catch(() => []))[0]?.status === 'succeeded');
      await until(() => slots.length > before + 2);
      t.is(new Set(slots).size, slots.length, 'no slot ran twice');
      await until(async () => (await site.runs('test.often')).some(({ status }) => status === 'succeeded'));
    });
    await proxy().cut();
  });
}

function throughProxy(database: TestDatabase) {
  let made: TcpProxy | undefined;
  const behind: TestDatabase = {
    engine: database.engine,
    async open() {
      const opened = await database.open();
      const direct = opened.url as string;
      made = new TcpProxy(targetOf(direct));
      return { ...opened, url: await made.through(direct) };
    },
  };
  return { behind, proxy: () => made as TcpProxy };
}
