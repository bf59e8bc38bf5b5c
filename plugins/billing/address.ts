import type { Address } from './contract.js';

const NOTHING: Address = {
  line1: null,
  line2: null,
  city: null,
  state: null,
  postalCode: null,
  country: null,
};

/** The address with every part named; null when no part is known. */
export function wholeAddress(parts: Partial<Address> | null | undefined): Address | null {
  if (!parts) return null;
  const address = { ...NOTHING, ...parts };
  return Object.values(address).some((part) => part !== null && part !== undefined) ? address : null;
}
