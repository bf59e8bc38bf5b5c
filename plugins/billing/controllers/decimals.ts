import { invalid } from '#host';

const QUANTITY_DECIMALS = 3;
const PERCENT_DECIMALS = 4;

/** `1.5` in thousandths. */
export function thousandths(quantity: number, field: string): number {
  return scaled(quantity, QUANTITY_DECIMALS, field);
}

/** Per cent in parts per million. */
export function partsPerMillion(percent: number, field: string): number {
  return scaled(percent, PERCENT_DECIMALS, field);
}

/** By the digits, as floats do not multiply exactly. */
function scaled(value: number, decimals: number, field: string): number {
  const text = value.toFixed(decimals);
  if (Number(text) !== value) throw invalid(field, 'format', `${field} has more than ${decimals} decimals`);
  return Number(text.replace('.', ''));
}
