import type { Principal, Tenant } from '#host';

/** An organisation as a buyer from the site's operator, which is the site's first organisation. */
export interface BillingAccount {
  readonly id: number;
  readonly publicId: string;
  readonly buyerOrgId: number;
  /** The buyer among the operator's customers. */
  readonly customerId: number;
  readonly createdAt: Date;
}

export interface BillingAccounts {
  /** The operator's organisation, acting by itself. */
  operator(reason: string): Promise<Principal>;
  /** The buyer's account; made on first need. Joins the transaction in progress. */
  of(buyer: Tenant): Promise<BillingAccount>;
  /** Who buys as that customer of the operator; undefined for its other customers. */
  ofCustomer(customerId: number): Promise<BillingAccount | undefined>;
}
