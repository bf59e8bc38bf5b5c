import test from 'ava';
import fc from 'fast-check';
import { ONE, type Plan } from '../../../plugins/billing/contract.js';
import { daysBetween, periodEnd } from '../../../plugins/billing/subscriptions/calendar.js';
import { LineTexts } from '../../../plugins/billing/subscriptions/line-texts.js';
import { netOf, prorated, remaining, type Term } from '../../../plugins/billing/subscriptions/proration.js';
import { monthlyOf } from '../../../plugins/billing/subscriptions/revenue.js';
import { statement } from '../../../plugins/billing/subscriptions/statement.js';
import { dayAfter, isDay } from '../../../src/days.js';

const day = fc.integer({ min: 0, max: 40_000 }).map((days) => dayAfter('1999-01-01', days));
const interval = fc.constantFrom('month' as const, 'year' as const);
const price = fc.integer({ min: 0, max: 99_999_999 });
const quantity = fc.integer({ min: 1, max: 99 });

const plan = (amount: number): Plan => ({
  ...{ id: amount, publicId: 'p', slug: 'p', name: 'P', description: null, price: amount, currency: 'EUR' },
  ...{ interval: 'month', trialDays: 0, limits: {}, features: [], public: false, active: true },
  ...{ createdAt: new Date(0), updatedAt: new Date(0) },
});

const STYLE = { texts: new LineTexts('en', 'EUR'), taxRate: 0 };

/** Days since 1970, of the calendar alone. */
function dayNumber(of: string): number {
  const [year = 0, month = 0, date = 0] = of.split('-').map(Number);
  return Date.UTC(year, month - 1, date) / 86_400_000;
}

/** What the days that are left are worth, reckoned once more: the exact fraction, halves up. */
function share({ plan: { price: each }, quantity: count, start, end }: Term, on: string): number {
  const days = BigInt(dayNumber(end) - dayNumber(start));
  const exact = BigInt(each) * BigInt(count) * BigInt(dayNumber(end) - dayNumber(on));
  return Number((2n * exact + days) / (2n * days));
}

/** A period, two terms of it, and a day in it. */
const change = fc
  .record({ start: day, interval, prices: fc.tuple(price, price), quantities: fc.tuple(quantity, quantity) })
  .chain(({ start, interval: every, prices, quantities }) => {
    const end = periodEnd(start, start, every);
    const term = (at: 0 | 1): Term => ({ plan: plan(prices[at]), quantity: quantities[at], start, end });
    const days = fc.integer({ min: 0, max: daysBetween(start, end) });
    return days.map((on) => ({ before: term(0), after: term(1), on: dayAfter(start, on) }));
  });

test('31 January, 28 February, 31 March', (t) => {
  const anchor = '2026-01-31';
  const ends = ['2026-01-31', '2026-02-28', '2026-03-31'].map((start) => periodEnd(anchor, start, 'month'));
  t.deepEqual(ends, ['2026-02-28', '2026-03-31', '2026-04-30']);
  t.is(periodEnd('2024-02-29', '2024-02-29', 'year'), '2025-02-28');
  t.is(periodEnd('2024-02-29', '2027-02-28', 'year'), '2028-02-29');
});

test('periods tile the calendar, and keep their day', (t) => {
  fc.assert(
    fc.property(day, interval, (anchor, every) => {
      let start = anchor;
      for (let count = 0; count < 30; count += 1) {
        const end = periodEnd(anchor, start, every);
        const length = daysBetween(start, end);
        t.true(
          isDay(end) && (every === 'month' ? length >= 28 && length <= 31 : length === 365 || length === 366),
        );
        const dayOfMonth = Number(end.slice(8));
        // The anchor's day, or the last of a month that has not so many.
        t.true(dayOfMonth === Number(anchor.slice(8)) || dayAfter(end, 1).endsWith('-01'));
        start = end;
      }
    }),
    { numRuns: 50 },
  );
});

test('what is left is never more than the price, nothing at the end, and less with each day', (t) => {
  fc.assert(
    fc.property(change, ({ before, on }) => {
      const whole = before.plan.price * before.quantity;
      const left = remaining(before, on);
      t.true(left >= 0 && left <= whole);
      t.true(remaining(before, dayAfter(on, 1)) <= left);
      t.is(remaining(before, before.start), whole);
      t.is(remaining(before, before.end), 0);
    }),
  );
});

test('a change charges and gives back exactly its days, and the way back is its opposite', (t) => {
  fc.assert(
    fc.property(change, ({ before, after, on }) => {
      const there = netOf(prorated(before, after, on, STYLE));
      t.is(there, share(after, on) - share(before, on));
      t.is(there + netOf(prorated(after, before, on, STYLE)), 0);
      if (on === before.end) t.is(there, 0);
    }),
  );
});

test('however often the plan is changed, each day is billed once, at its plan’s price', (t) => {
  const days = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), price), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(price, days, (first, changes) => {
      const [start, end] = ['2026-03-31', '2026-04-30'];
      const term = (amount: number): Term => ({ plan: plan(amount), quantity: 1, start, end });
      let billed = first;
      let current = first;
      let exact = 0;
      let since = 0;
      for (const [at, amount] of changes.sort(([a], [b]) => a - b)) {
        billed += netOf(prorated(term(current), term(amount), dayAfter(start, at), STYLE));
        exact += (current * (at - since)) / 30;
        [current, since] = [amount, at];
      }
      exact += (current * (30 - since)) / 30;
      // Each change rounds twice, by half a minor unit at most.
      t.true(Math.abs(billed - exact) <= changes.length + 0.001, `${billed} ${exact}`);
    }),
  );
});

test('a statement is never below zero, and what it gives back is kept', (t) => {
  const lines = fc.array(fc.integer({ min: -99_999, max: 99_999 }), { minLength: 1, maxLength: 3 });
  const rate = fc.constantFrom(0, 70_000, 190_000, 77_000);
  fc.assert(
    fc.property(lines, fc.nat(99_999), rate, (prices, credit, taxRate) => {
      const said = statement(
        prices.map((unitPrice) => ({ description: 'x', unitPrice, quantity: ONE, taxRate })),
        credit,
        { ...STYLE, taxRate },
      );
      const billed = said.net > 0 ? said.net - said.creditUsed : 0;
      if (said.net > 0) t.true(said.total >= 0 && said.creditUsed >= 0 && said.creditUsed <= credit);
      t.true(said.creditAfter >= 0);
      // What is owed for it, and what was credited before, are what is billed now and what is credited after.
      t.is(said.net - credit, billed - said.creditAfter);
    }),
  );
});

test('a year’s revenue is twelve months’, to the nearest minor unit', (t) => {
  fc.assert(
    fc.property(price, quantity, (amount, count) => {
      t.is(monthlyOf({ price: amount, interval: 'month' }, count), amount * count);
      t.true(Math.abs(monthlyOf({ price: amount, interval: 'year' }, count) * 12 - amount * count) <= 6);
    }),
  );
});
