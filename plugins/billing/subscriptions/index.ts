import type { BuyerAccounts } from '../accounts.js';
import type { BillingHost } from '../billing-host.js';
import type { InvoiceSending, Invoices } from '../contract.js';
import type { CustomerRecords } from '../customers.js';
import { BillingPeriods } from './billing-periods.js';
import { CalendarWork } from './calendar-work.js';
import { Cancelling } from './cancelling.js';
import { Changing } from './changing.js';
import { Dunning } from './dunning.js';
import { addMeasures } from './measures.js';
import { Notices } from './notices.js';
import { PaidDays } from './paid-days.js';
import { PlanRecords } from './plans.js';
import { Renewals } from './renewals.js';
import { Revenue } from './revenue.js';
import { Seller } from './seller.js';
import { Settling } from './settling.js';
import { Subscribing } from './subscribing.js';
import { SubscriptionReader } from './subscription-reader.js';
import { SubscriptionStore } from './subscription-store.js';
import { SubscriptionRecords } from './subscriptions.js';
import { UsageMeasures } from './usage.js';
import { UsageOfCustomers } from './usage-of-customers.js';
import { WantedPlans } from './wanted-plans.js';

/** Plans and subscriptions, each part from those below it. */
export function subscriptionServices(
  host: BillingHost,
  customers: CustomerRecords,
  accounts: BuyerAccounts,
  invoices: Invoices,
  sending: InvoiceSending,
) {
  const plans = new PlanRecords(host, accounts);
  const store = new SubscriptionStore(host, plans, customers);
  const reader = new SubscriptionReader(store, accounts, invoices);
  const usage = new UsageMeasures(host, reader);
  addMeasures(host, usage, reader);
  const periods = new BillingPeriods(store, invoices, sending);
  const renewals = new Renewals(store, periods);
  const paid = new PaidDays(store);
  const notices = new Notices(store, customers);
  const cancelling = new Cancelling(store, invoices, notices);
  const settling = new Settling(store, cancelling, paid);
  const dunning = new Dunning({ store, periods, settling, cancelling, invoices, notices });
  const ofCustomers = new UsageOfCustomers(host, accounts, usage);
  const changing = new Changing({ store, periods, renewals, paid, usage: ofCustomers });
  const subscribing = new Subscribing({
    ...{ store, reader, customers, accounts, periods, renewals, cancelling },
    usage: ofCustomers,
  });
  const wanted = new WantedPlans(store, changing);
  const subscriptions = new SubscriptionRecords(reader, { subscribing, changing, cancelling, wanted });
  const calendar = new CalendarWork({ store, renewals, dunning, cancelling, notices });
  const revenue = new Revenue(host, plans);
  const seller = new Seller(host, accounts);
  return {
    plans,
    subscriptions,
    usage,
    settling,
    dunning,
    wanted,
    calendar,
    revenue,
    seller,
    subscriptionReader: reader,
  };
}
