import test from 'ava';
import fc from 'fast-check';
import { ONE, type Plan } from '../../../plugins/billing/contract.js';
import { countedLines, totalsOf } from '../../../plugins/billing/invoices/invoice-totals.js';
import { daysBetween, periodEnd } from '../../../plugins/billing/subscriptions/calendar.js';
import { LineTexts } from '../../../plugins/billing/subscriptions/line-texts.js';
import { type Part, partOf, worthOf } from '../../../plugins/billing/subscriptions/paid-days.js';
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

const uncollected = {
  status: 'uncollectible' as const,
  ...{ amountPaid: 0, amountCredited: 0, amountRefunded: 0 },
};

const part = (amount: number, perCent: number): number => Math.floor((amount * perCent) / 100);

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
      const { start, end } = before;
      const parts = [{ from: start, amount: remaining(before, start) }];
      const back = worthOf(parts, end, on);
      const there = netOf(prorated(before, back, after, on, STYLE));
      t.is(there, share(after, on) - share(before, on));
      const paid = worthOf([...parts, { from: on, amount: there }], end, on);
      t.is(there + netOf(prorated(after, paid, before, on, STYLE)), 0);
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
      const parts: Part[] = [{ from: start, amount: first }];
      let billed = first;
      let current = first;
      let exact = 0;
      let since = 0;
      for (const [at, amount] of changes.sort(([a], [b]) => a - b)) {
        const on = dayAfter(start, at);
        const net = netOf(prorated(term(current), worthOf(parts, end, on), term(amount), on, STYLE));
        parts.push({ from: on, amount: net });
        billed += net;
        exact += (current * (at - since)) / 30;
        [current, since] = [amount, at];
      }
      exact += (current * (30 - since)) / 30;
      // Each change rounds twice, by half a minor unit at most.
      t.true(Math.abs(billed - exact) <= changes.length + 0.001, `${billed} ${exact}`);
    }),
  );
});

const rates = fc.constantFrom(0, 70_000, 190_000, 77_000);

test('what is void, credited or refunded of a bill is given back no second time, and the rest to the unit', (t) => {
  const share = fc.integer({ min: 0, max: 100 });
  fc.assert(
    fc.property(price, fc.nat(99_999_999), rates, share, share, (net, credit, taxRate, one, other) => {
      const creditUsed = Math.min(net, credit);
      const lines = [{ description: 'x', unitPrice: net - creditUsed, taxRate }];
      const { total, taxTotal } = totalsOf(countedLines(lines));
      const row = { net, creditUsed, billedFrom: '2026-03-01' };
      const status = 'paid' as const;
      const paid = { status, total, taxTotal, amountPaid: total, amountDue: 0 };
      const nothing = { amountCredited: 0, amountRefunded: 0 };
      const [amountCredited, amountRefunded] = [part(total, one), part(total, other)];
      t.is(partOf(row, { ...paid, ...nothing }).amount, net);
      const voided = { ...paid, ...nothing, status: 'void' as const, amountPaid: 0 };
      t.is(partOf(row, voided).amount, creditUsed);
      const given = { ...uncollected, total, taxTotal, amountDue: total };
      t.is(partOf(row, given).amount, creditUsed);
      t.is(partOf(row, { ...given, status: 'open' }).amount, net, 'it is owed');
      // A credit note for money that went back is the same money.
      const less = partOf(row, { ...paid, amountCredited, amountRefunded }).amount;
      t.is(
        less,
        partOf(row, { ...paid, ...nothing, amountCredited: Math.max(amountCredited, amountRefunded) }).amount,
      );
      const lost = Math.max(amountCredited, amountRefunded);
      const exact = total === 0 ? 0 : ((net - creditUsed) * (total - lost)) / total;
      t.true(Math.abs(less - creditUsed - exact) <= 0.501, `${less} ${creditUsed} ${exact}`);
    }),
  );
});

test('however plans change and bills are lost, no more is given back than was paid for the days left', (t) => {
  const steps = fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 30 }), amount: price, lost: fc.integer({ min: 0, max: 100 }) }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(price, steps, (first, changes) => {
      const [start, end] = ['2026-03-31', '2026-04-30'];
      const term = (amount: number): Term => ({ plan: plan(amount), quantity: 1, start, end });
      let parts: Part[] = [{ from: start, amount: first }];
      for (const { at, amount, lost } of changes.sort((a, b) => a.at - b.at)) {
        const on = dayAfter(start, at);
        // What was billed last is lost in part before anything of it was given back.
        parts = parts.map((one, index) =>
          index === parts.length - 1 && one.amount > 0
            ? { ...one, amount: part(one.amount, 100 - lost) }
            : one,
        );
        const back = worthOf(parts, end, on);
        const held = parts.reduce((sum, one) => sum + one.amount, 0);
        t.true(back >= 0 && back <= held, `${back} of ${held}`);
        parts = [...parts, { from: on, amount: -back }, { from: on, amount: remaining(term(amount), on) }];
        t.is(worthOf(parts, end, on), remaining(term(amount), on));
      }
      t.is(worthOf(parts, end, end), 0);
    }),
  );
});

test('a statement is never below zero, and what it gives back is kept', (t) => {
  const lines = fc.array(fc.integer({ min: -99_999, max: 99_999 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(lines, fc.nat(99_999), rates, (prices, credit, taxRate) => {
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
