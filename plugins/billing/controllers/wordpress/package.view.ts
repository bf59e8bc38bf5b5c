import type { CurrencyCode, Whole } from '#host';
import type { Package, Unit } from '../../contract.js';
import type { PositiveMoney, Units } from '../params.js';

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

export type PackageStatus = 'active' | 'retired';

export interface PackageBody {
  slug: Slug;
  name: PackageTitle;
  unit: Unit;
  amount: Units;
  price: PositiveMoney;
  /** Default: the operator's. */
  currency?: CurrencyCode;
  /** Default `active`. */
  status?: PackageStatus;
}

export interface PackagePatch {
  name?: PackageTitle;
  amount?: Units;
  price?: PositiveMoney;
  currency?: CurrencyCode;
  /** `retired`: it is not sold any more. What was ordered stays as it was. */
  status?: PackageStatus;
}

export interface SoldPackageView {
  id: string;
  slug: string;
  name: string;
  unit: Unit;
  /** Tokens, or minor units of credit. */
  amount: Whole;
  /** Minor units, before taxes. */
  price: Whole;
  currency: string;
  status: PackageStatus;
}

export function soldPackageView(sold: Package): SoldPackageView {
  const { publicId, slug, name, unit, amount, price, currency, active } = sold;
  return { id: publicId, slug, name, unit, amount, price, currency, status: active ? 'active' : 'retired' };
}

/** As services know it. */
export function packageValues<T extends { readonly status?: PackageStatus }>({ status, ...same }: T) {
  return { ...same, ...(status && { active: status === 'active' }) };
}
