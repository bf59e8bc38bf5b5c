import type { Principal } from '../auth/principal.js';
import { type EventType, eventType } from '../plugins/tokens.js';

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

export interface PostalAddress {
  readonly line1?: string;
  readonly line2?: string;
  readonly city?: string;
  readonly state?: string;
  readonly postalCode?: string;
  readonly country?: string;
}

/** What an organisation says of itself, and what its documents look like. */
export interface OrganizationSettings {
  readonly name: string;
  readonly currency: string;
  readonly timezone: string;
  readonly locale: string;
  readonly logoUrl: string | null;
  readonly address: PostalAddress | null;
  readonly taxId: string | null;
  /** Where customers write to. */
  readonly contactEmail: string | null;
  readonly invoicePrefix: string;
  readonly invoiceTerms: string | null;
  /** Per cent, for new invoice lines. */
  readonly taxRate: number;
}

/** What plugins may ask of the accounts. */
export interface Accounts {
  /** Members of the organisation among these users, by id; others are left out. One query. */
  members(
    tenant: { readonly orgId: number },
    userIds: readonly number[],
  ): Promise<ReadonlyMap<number, Person>>;
  /** The member with this public id; undefined when the organisation has none. */
  memberNamed(tenant: { readonly orgId: number }, publicId: string): Promise<Person | undefined>;
  /** How many people belong to the organisation. */
  memberCount(tenant: { readonly orgId: number }): Promise<number>;
  /** Who is written to in matters of the organisation: the administrator who has been there the longest. */
  contact(tenant: { readonly orgId: number }): Promise<Person | undefined>;
  /** The organisation one acts in. */
  organization(tenant: { readonly orgId: number }): Promise<OrganizationFacts>;
  /** What it has set for itself, and for its documents. */
  settings(tenant: { readonly orgId: number }): Promise<OrganizationSettings>;
  /** The organisation that runs the site, the first one: it sells to the others. */
  operator(): Promise<{ readonly orgId: number }>;
}

export interface OrganizationSettingsChanged {
  readonly actor: Principal;
  readonly before: OrganizationSettings;
  readonly settings: OrganizationSettings;
}

export interface MemberJoining {
  readonly actor: Principal;
  /** Where to. */
  readonly orgId: number;
  readonly userId: number;
  readonly role: string;
}

/** Published in the transaction that makes somebody a member, before it does: a listener that throws refuses it. */
export const memberJoining: EventType<MemberJoining> = eventType<MemberJoining>('host.member.joining');

/** Published in the transaction of the change. */
export const organizationSettingsChanged: EventType<OrganizationSettingsChanged> =
  eventType<OrganizationSettingsChanged>('host.organization.settings-changed');
