import type { BillingHost } from '../billing-host.js';
import { MonthlyBudgets } from '../budgets/budgets.js';
import type { BillingAccounts, Charges, Invoices, Usage } from '../contract.js';
import type { TokenLedger } from '../ledger/ledger.js';
import { Orders } from '../packages/orders.js';
import { PackageCatalogue } from '../packages/packages.js';
import { TopUpDesk } from './top-up-desk.js';
import { TopUpRuns } from './top-up-runs.js';
import { TopUpStore } from './top-up-store.js';
import { TopUps } from './top-ups.js';

interface Below {
  readonly accounts: BillingAccounts;
  readonly invoices: Invoices;
  readonly ledger: TokenLedger;
  readonly charges: Charges;
  readonly usage: Usage;
}

/** What follows from spending: packages that are bought, by hand or by themselves, and the budget. */
export function spendingServices(host: BillingHost, below: Below) {
  const { accounts, invoices, ledger, charges, usage } = below;
  const orders = new Orders(host, accounts, invoices, ledger);
  const packages = new PackageCatalogue(host, accounts, orders);
  const { wallets } = ledger;
  const store = new TopUpStore(host, wallets);
  const topUps = new TopUps(host, store, packages);
  const topUpDesk = new TopUpDesk(topUps, packages, accounts, charges);
  const topUpRuns = new TopUpRuns(host, { store, topUps, wallets, packages, orders, accounts, charges });
  const budgets = new MonthlyBudgets(host, accounts);
  ledger.listen({
    async spending(actor, unit, amount) {
      if (unit === 'token') await usage.assertRoom(actor, 'tokens', amount);
    },
    low: (actor, unit) => topUps.look(actor, unit),
    spent: async (actor, { unit, amount }) => {
      if (unit === 'credit') await budgets.add(actor, -amount);
    },
  });
  return { orders, packages, topUps, topUpDesk, topUpRuns, budgets };
}
