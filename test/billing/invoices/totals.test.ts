import test from 'ava';
import fc from 'fast-check';
import { type InvoiceLineValues, LARGEST_AMOUNT } from '../../../plugins/billing/contract.js';
import { chosen, leftToCredit, remainder } from '../../../plugins/billing/invoices/credit-totals.js';
import {
  type CountedLine,
  countedLines,
  shareOf,
  totalsOf,
} from '../../../plugins/billing/invoices/invoice-totals.js';

const amount = fc.integer({ min: -100_000_000, max: 100_000_000 });
const rate = fc.constantFrom(0, 50_000, 70_000, 77_000, 190_000, 200_000, 255_000, 333_333, 1_000_000);

const line = (unitPrice: fc.Arbitrary<number>): fc.Arbitrary<InvoiceLineValues> =>
  fc.record({
    description: fc.constant('Work'),
    quantity: fc.integer({ min: 0, max: 1_000_000 }),
    unitPrice,
    discount: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_000_000 })),
    taxRate: rate,
  });
const lines = fc.array(line(amount), { maxLength: 12 });

/** Cheap enough for many. */
const often = { numRuns: 400 };

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** By the meaning of the words: no other whole number is nearer, and of two equally near ones it is the outer. */
function isRounded(rounded: bigint, numerator: bigint, denominator: bigint): boolean {
  const apart = 2n * (rounded * denominator - numerator);
  const distance = apart < 0n ? -apart : apart;
  if (distance !== denominator) return distance < denominator;
  return numerator < 0n ? rounded * denominator < numerator : rounded * denominator > numerator;
}

test('a share is the nearest whole number, and of two the one away from zero', (t) => {
  const anything = fc.integer({ min: -LARGEST_AMOUNT, max: LARGEST_AMOUNT });
  fc.assert(
    fc.property(anything, fc.integer({ min: 0, max: 10 ** 12 }), rounding, (value, share, whole) => {
      return isRounded(shareOf(value, share, whole), BigInt(value) * BigInt(share), BigInt(whole));
    }),
    often,
  );
  const halves = [
    shareOf(1, 500, 1000),
    shareOf(-1, 500, 1000),
    shareOf(3, 500, 1000),
    shareOf(-3, 500, 1000),
  ];
  t.deepEqual(halves, [1n, -1n, 2n, -2n]);
  t.is(shareOf(1, 499, 1000), 0n);
});
const rounding = fc.constantFrom(1000, 1_000_000);

test('every amount of a line is the exact one, rounded once', (t) => {
  const ONE = 1_000n;
  const WHOLE = 1_000_000n;
  fc.assert(
    fc.property(line(amount), (values) => {
      const [own] = countedLines([values]) as [CountedLine];
      const big = (value: number | undefined) => BigInt(value ?? 0);
      const base = big(own.subtotal) - big(own.discountAmount);
      return (
        isRounded(big(own.subtotal), big(values.unitPrice) * big(values.quantity), ONE) &&
        isRounded(big(own.discountAmount), big(own.subtotal) * big(values.discount), WHOLE) &&
        isRounded(big(own.taxAmount), base * big(values.taxRate), WHOLE) &&
        big(own.total) === base + big(own.taxAmount)
      );
    }),
    often,
  );
  t.pass();
});

test('totals are the sums of the lines, and of the taxes of each rate', (t) => {
  fc.assert(
    fc.property(lines, (values) => {
      const counted = countedLines(values);
      const totals = totalsOf(counted);
      return (
        totals.subtotal === sum(counted.map(({ subtotal }) => subtotal)) &&
        totals.total === sum(counted.map(({ total }) => total)) &&
        totals.total === totals.subtotal - totals.discountTotal + totals.taxTotal &&
        totals.taxTotal === sum(totals.taxes.map(({ tax }) => tax)) &&
        totals.subtotal - totals.discountTotal === sum(totals.taxes.map(({ base }) => base))
      );
    }),
    often,
  );
  t.pass();
});

