import type { Amount, InvoiceLineValues } from '../contract.js';
import { countedLines, totalsOf } from '../invoices/invoice-totals.js';
import type { LineStyle } from './line-texts.js';
import { creditLine, netOf } from './proration.js';

/** What a period or a change comes to, with the credit that the subscription has. */
export interface Statement {
  /** As they are billed, what is taken off included. */
  readonly lines: readonly InvoiceLineValues[];
  /** With taxes; below zero, without them: what becomes credit. */
  readonly total: Amount;
  /** Of the lines without taxes, before credit is taken off. */
  readonly net: Amount;
  readonly creditUsed: Amount;
  readonly creditAfter: Amount;
}

/** Never below zero on an invoice: what is given back beyond it is taken off the next ones. */
export function statement(lines: readonly InvoiceLineValues[], credit: Amount, style: LineStyle): Statement {
  const net = netOf(lines);
  if (net <= 0) return { lines, total: net, net, creditUsed: 0, creditAfter: credit - net };
  const most = Math.min(credit, net);
  // Taxes are rounded by line, and may come to a minor unit less than nothing where all is taken off.
  const creditUsed = totalWith(lines, most, style) < 0 ? most - 1 : most;
  const billed = withCredit(lines, creditUsed, style);
  const total = totalsOf(countedLines(billed)).total;
  return { lines: billed, total, net, creditUsed, creditAfter: credit - creditUsed };
}

function totalWith(lines: readonly InvoiceLineValues[], credit: Amount, style: LineStyle): Amount {
  return totalsOf(countedLines(withCredit(lines, credit, style))).total;
}

function withCredit(lines: readonly InvoiceLineValues[], credit: Amount, style: LineStyle) {
  return credit === 0 ? lines : [...lines, creditLine(credit, style)];
}
