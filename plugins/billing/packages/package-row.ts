import { tenantTable } from '#host';
import type { Package, Unit } from '../contract.js';

export interface PackageRow extends Package {
  readonly orgId: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const PACKAGES = tenantTable<PackageRow>('billing_packages', {
  instants: ['createdAt', 'updatedAt'],
  booleans: ['active'],
  keepTotals: false,
});

/** What a buyer ordered, as it was when they did. */
export interface OrderRow {
  readonly id: number;
  readonly publicId: string;
  readonly orgId: number;
  readonly opKey: string;
  readonly unit: Unit;
  readonly amount: number;
  readonly name: string;
  /** Null: an amount of credits, by a top-up. */
  readonly packageId: number | null;
  readonly price: number;
  readonly currency: string;
  readonly invoiceId: number | null;
  /** What the buyer has got of it, and not given back. */
  readonly booked: number;
  /** How often something was booked or taken back: part of the key of the next time. */
  readonly revision: number;
  readonly createdAt: Date;
}

export const ORDERS = tenantTable<OrderRow>('billing_package_orders', {
  instants: ['createdAt'],
  keepTotals: false,
});

/** The kind of source by which invoices of the operator are known to be for an order; its id is the order's. */
export const ORDER_SOURCE = 'billing.package';

export function packageOf(row: Package): Package {
  const { id, publicId, slug, name, unit, amount, price, currency, active } = row;
  return { id, publicId, slug, name, unit, amount, price, currency, active };
}