test('the order of the lines changes no total', (t) => {
  const shuffled = lines.chain((values) =>
    fc.tuple(fc.constant(values), fc.shuffledSubarray(values, { minLength: values.length })),
  );
  fc.assert(
    fc.property(shuffled, ([values, other]) => {
      t.deepEqual(totalsOf(countedLines(values)), totalsOf(countedLines(other)));
    }),
    { numRuns: 100 },
  );
});

test('a discount takes nothing more than there is, and a tax is no more than its rate', (t) => {
  fc.assert(
    fc.property(line(fc.nat(100_000_000)), (values) => {
      const [own] = countedLines([values]) as [CountedLine];
      const base = own.subtotal - own.discountAmount;
      return own.discountAmount >= 0 && base >= 0 && own.taxAmount >= 0 && own.taxAmount <= base;
    }),
    often,
  );
  t.pass();
});

test('an amount beyond what is kept exactly is refused, naming the field', (t) => {
  const huge = { description: 'x', unitPrice: LARGEST_AMOUNT, quantity: 1001 };
  t.like(
    t.throws(() => countedLines([huge])),
    { code: 'unprocessable', field: 'lines.0.unitPrice' },
  );
  const most = { description: 'x', unitPrice: LARGEST_AMOUNT };
  t.is(totalsOf(countedLines([most])).total, LARGEST_AMOUNT);
  t.like(
    t.throws(() => totalsOf(countedLines([most, most]))),
    { field: 'lines' },
  );
});

test('crediting part by part never takes more than there was, and the rest leaves zero', (t) => {
  const parts = fc.array(fc.record({ share: fc.integer({ min: 1, max: 1000 }), taxRate: rate }), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.array(line(fc.nat(100_000)), { minLength: 1, maxLength: 6 }), parts, (values, wanted) => {
      const invoice = totalsOf(countedLines(values));
      const notes = [];
      for (const { share, taxRate } of wanted) {
        const left = leftToCredit(invoice.taxes, notes);
        const base = left.find((candidate) => candidate.taxRate === taxRate)?.base ?? 0;
        const unitPrice = Math.ceil((base * share) / 1000);
        if (unitPrice <= 0) continue;
        notes.push(totalsOf(chosen([{ description: 'x', unitPrice, taxRate }], left)));
        for (const { base, tax } of leftToCredit(invoice.taxes, notes)) t.true(base >= 0 && tax >= 0);
      }
      const rest = remainder(leftToCredit(invoice.taxes, notes), 'rest');
      t.is(sum(notes.map(({ total }) => total)) + totalsOf(rest).total, invoice.total);
      const after = leftToCredit(invoice.taxes, [...notes, totalsOf(rest)]);
      t.true(after.every(({ base, tax }) => base === 0 && tax === 0));
    }),
    { numRuns: 200 },
  );
});

test('more than an invoice has of a rate is not credited, whatever the total says', (t) => {
  const invoice = totalsOf(
    countedLines([
      { description: 'a', unitPrice: 1000, taxRate: 190_000 },
      { description: 'b', unitPrice: 5000 },
    ]),
  );
  const left = leftToCredit(invoice.taxes, []);
  const credit = (unitPrice: number, taxRate: number) => () =>
    chosen([{ description: 'x', unitPrice, taxRate }], left);
  t.like(t.throws(credit(1001, 190_000)), { code: 'unprocessable', field: 'lines' });
  t.like(t.throws(credit(1, 70_000)), { code: 'unprocessable', field: 'lines' });
  t.like(t.throws(credit(0, 0)), { code: 'unprocessable', field: 'lines' });
  t.like(t.throws(credit(-5, 0)), { code: 'unprocessable', field: 'lines' });
  t.is(totalsOf(credit(1000, 190_000)()).total, 1190);
});

test('what rounding leaves of a tax goes with the last part of its base', (t) => {
  const twelve = totalsOf(countedLines([{ description: 'x', unitPrice: 12, taxRate: 100_000 }]));
  t.is(twelve.taxTotal, 1);
  const half = { description: 'x', unitPrice: 6, taxRate: 100_000 };
  const first = totalsOf(chosen([half], leftToCredit(twelve.taxes, [])));
  const second = totalsOf(chosen([half], leftToCredit(twelve.taxes, [first])));
  t.deepEqual([first.taxTotal, second.taxTotal], [1, 0]);
});
