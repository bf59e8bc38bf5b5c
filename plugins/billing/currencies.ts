import { ProblemError } from '#host';

const KNOWN: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Refuses three letters that are no currency. */
export function assertCurrency(code: string, field: string): void {
  if (KNOWN.has(code)) return;
  const details = [{ field, message: `${field} must be a currency of ISO 4217`, rule: 'enum' }];
  throw new ProblemError('invalid', `${field}: ${code} is not a currency of ISO 4217`, { details });
}
