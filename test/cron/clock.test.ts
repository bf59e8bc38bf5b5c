import test from 'ava';
import { databases } from '../support/databases.js';
import { onCron, SetClock, task, until } from './cron-site.js';

/** The machine's clock, as everything in this process reads it. */
let offset = 0;
const RealDate = Date;

class MovedDate extends RealDate {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(RealDate.now() + offset);
    else super(...(given as [string]));
  }

  static override now(): number {
    return RealDate.now() + offset;
  }
}

test.before(() => {
  globalThis.Date = MovedDate as DateConstructor;
});
test.after.always(() => {
  globalThis.Date = RealDate;
});
test.afterEach.always(() => {
  offset = 0;
});

for (const database of databases) {
  const named = (title: string) => `${database.engine}: ${title}`;

  test.serial(named('after the clock was set back, tasks go on at their new times'), (t) =>
    onCron(database, async (site) => {
      const slots: number[] = [];
      const { room } = await site.node({ now: () => new Date() }, { lookMs: 3_600_000 });
      const run = async ({ slot }: { readonly slot: Date }) => void slots.push(slot.getTime());
      room.tasks.declare('test', [task('test.often', { schedule: '* * * * * *', run })]);
      await room.start();
      await until(() => slots.length > 1);
      offset -= 3_600_000;
      const last = slots.at(-1) as number;
      await until(() => slots.filter((slot) => slot < last - 3_000_000).length > 1);
      t.is(new Set(slots).size, slots.length);
    }),
  );

  test.serial(named('after the clock was set forward, what was passed over runs once'), (t) =>
    onCron(database, async (site) => {
      const { room } = await site.node({ now: () => new Date() }, { lookMs: 3_600_000 });
      const specs = [
        task('test.often', { schedule: '* * * * * *' }),
        task('test.hourly', { schedule: '0 * * * *' }),
      ];
      room.tasks.declare('test', specs);
      await room.start();
      await until(async () => (await site.runs('test.often')).some(({ status }) => status === 'succeeded'));
      offset += 5 * 3_600_000;
      await until(async () => (await site.runs('test.hourly')).some(({ status }) => status === 'succeeded'));
      const before = (await site.runs('test.often')).length;
      await until(async () => (await site.runs('test.often')).length > before + 1);
      const hourly = await site.runs('test.hourly');
      t.is(hourly.length, 1);
      t.is(hourly[0]?.kind, 'missed');
    }),
  );

  test.serial(named('slots that a wrong clock ran ahead of their time come again'), (t) =>
    onCron(database, async (site) => {
      const clock = new SetClock('2026-01-01T05:00:00Z');
      const { room } = await site.node(clock);
      room.tasks.declare('test', [task('test.daily')]);
      await room.start();
      const days = async () =>
        (await site.runs('test.daily')).map(({ slot }) => slot.toISOString().slice(0, 10));
      await until(async () => (await room.control.list()).length === 1);
      clock.set('2031-01-01T06:00:10Z');
      await until(async () => (await days()).length === 1);
      clock.set('2026-01-01T05:10:00Z');
      await until(async () => (await room.control.get('test.daily')).state.lastSlot < new Date('2027'));
      t.is((await days()).length, 1);
      clock.set('2026-01-01T06:00:01Z');
      await until(async () => (await days()).length === 2);
      t.deepEqual(await days(), ['2031-01-01', '2026-01-01']);
    }),
  );

  test.serial(named('of two processes whose clocks differ by minutes, one runs each slot'), (t) =>
    onCron(database, async (site) => {
      const [ahead, behind] = [new SetClock('2026-01-01T05:50:00Z'), new SetClock('2026-01-01T05:40:00Z')];
      const ran: Date[] = [];
      const specs = [task('test.daily', { run: async ({ slot }) => void ran.push(slot) })];
      for (const clock of [ahead, behind]) {
        const { room } = await site.node(clock);
        room.tasks.declare('test', specs);
        await room.start();
        await until(async () => (await room.control.list()).length === 1);
      }
      const move = async (first: string, second: string) => {
        ahead.set(first);
        behind.set(second);
        // Each has looked several times.
        for (let looks = 0; looks < 10; looks += 1) await new Promise((resolve) => setTimeout(resolve, 50));
      };
      await move('2026-01-01T06:00:05Z', '2026-01-01T05:50:05Z');
      await until(() => ran.length > 0);
      await move('2026-01-01T06:10:05Z', '2026-01-01T06:00:05Z');
      await move('2026-01-01T06:20:05Z', '2026-01-01T06:10:05Z');
      t.is(ran.length, 1);
    }),
  );
}
