import type { Principal } from '../../src/auth/principal.js';
import type { Host } from '../../src/host.js';

/** As a fresh site calls its organisation. */
const UNNAMED = 'My organisation';

const COMPANY = {
  name: 'Aurora Studio',
  currency: 'EUR',
  timezone: 'Europe/Berlin',
  locale: 'en',
  address: { line1: 'Torstraße 140', postalCode: '10119', city: 'Berlin', country: 'Germany' },
  taxId: 'DE345678901',
  contactEmail: 'invoices@aurora.example',
  taxRate: 19,
  invoiceTerms:
    'Aurora Studio GmbH, Berlin. Bank: IBAN DE89 3704 0044 0532 0130 00. Please name the number of the invoice.',
} as const;

/** What the agency says of itself on its invoices. Who has named it already has it so. */
export async function introduceCompany({ accounts }: Host, actor: Principal): Promise<void> {
  const { name } = await accounts.orgSettings.get(actor);
  if (name === UNNAMED) await accounts.orgSettings.update(actor, COMPANY);
}
