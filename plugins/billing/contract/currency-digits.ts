/** Currencies that have no two decimals by ISO 4217. */
const NONE = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF';
const THREE = 'BHD IQD JOD KWD LYD OMR TND';

const OTHERS: ReadonlyMap<string, number> = new Map([
  ...NONE.split(' ').map((currency) => [currency, 0] as const),
  ...THREE.split(' ').map((currency) => [currency, 3] as const),
]);

/**
 * Decimals of a currency: what its minor units are, here and at payment providers. `Intl` says how a currency is
 * commonly written instead (forints and rupiahs without decimals), which may be less.
 */
export function minorDigits(currency: string): number {
  return OTHERS.get(currency) ?? 2;
}

/** Writes amounts of a currency with all of its decimals. */
export function amountFormat(languageTag: string, currency: string): Intl.NumberFormat {
  const digits = minorDigits(currency);
  const all = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(languageTag, { style: 'currency', currency, ...all });
}
