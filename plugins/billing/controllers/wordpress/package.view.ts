import type { Package, Unit } from '../../contract.js';
import type { CurrencyCode, PositiveMoney, Units } from '../params.js';

/**
 * Lower case letters, digits and hyphens.
 * @pattern ^[a-z0-9]+(-[a-z0-9]+)*$
 * @maxLength 60
 */
export type Slug = string;

/**
 * Not blank.
 * @minLength 1
 * @maxLength 200
 * @pattern \S
 */
export type PackageTitle = string;

export interface PackageBody {
  slug: Slug;
  name: PackageTitle;
  unit: Unit;
  amount: Units;
  price: PositiveMoney;
  /** Default: the operator's. */
  currency?: CurrencyCode;
  /** Default true. */
  active?: boolean;
}

export interface PackagePatch {
  name?: PackageTitle;
  amount?: Units;
  price?: PositiveMoney;
  currency?: CurrencyCode;
  /** False: it is not sold any more. What was ordered stays as it was. */
  active?: boolean;
}

export interface SoldPackageView {
  id: string;
  slug: string;
  name: string;
  unit: Unit;
  /** Tokens, or minor units of credit. */
  amount: number;
  /** Minor units, before taxes. */
  price: number;
  currency: string;
  active: boolean;
}

export function soldPackageView(sold: Package): SoldPackageView {
  const { publicId, slug, name, unit, amount, price, currency, active } = sold;
  return { id: publicId, slug, name, unit, amount, price, currency, active };
}
