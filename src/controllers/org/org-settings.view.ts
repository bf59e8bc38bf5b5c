import type { OrganizationSettings } from '../../accounts/accounts.js';

export interface SettingsAddress {
  line1?: string;
  line2?: string;
  city?: string;
  state?: string;
  postalCode?: string;
  country?: string;
}

/** All settings of the organisation. */
export interface OrgSettingsView {
  name: string;
  /** ISO 4217. */
  currency: string;
  /** IANA name. */
  timezone: string;
  /** BCP 47. */
  locale: string;
  logoUrl: string | null;
  address: SettingsAddress | null;
  taxId: string | null;
  /** Where customers write to: it stands on documents, and answers to mails go there. Null: answers go to the first administrator. */
  contactEmail: string | null;
  /** In front of invoice numbers. */
  invoicePrefix: string;
  invoiceTerms: string | null;
  /** Per cent, with at most four decimals, for new invoice lines. */
  taxRate: number;
}

/** Those to change. An unknown name, and a value that means nothing, is 422. */
export interface OrgSettingsBody {
  name?: string;
  currency?: string;
  timezone?: string;
  locale?: string;
  logoUrl?: string | null;
  address?: SettingsAddress | null;
  taxId?: string | null;
  contactEmail?: string | null;
  invoicePrefix?: string;
  invoiceTerms?: string | null;
  taxRate?: number;
  [unknownSetting: string]: unknown;
}

export function orgSettingsView(values: OrganizationSettings): OrgSettingsView {
  return { ...values, address: values.address && { ...values.address } };
}
