import { Billing } from '../plugins/billing/contract.js';
import { hostPrincipal } from '../src/auth/system-principal.js';
import type { Arena } from './arena.js';
import { type Case, create } from './cases.js';
import { shot } from './load.js';
import { openHost } from './own-host.js';
import type { Report } from './report.js';
import { type Effort, interleave } from './rounds.js';

const ACCOUNTS = 64;
/** Nobody runs out, however fast the machine is. */
const TOKENS = 1_000_000_000;
const SPENDING = { amount: 3, action: 'chat.reply', reference_id: 'conversation 17' };

/** Who has tokens, and by which key. */
interface Account {
  readonly orgId: number;
  readonly key: string;
}

/**
 * Tokens consumed by requests, of one account and of many: beside what the floor creates, and beside a floor that books
 * the same rows. What one account bears is limited by its row, which everybody who spends holds until the commit.
 */
export async function ledgerSpeed(arena: Arena, effort: Effort, report: Report): Promise<void> {
  const accounts = await openAccounts(arena);
  const one = accounts.slice(0, 1);
  const { site, floor } = arena;
  const rates = await interleave(
    [
      { name: 'many accounts', contender: site, measured: consume(accounts) },
      { name: 'floor creates', contender: floor, measured: create('/clients/same-writes') },
      { name: 'floor inserts', contender: floor, measured: create('/clients') },
      { name: 'floor, many', contender: floor, measured: consumeOfFloor(accounts) },
      { name: 'one account', contender: site, measured: consume(one) },
      { name: 'floor, one', contender: floor, measured: consumeOfFloor(one) },
    ],
    effort,
  );
  await assertBalances(arena);
  report.compare('consume, many accounts / create (0.5)', rates, 'many accounts', 'floor creates');
  report.compare('consume, many accounts / bare insert', rates, 'many accounts', 'floor inserts');
  report.compare('consume, many accounts, same writes', rates, 'many accounts', 'floor, many');
  report.compare('consume, one account, same writes', rates, 'one account', 'floor, one');
  report.compare('consume, one account / many accounts', rates, 'one account', 'many accounts');
}

async function openAccounts({ siteEnv }: Arena): Promise<readonly Account[]> {
  const host = await openHost(siteEnv);
  try {
    const { ledger } = host.plugins.use(Billing);
    const first = await host.accounts.organizations.first();
    const maker = hostPrincipal(first?.id ?? 0, 'bench');
    const accounts: Account[] = [];
    for (let n = 0; n < ACCOUNTS; n += 1) {
      const { id: orgId } = await host.accounts.organizations.create(maker, { name: `Spender ${n}` });
      const actor = hostPrincipal(orgId, 'bench');
      const name = { name: 'bench', userId: null, expiresAt: null };
      const scopes = ['tokens:read', 'tokens:write'];
      const { key } = await host.auth.apiKeys.create(actor, { surface: 'ops', scopes, ...name });
      const granting = {
        unit: 'token',
        amount: TOKENS,
        type: 'bonus',
        action: 'bench',
        key: 'bench',
      } as const;
      await ledger.grant(actor, granting);
      accounts.push({ orgId, key });
    }
    return accounts;
  } finally {
    await host.close();
  }
}

/** Each request by another key in turn. */
function consume(accounts: readonly Account[]): Case {
  return {
    name: 'consume',
    status: 200,
    writes: true,
    shots: ({ server: { target } }) =>
      accounts.map(({ key }) =>
        shot('POST', target, '/api/tokens/consume', { Authorization: `Bearer ${key}` }, SPENDING),
      ),
  };
}

/** The floor knows one key only: the request says whose tokens they are. */
function consumeOfFloor(accounts: readonly Account[]): Case {
  return {
    name: 'consume',
    status: 200,
    writes: true,
    shots: (floor) =>
      accounts.map(({ orgId }) => floor.request('POST', '/consume', { ...SPENDING, company_id: orgId })),
  };
}

/** Whoever booked, what was there is what is there and what is gone. */
async function assertBalances({ database }: Arena): Promise<void> {
  const wrong = await database('billing_ledger_accounts as a')
    .whereRaw(
      'balance <> (select sum(amount) from billing_ledger_transactions t where t.org_id = a.org_id and t.unit = a.unit)',
    )
    .pluck('org_id');
  if (wrong.length > 0) throw new Error(`Balances are wrong: of the organisations ${wrong.join(', ')}`);
}
