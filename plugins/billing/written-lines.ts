import { type InvoiceLine, ONE, type TaxShare, WHOLE } from './contract.js';

interface Lined {
  readonly lines: readonly InvoiceLine[];
  readonly taxes: readonly TaxShare[];
}

const PER_CENT = WHOLE / 100;

/** Invoices and credit notes with quantities and rates as APIs write them, for whoever knows no thousandths: 1.5 and 19. */
export function asWritten(record: object): object {
  if (!isLined(record)) return record;
  const lines = record.lines.map((line) => ({
    ...line,
    quantity: line.quantity / ONE,
    discount: line.discount / PER_CENT,
    taxRate: line.taxRate / PER_CENT,
  }));
  const taxes = record.taxes.map((share) => ({ ...share, taxRate: share.taxRate / PER_CENT }));
  return { ...record, lines, taxes };
}

function isLined(record: object): record is Lined {
  return 'lines' in record && 'taxes' in record;
}
