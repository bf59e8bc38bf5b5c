import { type Amount, type Day, type InvoiceLineValues, ONE, type Plan } from '../contract.js';
import { shareOf } from '../invoices/invoice-totals.js';
import { daysBetween } from './calendar.js';
import type { LineStyle } from './line-texts.js';

/** A plan so many times, over a period. */
export interface Term {
  readonly plan: Plan;
  readonly quantity: number;
  readonly start: Day;
  /** Not included. */
  readonly end: Day;
}

/** What all days of the term cost, without taxes. */
export function priceOf({ plan, quantity }: Pick<Term, 'plan' | 'quantity'>): Amount {
  return plan.price * quantity;
}

/** What the term costs from that day on: its days' share of the price, to the nearest minor unit, halves up. */
export function remaining(term: Term, from: Day): Amount {
  const days = daysBetween(term.start, term.end);
  const left = Math.min(days, Math.max(0, daysBetween(from, term.end)));
  return days === 0 ? 0 : Number(shareOf(priceOf(term), left, days));
}

/**
 * From one term to another on a day: what was paid for the days that are left of the one is given back, what they cost
 * in the other is charged. Right after that it is what was paid, so that a way back on the same day costs what the way
 * there has brought.
 */
export function prorated(
  before: Term,
  back: Amount,
  after: Term,
  on: Day,
  style: LineStyle,
): readonly InvoiceLineValues[] {
  const { texts, taxRate } = style;
  const charge = remaining(after, on);
  return [
    ...(back === 0 ? [] : [{ description: texts.unused(before, on), unitPrice: -back, taxRate }]),
    ...(charge === 0 ? [] : [chargeLine(after, on, charge, style)]),
  ];
}

/** The whole term. */
export function termLine(term: Term, { texts, taxRate }: LineStyle): InvoiceLineValues {
  const { plan, quantity } = term;
  return { description: texts.term(term), quantity: quantity * ONE, unitPrice: plan.price, taxRate };
}

/** A whole term that begins when it is paid. */
export function openTermLine(plan: Plan, quantity: number, { texts, taxRate }: LineStyle): InvoiceLineValues {
  const description = texts.firstTerm(plan);
  return { description, quantity: quantity * ONE, unitPrice: plan.price, taxRate };
}

/** What was given back before and is taken off now. */
export function creditLine(credit: Amount, { texts, taxRate }: LineStyle): InvoiceLineValues {
  return { description: texts.credit, unitPrice: -credit, taxRate };
}

/** Without taxes. */
export function netOf(lines: readonly InvoiceLineValues[]): Amount {
  return lines.reduce((sum, { quantity = ONE, unitPrice }) => sum + (quantity / ONE) * unitPrice, 0);
}

function chargeLine(term: Term, on: Day, amount: Amount, style: LineStyle): InvoiceLineValues {
  if (on <= term.start) return termLine(term, style);
  return { description: style.texts.term(term, on), unitPrice: amount, taxRate: style.taxRate };
}
