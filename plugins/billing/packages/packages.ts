import {
  againOnDuplicate,
  changed,
  given,
  isDuplicate,
  newPublicId,
  notFound,
  type Principal,
  ProblemError,
  type Rows,
} from '#host';
import type { BillingHost } from '../billing-host.js';
import type { BillingAccounts, Package, Packages, PackageValues, Unit } from '../contract.js';
import { assertCurrency } from '../currencies.js';
import type { Orders } from './orders.js';
import { PACKAGES, type PackageRow, packageOf } from './package-row.js';

/** What the operator sells once. What somebody ordered stays as it was when they did. */
export class PackageCatalogue implements Packages {
  constructor(
    private readonly host: BillingHost,
    private readonly accounts: BillingAccounts,
    private readonly orders: Orders,
  ) {}

  async list(unit: Unit): Promise<readonly Package[]> {
    return (await this.all(unit)).filter(({ active }) => active);
  }

  /** The cheapest first, those that are not sold any more too. */
  async all(unit?: Unit): Promise<readonly Package[]> {
    const rows = (await this.rows()).where(unit ? { unit } : {});
    return (await rows.orderBy('price').orderBy('id').all()).map(packageOf);
  }

  async named(slug: string): Promise<Package> {
    const found = await (await this.rows()).where({ slug }).first();
    if (!found) throw notFound('package', slug);
    return packageOf(found);
  }

  /** Undefined where there is none; by slug or public id. */
  async find(name: string): Promise<Package | undefined> {
    const rows = await this.rows();
    const found =
      (await rows.where({ slug: name }).first()) ?? (await rows.where({ publicId: name }).first());
    return found && packageOf(found);
  }

  async get(id: number): Promise<Package> {
    const found = await (await this.rows()).where({ id }).first();
    if (!found) throw notFound('package', id);
    return packageOf(found);
  }

  order(buyer: Principal, slug: string, key: string): Promise<{ readonly invoiceId: number }> {
    return againOnDuplicate(this.host.db, async () => {
      const before = await this.orders.underKey(buyer, key);
      if (before) return { invoiceId: before.invoiceId as number };
      const sold = await this.named(slug);
      if (!sold.active) throw new ProblemError('conflict', `The package ${slug} is not sold any more`);
      const { invoiceId } = await this.orders.open(buyer, { ...sold, packageId: sold.id }, key);
      return { invoiceId };
    });
  }

  async create(actor: Principal, values: PackageValues): Promise<Package> {
    const operator = await this.accounts.operator('its packages');
    const { currency = (await this.host.accounts.organization(operator)).currency, active = true } = values;
    assertCurrency(currency, 'currency');
    const now = this.host.clock.now();
    const row = { ...values, currency, active, publicId: newPublicId(now), createdAt: now, updatedAt: now };
    return this.host.db.transaction(async () => {
      const id = await this.insert(operator, row);
      const made = packageOf({ ...row, id });
      await this.record(actor, 'package.created', made.id, { ...made });
      return made;
    });
  }

  async update(actor: Principal, slug: string, values: Partial<PackageValues>): Promise<Package> {
    if (values.currency !== undefined) assertCurrency(values.currency, 'currency');
    return this.host.db.transaction(async () => {
      const rows = await this.rows();
      const row = await rows.where({ slug }).forUpdate().first();
      if (!row) throw notFound('package', slug);
      const before = packageOf(row);
      const changes = given(values);
      await rows.where({ id: row.id }).update({ ...changes, updatedAt: this.host.clock.now() });
      const after = packageOf({ ...before, ...changes });
      await this.record(actor, 'package.updated', row.id, changed(before, after));
      return after;
    });
  }

  private async insert(operator: Principal, row: Partial<PackageRow>): Promise<number> {
    try {
      return await this.host.db.of(PACKAGES, operator).insert(row);
    } catch (error) {
      if (!isDuplicate(error, 'slug')) throw error;
      throw new ProblemError('conflict', `There is a package ${row.slug} already`, { field: 'slug' });
    }
  }

  private async record(actor: Principal, action: string, entityId: number, changes: Record<string, unknown>) {
    const { orgId } = await this.accounts.operator('its packages');
    await this.host.audit.record({ ...actor, orgId }, { action, entityType: 'package', entityId, changes });
  }

  private async rows(): Promise<Rows<PackageRow>> {
    return this.host.db.of(PACKAGES, await this.accounts.operator('its packages'));
  }
}
