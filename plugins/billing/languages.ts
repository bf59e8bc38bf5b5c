import { invalid } from '#host';

/** What looks like a tag of BCP 47 may still be none: `de-x`. */
export function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** Refuses a tag that no format could be written by. */
export function assertLanguage(tag: string | null | undefined, field: string): void {
  if (tag === null || tag === undefined || isLanguageTag(tag)) return;
  throw invalid(field, 'format', `${field} must be a language tag of BCP 47`);
}
