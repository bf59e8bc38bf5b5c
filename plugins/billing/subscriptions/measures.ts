import { dayAt, startOfDay, type Tenant } from '#host';
import type { BillingHost } from '../billing-host.js';
import { ACCOUNTS, TRANSACTIONS } from '../ledger/ledger-rows.js';
import type { SubscriptionReader } from './subscription-reader.js';
import type { UsageMeasures } from './usage.js';

/** Two names of one limit: operators write either in their plans. */
export const PEOPLE = ['members', 'seats'];

/** What billing measures itself: people of the organisation, and tokens spent or reserved in the period. */
export function addMeasures(host: BillingHost, usage: UsageMeasures, reader: SubscriptionReader): void {
  const people = (buyer: Tenant) => host.accounts.memberCount(buyer);
  for (const limit of PEOPLE) usage.measure(limit, people);
  usage.measure('tokens', async (buyer) => {
    const since = await periodStart(host, reader, buyer);
    return (await spentTokens(host, buyer, since)) + (await reservedTokens(host, buyer));
  });
}

/** Of the subscription, by the seller's calendar; without one, of the calendar month, by the buyer's. */
async function periodStart(host: BillingHost, reader: SubscriptionReader, buyer: Tenant): Promise<Date> {
  const subscription = await reader.ofBuyer(buyer);
  if (subscription && subscription.status !== 'incomplete') {
    const seller = await host.accounts.organization(await host.accounts.operator());
    return startOfDay(subscription.currentPeriodStart, seller.timezone);
  }
  const { timezone } = await host.accounts.organization(buyer);
  return startOfDay(`${dayAt(host.clock.now(), timezone).slice(0, 8)}01`, timezone);
}

async function spentTokens(host: BillingHost, buyer: Tenant, since: Date): Promise<number> {
  const spent = host.db.of(TRANSACTIONS, buyer).where({ unit: 'token', type: 'consume' });
  const [sum] = await spent.compare('createdAt', '>=', since).sums(['unit'], ['amount']);
  return -(sum?.sums.amount ?? 0);
}

async function reservedTokens(host: BillingHost, buyer: Tenant): Promise<number> {
  const wallet = await host.db.of(ACCOUNTS, buyer).where({ unit: 'token' }).first();
  return wallet ? wallet.balance - wallet.available : 0;
}
