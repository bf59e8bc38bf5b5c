import { stringify } from 'csv-stringify/sync';
import type { PdfContent, PdfDocument } from '#host';
import { minorDigits } from '../../billing/contract.js';
import { type Column, type Figures, ReportFault, type Row, type Subject, TITLES } from './figures.js';
import { sizeFitting } from './table-size.js';

/** Laying out more takes longer than anybody reads. */
const MOST_PDF_ROWS = 3000;

/** What a report has beside its figures. */
export interface Frame extends Subject {
  readonly organization: string;
  readonly timezone: string;
}

/** As the single read shows it: money in minor units, `utilisation` in per cent. */
export function asJson({ type, from, to, timezone }: Frame, figures: Figures): string {
  const plain = (row: Row) => ({
    ...row,
    ...(typeof row.utilisation === 'number' ? { utilisation: row.utilisation / 100 } : {}),
  });
  const { rows, totals } = figures;
  return JSON.stringify({ type, from, to, timezone, rows: rows.map(plain), totals: totals.map(plain) });
}

/**
 * With a line of titles, and amounts as decimals. What a spreadsheet would take for a formula is text, and by the mark at
 * the beginning it knows that this is UTF-8: without, Excel makes `MÃ¼ller` of Müller.
 */
export function asCsv({ columns, rows }: Figures): string {
  const lines = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map((column) => csvCell(column, row))),
  ];
  // A lone line break would begin a line of its own.
  return stringify(lines, { bom: true, record_delimiter: 'windows', quoted_match: /[\r\n]/ });
}

export function asPdf(frame: Frame, { columns, rows, totals }: Figures): PdfDocument {
  if (rows.length > MOST_PDF_ROWS)
    throw new ReportFault(`More than ${MOST_PDF_ROWS} lines: ask for CSV, or for fewer days`);
  const title = `${TITLES[frame.type]}, ${frame.from} to ${frame.to}`;
  const body: PdfContent[][] = [
    columns.map((column) => ({ text: column.title, bold: true, alignment: alignment(column) })),
    ...rows.map((row) => columns.map((column) => cell(column, row))),
    ...totals.map((row) => columns.map((column, n) => total(column, row, n))),
  ];
  const fontSize = sizeFitting(
    columns.map((column) => ({
      texts: [column.title, ...[...rows, ...totals].map((row) => forPeople(column, row))],
      breaks: column.kind === 'text',
    })),
  );
  const widths = columns.map(({ kind }) => (kind === 'text' ? ('*' as const) : ('auto' as const)));
  return {
    content: [
      { text: frame.organization, fontSize: 10, color: '#555555' },
      { text: title, fontSize: 16, bold: true, margin: [0, 4, 0, 4] },
      { text: `Days in ${frame.timezone}, both included.`, color: '#555555', margin: [0, 0, 0, 12] },
      {
        table: { headerRows: 1, dontBreakRows: true, widths, body },
        layout: 'lightHorizontalLines',
        fontSize,
      },
    ],
    defaultStyle: { fontSize: 9 },
    footer: [title, '{page} / {pages}'],
    info: { title, author: frame.organization },
  };
}

function cell(column: Column, row: Row): PdfContent {
  return { text: forPeople(column, row), alignment: alignment(column) };
}

function total(column: Column, row: Row, n: number): PdfContent {
  const text = n === 0 && row[column.key] === undefined ? 'Total' : forPeople(column, row);
  return { text, bold: true, alignment: alignment(column) };
}

/** Digits in groups, which programs that read CSV would stumble over. */
function forPeople(column: Column, row: Row): string {
  const text = shown(column, row);
  return column.kind === 'text' ? text : text.replace(/(?<=^-?\d+)(?=(\d{3})+(\.|$))/g, ',');
}

function alignment({ kind }: Column): 'left' | 'right' {
  return kind === 'text' ? 'left' : 'right';
}

function csvCell(column: Column, row: Row): string {
  const text = shown(column, row);
  return column.kind === 'text' ? neutral(text) : text;
}

/** A text that begins as formulas do, also once a program has dropped what is not seen before it, has an apostrophe before it. */
export function neutral(text: string): string {
  return /^(?:[\t\r\n]|[\s\p{C}]*[=+\-@＝＋－＠])/u.test(text) ? `'${text}` : text;
}

function shown({ key, kind }: Column, row: Row): string {
  const value = row[key];
  if (value === null || value === undefined) return '';
  if (kind === 'money') return decimal(Number(value), minorDigits(String(row.currency)));
  if (kind === 'percent') return decimal(Number(value), 2);
  return String(value);
}

/** `-12.30` of -1230, exactly. */
export function decimal(amount: number, digits: number): string {
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${amount < 0 ? '-' : ''}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ''}`;
}
