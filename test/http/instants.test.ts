import test from 'ava';
import { isoText, withTexts } from '../../src/http/instants.js';

const INSTANTS = [
  '2026-11-22T16:55:10.007Z',
  '2026-11-22T00:00:00.000Z',
  '2026-11-22T23:59:59.999Z',
  '1969-12-31T23:59:59.999Z',
  '1000-01-01T00:00:00.010Z',
  '9999-12-31T23:59:59.100Z',
  '2024-02-29T12:00:00.000Z',
];

test('an instant is written as JSON writes it', (t) => {
  for (const text of INSTANTS) t.is(isoText(new Date(text)), text);
});

test('dates become texts wherever they stand, and nothing else changes', (t) => {
  const value = {
    at: new Date(INSTANTS[0] as string),
    list: [{ at: new Date(INSTANTS[1] as string), id: 1 }, null, 'text'],
    inner: { deep: { at: new Date(INSTANTS[3] as string) }, none: null },
    impossible: new Date(Number.NaN),
    plain: { id: 1 },
  };
  const before = structuredClone(value);
  t.deepEqual(withTexts(value), JSON.parse(JSON.stringify(value)));
  t.deepEqual(value, before);
});

test('what writes itself is left to do so', (t) => {
  class Money {
    toJSON() {
      return '12.50';
    }
  }
  t.is(JSON.stringify(withTexts({ price: new Money() })), '{"price":"12.50"}');
});
