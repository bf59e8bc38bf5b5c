import test from 'ava';
import { CronTasks } from '../../src/cron/cron-tasks.js';
import { Schedule } from '../../src/cron/schedule.js';

const at = (text: string) => new Date(text);
const schedule = (pattern: string, timezone?: string) =>
  new Schedule({ name: 'test.task', schedule: pattern, ...(timezone && { timezone }) });
const texts = (times: readonly Date[]) => times.map((time) => time.toISOString().slice(0, 19));

test('times are in UTC, and in a zone where one is named', (t) => {
  const winter = at('2026-01-10T12:00:00Z');
  t.deepEqual(texts(schedule('30 2 * * *').nextTimes(winter, 2)), [
    '2026-01-11T02:30:00',
    '2026-01-12T02:30:00',
  ]);
  t.deepEqual(texts([schedule('30 2 * * *', 'Europe/Berlin').next(winter)]), ['2026-01-11T01:30:00']);
  t.deepEqual(texts([schedule('30 2 * * *', 'Europe/Berlin').next(at('2026-07-10T12:00:00Z'))]), [
    '2026-07-11T00:30:00',
  ]);
});

test('when clocks change, a time that does not exist is left out, and the hour that comes twice counts once', (t) => {
  const berlin = (pattern: string, from: string, count: number) =>
    texts(schedule(pattern, 'Europe/Berlin').nextTimes(at(from), count)).map((time) => time.slice(5, 16));
  t.deepEqual(berlin('30 2 * * *', '2026-03-28T12:00:00Z', 2), ['03-30T00:30', '03-31T00:30']);
  t.deepEqual(berlin('30 2 * * *', '2026-10-24T12:00:00Z', 2), ['10-25T01:30', '10-26T01:30']);
});

test('six fields begin with seconds, and names and nicknames are understood', (t) => {
  const from = at('2026-01-01T00:00:00Z');
  t.deepEqual(texts(schedule('*/20 * * * * *').nextTimes(from, 2)), [
    '2026-01-01T00:00:20',
    '2026-01-01T00:00:40',
  ]);
  t.deepEqual(texts([schedule('0 9 * * mon').next(from)]), ['2026-01-05T09:00:00']);
  t.deepEqual(texts([schedule('@monthly').next(from)]), ['2026-02-01T00:00:00']);
});

test('the last slot before a moment is found however far back it lies', (t) => {
  const latest = (pattern: string, since: string, until: string) =>
    schedule(pattern).latest(at(since), at(until))?.toISOString().slice(0, 19);
  t.is(latest('0 6 1 1 *', '2020-05-01T00:00:00Z', '2026-11-22T10:00:00Z'), '2026-01-01T06:00:00');
  t.is(latest('* * * * * *', '2026-01-01T00:00:00Z', '2026-01-09T00:00:07.500Z'), '2026-01-09T00:00:07');
  t.is(latest('*/5 * * * *', '2026-01-01T00:00:00Z', '2026-01-01T00:05:00Z'), '2026-01-01T00:05:00');
  t.is(latest('*/5 * * * *', '2026-01-01T00:05:00Z', '2026-01-01T00:09:59Z'), undefined);
  t.is(latest('*/5 * * * *', '2026-01-01T00:05:00Z', '2025-01-01T00:09:59Z'), undefined);
});

test('a schedule or zone that means nothing, or a day that never comes, is refused by name', (t) => {
  const check = (spec: object) => () =>
    new CronTasks().check('test', [
      { name: 'test.task', description: '', schedule: '* * * * *', run: async () => undefined, ...spec },
    ]);
  t.notThrows(check({}));
  for (const pattern of ['', 'nonsense', '61 * * * *', '* * *', '0 0 31 2 *', '0 0 6 * * * *', null]) {
    const error = t.throws(check({ schedule: pattern }), { message: /^The cron task test\.task cannot/ });
    t.like(error, { code: 'conflict', reason: 'bad_schedule' });
  }
  const zone = t.throws(check({ timezone: 'Europe/Nowhere' }), { message: /no time zone "Europe\/Nowhere"/ });
  t.like(zone, { reason: 'bad_timezone' });
  t.like(t.throws(check({ timeoutMs: -1 })), { reason: 'bad_timeout' });
  t.like(t.throws(check({ name: 'other.task' })), { reason: 'bad_name' });
});
