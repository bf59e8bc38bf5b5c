import test from 'ava';
import fc from 'fast-check';
import { asCsv, asPdf, decimal, neutral } from '../../plugins/agency/reports/formats.js';

/** What a spreadsheet reads of a table in CSV (RFC 4180). */
function cellsOf(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows;
}

const FORMULA = /^(?:[\t\r\n]|[\s\p{C}]*[=+\-@＝＋－＠])/u;

const COLUMNS = [
  { key: 'name', title: 'Name', kind: 'text' },
  { key: 'currency', title: 'Currency', kind: 'text' },
  { key: 'amount', title: 'Amount', kind: 'money' },
] as const;

const begins = fc.constantFrom(
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '＝',
  '＠',
  ' =',
  '\0=',
  '\u202e+',
  '\u00a0@',
  '\ufeff-',
  '',
  '"',
  "'",
  ',',
  '\n',
  '\n=',
  '\r\n',
);
const name = fc.tuple(begins, fc.string({ unit: 'grapheme' })).map((parts) => parts.join(''));
const amount = fc.integer({ min: -10_000_000_000_000, max: 10_000_000_000_000 });

test('no cell of a text begins like a formula, whatever was written into it', (t) => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
      const rows = names.map((text) => ({ name: text, currency: 'EUR', amount: 1 }));
      const [, ...cells] = cellsOf(asCsv({ columns: COLUMNS, rows, totals: [] }));
      t.deepEqual(
        cells.slice(0, names.length).map(([first]) => first),
        names.map((text) => (FORMULA.test(text) ? `'${text}` : text)),
      );
      for (const [first = ''] of cells) if (FORMULA.test(first)) throw new Error(first);
    }),
  );
});

test('numbers stay numbers, also below zero, with the digits of their currency', (t) => {
  const rows = [
    { name: 'a', currency: 'EUR', amount: -1230 },
    { name: 'b', currency: 'JPY', amount: -5 },
    { name: 'c', currency: 'KWD', amount: 7 },
    { name: 'd', currency: 'HUF', amount: 7 },
  ];
  const [, ...cells] = cellsOf(asCsv({ columns: COLUMNS, rows, totals: [] }));
  t.deepEqual(
    cells.slice(0, 4).map((row) => row[2]),
    ['-12.30', '-5', '0.007', '0.07'],
  );
});

test('a decimal is exact, and its digits are the amount', (t) => {
  fc.assert(
    fc.property(amount, fc.integer({ min: 0, max: 4 }), (whole, digits) => {
      const text = decimal(whole, digits);
      t.is(BigInt(text.replace('.', '')), BigInt(whole));
      t.is(text.split('.')[1]?.length ?? 0, digits);
    }),
  );
  t.is(neutral("it's =1"), "it's =1");
});

test('a table of large amounts is set smaller, so that none of them sticks out of the page', (t) => {
  const keys = ['net', 'tax', 'total', 'credited', 'paid', 'due'];
  const columns = [...COLUMNS, ...keys.map((key) => ({ key, title: key, kind: 'money' as const }))];
  const sizeOf = (most: number) => {
    const amounts = Object.fromEntries(['amount', ...keys].map((key) => [key, most]));
    const rows = [{ name: 'a', currency: 'EUR', ...amounts }];
    const frame = { type: 'revenue', from: '2026-01-01', to: '2026-01-31' } as const;
    const { content } = asPdf(
      { ...frame, organization: 'A', timezone: 'UTC' },
      { columns, rows, totals: [] },
    );
    return Number(/"fontSize":([\d.]+)\}\]$/.exec(JSON.stringify(content))?.[1]);
  };
  t.is(sizeOf(1), 9, 'as usual');
  // 18 figures and marks in each of seven columns: 495 points less the gaps hold no larger ones.
  const size = sizeOf(10_000_000_000_000);
  t.true(size > 4 && size * 18 * 7 * 0.5 < 495 - 8 * 16, String(size));
});
