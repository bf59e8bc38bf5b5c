/** A user as others in the site may see them. */
export interface Person {
  readonly id: number;
  readonly publicId: string;
  readonly login: string;
  readonly name: string;
  readonly email: string;
}

/** An organisation as plugins see it. */
export interface OrganizationFacts {
  readonly id: number;
  readonly publicId: string;
  readonly name: string;
  /** ISO 4217, for what names no currency of its own. */
  readonly currency: string;
  /** IANA name: decides which day it is. */
  readonly timezone: string;
  readonly locale: string;
}

/** What plugins may ask of the accounts. */
export interface Accounts {
  /** Members of the organisation among these users, by id; others are left out. One query. */
  members(
    tenant: { readonly orgId: number },
    userIds: readonly number[],
  ): Promise<ReadonlyMap<number, Person>>;
  /** The organisation one acts in. */
  organization(tenant: { readonly orgId: number }): Promise<OrganizationFacts>;
  /** The organisation that runs the site, the first one: it sells to the others. */
  operator(): Promise<{ readonly orgId: number }>;
}
