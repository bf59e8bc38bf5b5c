import {
  changed,
  given,
  isDuplicate,
  newPublicId,
  notFound,
  type Page,
  type Principal,
  ProblemError,
  type Tenant,
  unknownReference,
} from '#host';
import type { BillingHost } from '../billing-host.js';
import type { BillingAccounts, Plan, PlanFilter, Plans, PlanValues } from '../contract.js';
import { assertCurrency } from '../currencies.js';
import { tell } from '../webhook-events.js';
import {
  assertLimits,
  changedTerm,
  NEW_PLAN,
  PLANS,
  type PlanRow,
  type PlanRows,
  planOf,
} from './plan-row.js';
import { SUBSCRIPTIONS } from './subscription-row.js';

const SORTS = { created_at: 'createdAt', price: 'price' } as const;
const MOST_TIERS = 100;

export class PlanRecords implements Plans {
  constructor(
    private readonly host: BillingHost,
    private readonly accounts: BillingAccounts,
  ) {}

  async list(tenant: Tenant, filter: PlanFilter): Promise<Page<Plan>> {
    const { active, public: isPublic, page, perPage, sort = 'created_at', total = true } = filter;
    const direction = filter.direction ?? (sort === 'price' ? 'asc' : 'desc');
    const rows = this.rows(tenant).where({ active, public: isPublic });
    const request = {
      sort: [SORTS[sort], direction],
      window: { kind: 'page', page, perPage },
      total,
    } as const;
    return (await rows.page(request)).map(planOf);
  }

  async tiers(): Promise<readonly Plan[]> {
    const operator = await this.accounts.operator('everybody may see the tiers');
    const rows = this.rows(operator).where({ public: true, active: true }).orderBy('price').orderBy('id');
    return (await rows.limit(MOST_TIERS).all()).map(planOf);
  }

  async named(tenant: Tenant, name: string): Promise<Plan> {
    const plan = await this.find(this.rows(tenant), name);
    if (!plan) throw notFound('plan', name);
    return plan;
  }

  /** By id. One query. */
  async getMany(tenant: Tenant, ids: readonly number[]): Promise<ReadonlyMap<number, Plan>> {
    if (ids.length === 0) return new Map();
    const rows = await this.rows(tenant)
      .whereIn('id', [...new Set(ids)])
      .all();
    return new Map(rows.map((row) => [row.id, planOf(row)]));
  }

  /** Keeps its terms until the transaction ends. For a reference field: 422 when it is not there. */
  async hold(tenant: Tenant, name: string, field: string): Promise<Plan> {
    const plan = await this.find(this.rows(tenant).forUpdate(), name);
    if (!plan) throw unknownReference(field, name);
    return plan;
  }

  async create(actor: Principal, values: PlanValues): Promise<Plan> {
    const currency = values.currency ?? (await this.host.accounts.organization(actor)).currency;
    assertCurrency(currency, 'currency');
    assertLimits(values.limits);
    return this.unlessNamed(values.slug, async () => {
      const now = this.host.clock.now();
      const dates = { createdAt: now, updatedAt: now };
      const { slug, name, price } = values;
      const row = {
        ...NEW_PLAN,
        ...given(values),
        slug,
        name,
        price,
        currency,
        ...dates,
        publicId: newPublicId(now),
      };
      const plan = planOf({ ...row, id: await this.rows(actor).insert(row) });
      await this.record(actor, 'created', plan, { ...plan });
      await tell(this.host, 'billing.plan.created', plan, actor);
      return plan;
    });
  }

  update(actor: Principal, id: number, values: Partial<PlanValues>): Promise<Plan> {
    if (values.currency !== undefined) assertCurrency(values.currency, 'currency');
    assertLimits(values.limits);
    return this.unlessNamed(values.slug, async () => {
      const before = await this.rows(actor).where({ id }).forUpdate().first();
      if (!before) throw notFound('plan', id);
      await this.assertTerms(actor, before, values);
      const columns = { ...given(values), updatedAt: this.host.clock.now() };
      await this.rows(actor).where({ id }).update(columns);
      const plan = planOf({ ...before, ...columns });
      await this.record(actor, 'updated', plan, changed(planOf(before), plan));
      await tell(this.host, 'billing.plan.updated', plan, actor);
      return plan;
    });
  }

  /** Whoever subscribes holds the plan's row: nobody comes in between. */
  private async assertTerms(actor: Principal, plan: PlanRow, values: Partial<PlanValues>): Promise<void> {
    const field = changedTerm(plan, values);
    if (field === undefined) return;
    const held = this.host.db
      .of(SUBSCRIPTIONS, actor)
      .where({ planId: plan.id })
      .compare('status', '<>', 'cancelled');
    if (!(await held.limit(1).first())) return;
    const message = `Plan ${plan.slug} is subscribed to and its ${field} stays: make another plan`;
    throw new ProblemError('conflict', message, { field });
  }

  private async find(rows: PlanRows, name: string): Promise<Plan | undefined> {
    const row = (await rows.where({ publicId: name }).first()) ?? (await rows.where({ slug: name }).first());
    return row && planOf(row);
  }

  private async unlessNamed(slug: string | undefined, body: () => Promise<Plan>): Promise<Plan> {
    try {
      return await this.host.db.transaction(body);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new ProblemError('conflict', `slug: there is a plan ${slug} already`, { field: 'slug' });
    }
  }

  private record(actor: Principal, action: string, { publicId }: Plan, changes: Record<string, unknown>) {
    return this.host.audit.record(actor, {
      action: `plan.${action}`,
      entityType: 'plan',
      entityId: publicId,
      changes,
    });
  }

  private rows(tenant: Tenant): PlanRows {
    return this.host.db.of(PLANS, tenant);
  }
}
