/** A user as others in the site may see them. */
export interface Person {
  readonly id: number;
  readonly publicId: string;
  readonly login: string;
  readonly name: string;
  readonly email: string;
}

/** What plugins may ask of the accounts. */
export interface Accounts {
  /** Members of the organisation among these users, by id; others are left out. One query. */
  members(tenant: { readonly orgId: number }, userIds: readonly number[]): Promise<ReadonlyMap<number, Person>>;
}
