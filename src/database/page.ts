/** Where a page stands in its list, in the words the caller used. */
export type PageWindow =
  | { readonly kind: 'page'; readonly page: number; readonly perPage: number }
  | { readonly kind: 'offset'; readonly offset: number; readonly limit: number }
  | { readonly kind: 'cursor'; readonly limit: number };

/** A window on a list. Controllers return it; the surface turns it into its own envelope and headers. */
export class Page<T> {
  /** Compared instead of `instanceof`, so that a second copy of this module does no harm. */
  readonly brand = 'koapress.page';

  constructor(
    readonly items: readonly T[],
    readonly window: PageWindow,
    /** Exact number of rows in the whole list, or null where it was not asked for. */
    readonly total: number | null,
    /** Opaque cursor of the next page; null on the last one and for windows without cursors. */
    readonly next: string | null = null,
  ) {}

  map<U>(view: (item: T) => U): Page<U> {
    return new Page(this.items.map(view), this.window, this.total, this.next);
  }
}

export function isPage(value: unknown): value is Page<unknown> {
  return (
    typeof value === 'object' && value !== null && (value as { brand?: unknown }).brand === 'koapress.page'
  );
}
