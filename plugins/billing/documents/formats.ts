import {
  type Amount,
  type Day,
  type PartsPerMillion,
  printable,
  type Quantity,
  writtenBy,
} from '../contract.js';
import { spokenTag } from './words.js';

const THOUSAND = 1000;
const PER_CENT = 10_000;

/** Numbers and days as a language writes them. */
export class Formats {
  private readonly tag: string;
  private readonly amounts: Intl.NumberFormat;

  constructor(
    languageTag: string,
    readonly currency: string,
  ) {
    this.tag = spokenTag(languageTag);
    this.amounts = new Intl.NumberFormat(this.tag, { style: 'currency', currency });
  }

  money(amount: Amount): string {
    return writtenBy(this.amounts, amount);
  }

  quantity(quantity: Quantity): string {
    return printable(
      new Intl.NumberFormat(this.tag, { maximumFractionDigits: 3 }).format(quantity / THOUSAND),
    );
  }

  rate(rate: PartsPerMillion): string {
    const written = new Intl.NumberFormat(this.tag, { maximumFractionDigits: 4 }).format(rate / PER_CENT);
    return printable(`${written}\u00a0%`);
  }

  day(day: Day): string {
    const options = { dateStyle: 'medium', timeZone: 'UTC' } as const;
    return printable(new Intl.DateTimeFormat(this.tag, options).format(new Date(`${day}T00:00:00Z`)));
  }

  month(month: string): string {
    const options = { year: 'numeric', month: 'long', timeZone: 'UTC' } as const;
    return printable(new Intl.DateTimeFormat(this.tag, options).format(new Date(`${month}-01T00:00:00Z`)));
  }
}
