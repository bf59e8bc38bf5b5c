import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { systemClock } from '../../src/clock.js';
import { databases } from '../support/databases.js';
import { actor, Gate, onCron, SetClock, task, until } from './cron-site.js';

for (const database of databases) {
  const named = (title: string) => `${database.engine}: ${title}`;

  test(named('each slot runs once, whichever of several processes it is'), (t) =>
    onCron(database, async (site) => {
      const ran: string[] = [];
      const spec = task('test.often', {
        schedule: '* * * * * *',
        run: async ({ slot }) => void ran.push(slot.toISOString()),
      });
      for (const node of [await site.node(), await site.node(), await site.node()]) {
        node.room.tasks.declare('test', [spec]);
        await node.room.start();
      }
      const ended = async () =>
        (await site.runs('test.often')).filter(({ status }) => status === 'succeeded');
      await until(async () => (await ended()).length >= 3);
      t.is(new Set(ran).size, ran.length);
      const runs = await ended();
      t.true(
        ran.every((slot) => slot.endsWith('.000Z')),
        'the moment that was planned, not that of the run',
      );
      for (const run of runs) t.true(run.startedAt !== null && run.endedAt !== null && run.node !== null);
    }),
  );

  test(named('a slot that was missed runs once, the last one, or not at all where that is asked for'), (t) =>
    onCron(database, async (site) => {
      const clock = new SetClock('2026-01-01T12:00:00Z');
      const specs = [task('test.once'), task('test.never', { missed: 'skip' })];
      const { room } = await site.node(clock);
      room.tasks.declare('test', specs);
      await room.start();
      await until(async () => (await room.control.list()).length === 2);
      await room.stop();
      t.deepEqual(await site.runs('test.once'), [], 'a new task has missed nothing');

      clock.set('2026-01-05T12:00:00Z');
      const next = await site.node(clock);
      next.room.tasks.declare('test', specs);
      await next.room.start();
      await until(async () => (await site.runs('test.once')).some(({ endedAt }) => endedAt !== null));
      await until(async () => (await site.runs('test.never')).length > 0);
      const slot = new Date('2026-01-05T06:00:00Z');
      const [once, ...more] = await site.runs('test.once');
      t.like(once, { slot, kind: 'missed', status: 'succeeded' });
      t.deepEqual(more, []);
      t.like((await site.runs('test.never'))[0], { slot, kind: 'missed', status: 'skipped' });
    }),
  );

  test(named('while a run goes on the next slot is left out, or waits where that is asked for'), (t) =>
    onCron(database, async (site) => {
      const clock = new SetClock('2026-01-01T05:00:00Z');
      const [skipping, queueing] = [new Gate(), new Gate()];
      const { room } = await site.node(clock);
      room.tasks.declare('test', [
        task('test.skips', { run: skipping.run }),
        task('test.queues', { run: queueing.run, overlap: 'queue' }),
      ]);
      await room.start();
      await until(async () => (await room.control.list()).length === 2);
      for (const day of ['01', '02']) {
        clock.set(`2026-01-${day}T06:00:01Z`);
        await until(async () => (await site.runs('test.skips')).length === Number(day));
        await until(async () => (await site.runs('test.queues')).length === Number(day));
      }
      t.is(skipping.begun.length, 1);
      t.is(queueing.begun.length, 1);
      t.deepEqual(
        (await site.runs('test.queues')).map(({ status }) => status),
        ['running', 'waiting'],
      );
      queueing.release();
      await until(() => queueing.begun.length === 2);
      t.is(queueing.begun[1]?.slot.toISOString(), '2026-01-02T06:00:00.000Z');
      queueing.release();
      skipping.release();
      await until(async () => (await site.runs('test.queues')).every(({ endedAt }) => endedAt !== null));
      const skipped = (await site.runs('test.skips'))[1];
      t.like(skipped, { status: 'skipped', error: 'The run before it had not ended' });
      t.is(skipping.begun.length, 1);
    }),
  );

  test(named('a run says how it went: failed with its message, timed out though it settled later'), (t) =>
    onCron(database, async (site) => {
      const gate = new Gate();
      const { room } = await site.node();
      room.tasks.declare('test', [
        task('test.fails', {
          run: () => {
            throw new Error('no luck');
          },
        }),
        task('test.slow', { timeoutMs: 100, run: gate.run }),
      ]);
      await room.start();
      for (const name of ['test.fails', 'test.slow']) await room.control.run(actor, name);
      await until(async () => (await site.runs('test.fails'))[0]?.endedAt != null);
      t.like((await site.runs('test.fails'))[0], { status: 'failed', error: 'no luck', kind: 'manual' });

      await until(() => gate.begun[0]?.signal.aborted === true);
      t.is((await site.runs('test.slow'))[0]?.status, 'running', 'it is held until it has settled');
      const held = await site.node();
      held.room.tasks.declare('test', [task('test.slow')]);
      await held.room.control.run(actor, 'test.slow');
      t.is((await site.runs('test.slow'))[1]?.status, 'waiting');
      gate.release();
      await until(async () => (await site.runs('test.slow'))[0]?.endedAt != null);
      t.like((await site.runs('test.slow'))[0], { status: 'timed_out', error: 'It took longer than 100 ms' });
      await until(async () => gate.begun.length === 2);
      gate.release();
    }),
  );

  test(named('a run whose process is not heard of is lost, and what it says later is refused'), (t) =>
    onCron(database, async (site) => {
      const gate = new Gate();
      const asleep = await site.node(undefined, { leaseMs: 3_600_000 });
      asleep.room.tasks.declare('test', [task('test.sleeps', { run: gate.run })]);
      await asleep.room.start();
      await asleep.room.control.run(actor, 'test.sleeps');
      await until(() => gate.begun.length === 1);
      await gate.begun[0]?.assertHeld();

      const awake = await site.node(undefined, { leaseMs: 300 });
      awake.room.tasks.declare('test', [task('test.sleeps')]);
      await awake.room.start();
      await until(async () => (await site.runs('test.sleeps'))[0]?.status === 'lost');
      await t.throwsAsync(async () => gate.begun[0]?.assertHeld(), { message: /was given up/ });
      const before = await site.runs('test.sleeps');
      gate.release();
      await asleep.room.stop();
      t.deepEqual(await site.runs('test.sleeps'), before);
      t.truthy(before[0]?.endedAt);
      t.is((await awake.room.control.get('test.sleeps')).state.lastSuccessAt, null);

      const next = await awake.room.control.run(actor, 'test.sleeps');
      t.true(next.fence > (before[0]?.fence ?? 0), 'the task goes on, with a greater fence');
    }),
  );

  test(named('a run that is renewed is not lost, however long it takes'), (t) =>
    onCron(database, async (site) => {
      const gate = new Gate();
      for (const run of [gate.run, async () => undefined]) {
        const { room } = await site.node(undefined, { leaseMs: 300 });
        room.tasks.declare('test', [task('test.long', { run })]);
        await room.start();
        if (run === gate.run) await room.control.run(actor, 'test.long');
      }
      await until(async () => ((await site.runs('test.long'))[0]?.beat ?? 0) > 9);
      t.is((await site.runs('test.long'))[0]?.status, 'running');
      gate.release();
      await until(async () => (await site.runs('test.long'))[0]?.status === 'succeeded');
    }),
  );

  test(named('whoever drains or stops aborts what runs, and waits until it has settled'), (t) =>
    onCron(database, async (site) => {
      const { room } = await site.node();
      const settled: string[] = [];
      const obedient = (name: string) =>
        task(name, {
          run: async ({ signal }) => {
            await new Promise((resolve) => signal.addEventListener('abort', resolve));
            await sleep(100);
            settled.push(name);
            signal.throwIfAborted();
          },
        });
      room.tasks.declare('one', [obedient('one.task')]);
      room.tasks.declare('two', [obedient('two.task')]);
      await room.start();
      for (const name of ['one.task', 'two.task']) await room.control.run(actor, name);
      room.tasks.withdraw('one');
      await room.tasks.drain('one');
      t.deepEqual(settled, ['one.task']);
      await t.throwsAsync(room.control.run(actor, 'one.task'), { code: 'not_found' } as object);
      await room.stop();
      t.deepEqual(settled, ['one.task', 'two.task']);
      t.like((await site.runs('two.task'))[0], { status: 'aborted', error: 'The site stops' });
    }),
  );

  test(named('paused, its times pass; resumed, it goes on with the next and makes up for none'), (t) =>
    onCron(database, async (site) => {
      const clock = new SetClock('2026-01-01T05:00:00Z');
      const { room } = await site.node(clock);
      room.tasks.declare('test', [task('test.paused')]);
      await room.start();
      t.is((await room.control.pause(actor, 'test.paused')).nextRuns.length, 0);
      clock.set('2026-01-03T07:00:00Z');
      await sleep(200);
      const { nextRuns } = await room.control.resume(actor, 'test.paused');
      t.is(nextRuns.length, 5);
      t.is(nextRuns[0]?.toISOString(), '2026-01-04T06:00:00.000Z');
      await sleep(200);
      t.deepEqual(await site.runs('test.paused'), []);
      clock.set('2026-01-04T06:00:00.500Z');
      await until(async () => (await site.runs('test.paused')).length === 1);
      t.like((await site.runs('test.paused'))[0], { kind: 'scheduled' });
    }),
  );

  test(
    named('a task that has not succeeded for three periods is a problem of the site, until it does'),
    (t) =>
      onCron(database, async (site) => {
        const clock = new SetClock('2026-01-01T05:00:00Z');
        let works = false;
        const { room, health } = await site.node(clock);
        const run = async () => {
          if (!works) throw new Error('not yet');
        };
        room.tasks.declare('test', [task('test.ill', { run }), task('test.well')]);
        await room.start();
        await until(async () => (await room.control.list()).length === 2);
        for (const day of ['01', '02', '03']) {
          clock.set(`2026-01-${day}T06:00:01Z`);
          await until(async () => (await site.runs('test.ill')).length === Number(day));
          await until(async () => (await site.runs('test.well')).at(-1)?.status === 'succeeded');
          t.deepEqual(await health.problems(), []);
        }
        clock.set('2026-01-03T06:06:00Z');
        await until(async () => (await health.problems()).length > 0);
        const [problem, ...others] = await health.problems();
        t.is(problem?.check, 'Cron task test.ill');
        t.regex(problem?.detail ?? '', /has never succeeded/);
        t.deepEqual(others, []);
        works = true;
        await room.control.run(actor, 'test.ill');
        await until(async () => (await health.problems()).length === 0);
      }),
  );

  test(named('a run that heeds no signal keeps no process from stopping'), (t) =>
    onCron(database, async (site) => {
      const gate = new Gate();
      const { room } = await site.node(systemClock, { stopMs: 50 });
      room.tasks.declare('test', [task('test.stubborn', { run: gate.run })]);
      await room.start();
      await room.control.run(actor, 'test.stubborn');
      await until(() => gate.begun.length === 1);
      await room.stop();
      t.true(gate.begun[0]?.signal.aborted);
      t.like((await site.runs('test.stubborn'))[0], { status: 'running' });
      gate.release();
      await until(async () => (await site.runs('test.stubborn'))[0]?.status === 'succeeded');
    }),
  );

  test(named('the newest thousand runs of a task stay, and none of a plugin whose data is dropped'), (t) =>
    onCron(database, async (site) => {
      const { room } = await site.node();
      room.tasks.declare('test', [task('test.much')]);
      await room.control.get('test.much');
      const slot = new Date();
      for (let at = 0; at < 1010; at += 101) {
        const rows = Array.from({ length: 101 }, (_, more) => ({
          task: 'test.much',
          claim: `old ${at + more}`,
          kind: 'scheduled',
          status: at + more === 3 ? 'waiting' : 'succeeded',
          slot: slot.toISOString().slice(0, 23).replace('T', ' '),
          fence: 0,
          beat: 0,
        }));
        await site.db.query('kp_cron_runs').insert(rows);
      }
      await room.prune();
      t.is((await room.control.history('test.much', 1, 1)).total, 1001);
      await room.tasks.forget('test');
      t.is((await room.control.history('test.much', 1, 1)).total, 0);
    }),
  );
}
