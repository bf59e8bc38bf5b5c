import test from 'ava';
import fc from 'fast-check';
import { dayAt, isDay } from '#host';
import type { RoundingMode, Stage } from '../../plugins/agency/contract.js';
import { firstStage, nextStage, statusIn } from '../../plugins/agency/tasks/task-moves.js';
import { rounded } from '../../plugins/agency/time/rounding.js';
import { spanOf } from '../../plugins/agency/time/time-spans.js';

const minutes = fc.integer({ min: 1, max: 1440 });
const steps = fc.integer({ min: 1, max: 1440 });
const modes = fc.constantFrom<RoundingMode>('up', 'nearest', 'down');

test('rounded minutes are whole steps, less than a step away, on the right side', (t) => {
  fc.assert(
    fc.property(minutes, steps, modes, (spent, step, mode) => {
      const billed = rounded(spent, { minutes: step, mode });
      t.is(billed % step, 0);
      t.true(Math.abs(billed - spent) < step);
      if (mode === 'up') t.true(billed >= spent);
      if (mode === 'down') t.true(billed <= spent);
      if (mode === 'nearest') t.true(Math.abs(billed - spent) * 2 <= step);
      t.is(rounded(billed, { minutes: step, mode }), billed, 'twice is once');
    }),
  );
});

test('rounding never swaps two entries, and no step leaves them alone', (t) => {
  fc.assert(
    fc.property(minutes, minutes, steps, modes, (a, b, step, mode) => {
      const rule = { minutes: step, mode };
      if (a <= b) t.true(rounded(a, rule) <= rounded(b, rule));
      t.is(rounded(a, { minutes: 0, mode }), a);
    }),
  );
});

test('the calendar decides what is a day', (t) => {
  for (const day of ['2024-02-29', '2026-12-31', '0001-01-01', '9999-12-31', '2000-02-29'])
    t.true(isDay(day), day);
  const faulty = [
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-00-10',
    '2026-13-01',
    '2026-01-00',
    '2026-1-1',
    '',
  ];
  for (const day of faulty) t.false(isDay(day), day);
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }), (date) => {
      t.true(isDay(date.toISOString().slice(0, 10)));
      t.is(dayAt(date, 'UTC'), date.toISOString().slice(0, 10));
    }),
  );
});

test('the day is that of the time zone', (t) => {
  const instant = new Date('2026-03-01T23:30:00Z');
  t.is(dayAt(instant, 'UTC'), '2026-03-01');
  t.is(dayAt(instant, 'Europe/Berlin'), '2026-03-02');
  t.is(dayAt(instant, 'America/New_York'), '2026-03-01');
});

test('a start whose day lies behind the calendar is refused', (t) => {
  const startedAt = new Date('9999-12-31T23:10:00Z');
  const endedAt = new Date('9999-12-31T23:50:00Z');
  t.is(spanOf({ startedAt, endedAt }, 'UTC').date, '9999-12-31');
  t.throws(() => spanOf({ startedAt, endedAt }, 'Europe/Berlin'), { message: /startedAt/ });
});

const stage = (id: number, allowedNext: number[], isFinal = false): Stage => ({
  id,
  workflowId: 1,
  name: `Stage ${id}`,
  position: id,
  color: null,
  isFinal,
  allowedNext,
  publicId: `stage-${id}`,
  orderStatus: null,
  effects: [],
});

test('a task starts in the first stage, or the first one that fits its status', (t) => {
  const stages = [stage(1, [2]), stage(2, []), stage(3, [], true)];
  t.is(firstStage(stages, {}).id, 1);
  t.is(firstStage(stages, { status: 'done' }).id, 3);
  t.is(firstStage(stages, { stageId: 2 }).id, 2);
  t.throws(() => firstStage(stages, { stageId: 9 }), { message: /stageId/ });
  t.throws(() => firstStage(stages, { stageId: 3, status: 'open' }), { message: /status/ });
  t.throws(() => firstStage(stages.slice(0, 2), { status: 'done' }), { message: /status/ });
});

test('whatever is wished, a task goes nowhere that its stage does not allow', (t) => {
  const ids = fc.integer({ min: 1, max: 5 });
  const allowed = fc.array(fc.uniqueArray(ids, { maxLength: 5 }), { minLength: 5, maxLength: 5 });
  const wishes = fc.record({
    stageId: fc.option(ids, { nil: undefined }),
    status: fc.constantFrom(undefined, 'open' as const, 'done' as const),
  });
  fc.assert(
    fc.property(allowed, ids, wishes, (next, at, wish) => {
      const stages = next.map((list, index) => stage(index + 1, list, index === 4));
      const here = stages[at - 1] as Stage;
      try {
        const there = nextStage(stages, here, wish);
        const free = here.allowedNext.length === 0;
        t.true(there === here || free || here.allowedNext.includes(there.id));
        if (wish.stageId !== undefined) t.is(there.id, wish.stageId);
        if (wish.status !== undefined) t.is(statusIn(there), wish.status);
      } catch (error) {
        t.true(['conflict', 'unprocessable'].includes((error as { code: string }).code));
      }
    }),
  );
});
