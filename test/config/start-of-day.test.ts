import test from 'ava';
import { dayAfter, dayAt, startOfDay } from '../../src/days.js';

const starts = [
  ['2026-11-23', 'UTC', '2026-11-23T00:00:00.000Z'],
  ['2026-11-23', 'Pacific/Kiritimati', '2026-11-22T10:00:00.000Z'],
  ['2026-11-23', 'Asia/Kathmandu', '2026-11-22T18:15:00.000Z'],
  ['2026-07-01', 'America/New_York', '2026-07-01T04:00:00.000Z'],
  // Days on which the clocks change by day.
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
  ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
  // There is no midnight: the day begins at one o'clock.
  ['2026-03-08', 'America/Havana', '2026-03-08T05:00:00.000Z'],
  // This day was left out altogether.
  ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
] as const;

for (const [day, zone, start] of starts)
  test(`${day} begins in ${zone} at ${start}`, (t) => t.is(startOfDay(day, zone).toISOString(), start));

test('a day begins where the one before has ended, all year long', (t) => {
  for (const zone of ['America/Santiago', 'Africa/Cairo', 'Australia/Lord_Howe', 'Asia/Beirut'])
    for (let day = '2026-01-01'; day < '2027-01-01'; day = dayAfter(day, 1)) {
      const start = startOfDay(day, zone);
      t.is(dayAt(start, zone), day, zone);
      t.is(dayAt(new Date(start.getTime() - 1), zone), dayAfter(day, -1), zone);
    }
});
