import { dayAfter } from '#host';
import type { Day, PartsPerMillion, Plan } from '../contract.js';
import { Formats } from '../documents/formats.js';
import { filled, type Words, wordsOf } from '../documents/words.js';
import type { Term } from './proration.js';

/** How lines of a subscription are written, and what tax they have. */
export interface LineStyle {
  readonly texts: LineTexts;
  readonly taxRate: PartsPerMillion;
}

/** What lines of a subscription say to whoever is billed. */
export class LineTexts {
  private readonly words: Words;
  private readonly formats: Formats;

  /** A tag of BCP 47, and ISO 4217. */
  constructor(languageTag: string, currency: string) {
    this.words = wordsOf(languageTag);
    this.formats = new Formats(languageTag, currency);
  }

  /** `Pro × 3, Nov 1, 2026 – Nov 30, 2026`: both days are paid for. */
  term({ plan, quantity, start, end }: Term, on: Day = start): string {
    const times = quantity === 1 ? plan.name : `${plan.name} × ${quantity}`;
    const from = this.formats.day(on > start ? on : start);
    return `${times}, ${from} – ${this.formats.day(dayAfter(end, -1))}`;
  }

  unused(term: Term, on: Day): string {
    return filled(this.words.unusedTerm, { term: this.term(term, on) });
  }

  /** Of one whose days are not known yet. */
  firstTerm({ name, interval }: Plan): string {
    return filled(this.words[interval === 'year' ? 'firstYear' : 'firstMonth'], { plan: name });
  }

  get credit(): string {
    return this.words.planCredit;
  }
}
