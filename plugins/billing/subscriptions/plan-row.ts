import { contradiction, invalid, type Rows, tenantTable } from '#host';
import type { Limits, Plan, PlanValues } from '../contract.js';

export interface PlanRow extends Plan {
  readonly orgId: number;
}

export const PLANS = tenantTable<PlanRow>('billing_plans', {
  instants: ['createdAt', 'updatedAt'],
  booleans: ['public', 'active'],
  json: ['limits', 'features'],
});

export type PlanRows = Rows<PlanRow>;

export const NEW_PLAN = {
  description: null,
  interval: 'month',
  trialDays: 0,
  limits: {},
  features: [],
  public: false,
  active: true,
} as const satisfies Partial<Plan>;

/** What a bill is reckoned by: it stays while somebody has the plan. */
const TERMS = ['price', 'currency', 'interval'] as const;
const LIMIT_NAME = /^[a-z][a-z0-9_]{0,59}$/;
const MOST_LIMITS = 50;

/** The first of its terms that would change. */
export function changedTerm(plan: Plan, values: Partial<PlanValues>): string | undefined {
  return TERMS.find((term) => values[term] !== undefined && values[term] !== plan[term]);
}

export function assertLimits(limits: Limits | undefined): void {
  const entries = Object.entries(limits ?? {});
  if (entries.length > MOST_LIMITS)
    throw invalid('limits', 'max', `limits: more than ${MOST_LIMITS} of them`);
  for (const [name, allowed] of entries) {
    if (!LIMIT_NAME.test(name))
      throw invalid(
        'limits',
        'pattern',
        `limits: ${JSON.stringify(name.slice(0, 60))} is no name of a limit`,
      );
    if (allowed === null || (Number.isSafeInteger(allowed) && allowed >= 0)) continue;
    throw invalid(
      `limits.${name}`,
      'min',
      `limits.${name} must be a whole number from 0, or null for no limit`,
    );
  }
}

export function assertOffered({ active, slug }: Plan): void {
  if (!active) throw contradiction('plan', `plan: ${slug} is not offered any more`);
}

export function planOf(row: Plan): Plan {
  return {
    id: row.id,
    publicId: row.publicId,
    slug: row.slug,
    name: row.name,
    description: row.description,
    price: row.price,
    currency: row.currency,
    interval: row.interval,
    trialDays: row.trialDays,
    limits: row.limits,
    features: row.features,
    public: row.public,
    active: row.active,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
