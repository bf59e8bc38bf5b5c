import type { HealthProblem, PluginSight } from '#host';

/** When a webhook was refused, while none was accepted since. ISO 8601 */
export const REFUSED_AT = 'webhook_refused_at';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
const SETTINGS = 'koapress option set';

/** What an operator has to know of the payment provider. */
export async function paymentProblems(sight: PluginSight): Promise<readonly HealthProblem[]> {
  const isConfigured = (await text(sight, 'stripe_secret_key')) !== '';
  return [
    ...(await keys(sight, isConfigured)),
    ...(isConfigured ? await refusals(sight) : []),
    ...(await failures(sight)),
    ...(await waiting(sight)),
  ];
}

async function keys(sight: PluginSight, isConfigured: boolean): Promise<HealthProblem[]> {
  const check = 'Payments';
  const canHear = (await text(sight, 'stripe_webhook_secret')) !== '';
  if (isConfigured && !canHear) {
    const detail = 'there is no secret of the webhook: payments arrive only every ten minutes';
    return [{ check, detail, cure: `${SETTINGS} billing_stripe_webhook_secret whsec_…` }];
  }
  if (isConfigured || !(canHear || (await sellsSomething(sight)))) return [];
  const detail = canHear
    ? 'there is a secret of the webhook, but no secret key: no payments are taken'
    : 'plans or packages have a price, but there is no secret key: nobody can pay for them';
  return [{ check, detail, cure: `${SETTINGS} billing_stripe_secret_key sk_…` }];
}

async function sellsSomething({ db }: PluginSight): Promise<boolean> {
  const plans = db.raw('select id from billing_plans where public = 1 and price > 0 limit 1');
  const packages = db.raw('select id from billing_packages where active = 1 limit 1');
  return (await plans).length + (await packages).length > 0;
}

async function refusals(sight: PluginSight): Promise<HealthProblem[]> {
  const at = await text(sight, REFUSED_AT);
  if (at === '') return [];
  return [
    {
      check: 'Webhooks of the payment provider',
      detail: `one was refused at ${at}, and none was accepted since`,
      cure: `If the provider sent it, its secret is another one: ${SETTINGS} billing_stripe_webhook_secret whsec_…`,
    },
  ];
}

interface Counted {
  readonly count: number;
  readonly failure?: string | null;
}

/** Not what customers left alone. */
async function failures({ clock, db }: PluginSight): Promise<HealthProblem[]> {
  const since = new Date(clock.now().getTime() - DAY_MS);
  const found = await db.raw<Counted>(
    `select failure, count(*) as count from billing_charges where status = 'failed' and updated_at >= ?
     and (failure is null or failure not in ('expired', 'canceled', 'nothing_due')) group by failure order by count desc, failure`,
    [since],
  );
  if (found.length === 0) return [];
  const sum = found.reduce((all, { count }) => all + Number(count), 0);
  const why = found.map(({ count, failure }) => `${failure ?? 'unknown'} ${count}`).join(', ');
  return [
    {
      check: 'Charges',
      detail: `${sum} failed in the last day: ${why}`,
      cure: 'Customers are told and charged again; many at once are a fault of the provider or of its keys.',
    },
  ];
}

async function waiting({ clock, db }: PluginSight): Promise<HealthProblem[]> {
  const before = new Date(clock.now().getTime() - HOUR_MS);
  const sql = `select count(*) as count from billing_charges where status = 'pending' and updated_at < ?`;
  const [found] = await db.raw<Counted>(sql, [before]);
  if (!found || Number(found.count) === 0) return [];
  return [
    {
      check: 'Charges',
      detail: `${found.count} wait for an answer of the provider for more than an hour`,
      cure: 'koapress jobs list --name billing.charge says what it answers.',
    },
  ];
}

async function text({ options }: PluginSight, name: string): Promise<string> {
  return ((await options.get<string>(name)) ?? '').trim();
}
