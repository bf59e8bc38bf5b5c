import test from 'ava';
import fc from 'fast-check';
import {
  amountOf,
  timeLines as linesOf,
  type RatedTime,
} from '../../plugins/agency/billing-time/time-lines.js';
import { rounded } from '../../plugins/agency/time/rounding.js';
import { counted } from '../../plugins/billing/invoices/invoice-totals.js';

const minutes = fc.integer({ min: 0, max: 1440 });
const rate = fc.integer({ min: 0, max: 1_000_000 });
const key = fc.constantFrom('a', 'b', 'c', 'd');
const time: fc.Arbitrary<RatedTime> = fc.record({ minutes, rate, key, title: fc.string() });
const times = (of: fc.Arbitrary<RatedTime>) => fc.array(of, { minLength: 1, maxLength: 60 });

const timeLines = (list: readonly RatedTime[]) => linesOf(list, (each) => `€${each / 100}`);

/** As billing counts them. */
const total = (list: readonly RatedTime[]) =>
  timeLines(list).reduce((sum, line) => sum + BigInt(counted(line, 'line').total), 0n);

const exact = (list: readonly RatedTime[]) => {
  const byRate = Map.groupBy(list, (each) => each.rate);
  return [...byRate].reduce(
    (sum, [each, own]) =>
      sum +
      amountOf(
        own.reduce((all, one) => all + one.minutes, 0),
        each,
      ),
    0n,
  );
};

test('lines add up to the same however time is grouped: each rate is rounded once', (t) => {
  fc.assert(
    fc.property(times(time), fc.func(key), (list, group) => {
      const apart = list.map((each, at) => ({ ...each, key: String(at) }));
      const together = list.map((each) => ({ ...each, key: '' }));
      const otherwise = list.map((each) => ({ ...each, key: group(each) }));
      const expected = exact(list);
      for (const grouped of [list, apart, together, otherwise]) t.is(total(grouped), expected);
    }),
  );
});

test('no minute is lost, and none is added: the lines of each rate hold all of them', (t) => {
  const spoken = /\((\d+) h (\d+) min, €[\d.]+\/h\)$/;
  fc.assert(
    fc.property(times(time), (list) => {
      const plain = list.map((each) => ({ ...each, title: 'Work' }));
      const held = timeLines(plain).reduce((sum, { description, quantity = 0 }) => {
        const [, hours, rest] = spoken.exec(description) ?? [];
        return sum + (hours === undefined ? (quantity * 60) / 1000 : Number(hours) * 60 + Number(rest));
      }, 0);
      t.is(
        held,
        list.reduce((sum, each) => sum + each.minutes, 0),
      );
      const lines = new Set(plain.map((each) => `${each.rate} ${each.key}`));
      t.is(timeLines(plain).length, lines.size);
    }),
  );
});

test('a line never differs by a whole minor unit from its own time', (t) => {
  fc.assert(
    fc.property(times(time), (list) => {
      for (const [name, own] of Map.groupBy(list, (each) => `${each.rate} ${each.key}`)) {
        const [first] = own as [RatedTime];
        const at = [...new Set(list.map((each) => `${each.rate} ${each.key}`))].indexOf(name);
        const line = timeLines(list)[at];
        const alone = own.reduce((sum, each) => sum + each.minutes, 0) * first.rate;
        const amount = Number(counted(line as never, 'line').subtotal);
        t.true(Math.abs(amount * 60 - alone) < 60 * 1.0000001, `${amount} for ${alone / 60}`);
      }
    }),
  );
});

test('the rule makes whole steps of minutes, up, down, or to the nearest', (t) => {
  const step = fc.integer({ min: 1, max: 240 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1440 }), step, (spent, size) => {
      const by = (mode: 'up' | 'down' | 'nearest') => rounded(spent, { minutes: size, mode });
      for (const mode of ['up', 'down', 'nearest'] as const) t.is(by(mode) % size, 0);
      t.true(by('down') <= spent && spent <= by('up') && by('up') - by('down') <= size);
      t.true(Math.abs(by('nearest') - spent) * 2 <= size);
    }),
  );
  t.is(rounded(45, { minutes: 30, mode: 'nearest' }), 60);
  t.is(rounded(7, { minutes: 0, mode: 'up' }), 7);
});

test('hours and rate stand on a line where they say it exactly, and else the time in words', (t) => {
  const one = (spent: number, each: number) =>
    timeLines([{ minutes: spent, rate: each, key: '', title: 'Design' }])[0];
  t.deepEqual(one(90, 8000), { description: 'Design', quantity: 1500, unitPrice: 8000 });
  t.deepEqual(one(20, 10_000), {
    description: 'Design (0 h 20 min, €100/h)',
    quantity: 1000,
    unitPrice: 3333,
  });
  const two = timeLines([8000, 9000].map((each) => ({ minutes: 60, rate: each, key: 'a', title: 'Design' })));
  t.deepEqual(
    two.map(({ description }) => description),
    ['Design (€80/h)', 'Design (€90/h)'],
  );
  const long = timeLines([{ minutes: 61, rate: 6001, key: '', title: '😀'.repeat(2000) }])[0];
  t.true([...(long?.description ?? '')].length <= 1000);
  t.true(long?.description.endsWith(' (1 h 1 min, €60.01/h)'));
});
