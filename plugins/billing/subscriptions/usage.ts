import { ProblemError, type Tenant } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { Limits, Subscription, Usage, Violation } from '../contract.js';
import type { SubscriptionReader } from './subscription-reader.js';

type Measure = (buyer: Tenant) => Promise<number>;

/** What organisations use of what the operator's plans limit. */
export class UsageMeasures implements Usage {
  private readonly measures = new Map<string, Measure>();

  constructor(
    private readonly host: BillingHost,
    private readonly reader: SubscriptionReader,
  ) {}

  measure(name: string, read: Measure): () => void {
    if (this.measures.has(name)) throw new Error(`There is a measure ${name} already`);
    this.measures.set(name, read);
    return () => this.measures.delete(name);
  }

  async of(buyer: Tenant): Promise<Readonly<Record<string, number>>> {
    const read = [...this.measures].map(async ([name, measure]) => [name, await measure(buyer)] as const);
    return Object.fromEntries(await Promise.all(read));
  }

  async violations(buyer: Tenant, limits: Limits): Promise<readonly Violation[]> {
    return violationsOf(await this.of(buyer), limits);
  }

  async assertRoom(buyer: Tenant, name: string, more = 1): Promise<void> {
    const measure = this.measures.get(name);
    const allowed = measure && (await this.allowed(buyer, name));
    if (!measure || allowed === undefined || allowed === null) return;
    const used = await measure(buyer);
    if (used + more <= allowed) return;
    const message = `The plan has ${allowed} ${name.replaceAll('_', ' ')}, and ${used} are used: change the plan`;
    throw new ProblemError('payment_required', message, { data: { limit: name, used, allowed } });
  }

  /** Of the plan that gives the buyer its rights. Held, so that those who ask at once come one after the other. */
  private async allowed(buyer: Tenant, name: string): Promise<number | null | undefined> {
    const found = await this.reader.ofBuyer(buyer);
    if (!found) return undefined;
    const allowed = limitOf(found, name);
    if (typeof allowed !== 'number' || !this.host.db.inTransaction) return allowed;
    // Whoever had it until now may have changed the plan.
    return limitOf(await this.reader.hold(found.id), name);
  }
}

/** Only what is paid for, or tried, gives rights. */
function limitOf({ status, plan }: Subscription, name: string): number | null | undefined {
  return status === 'incomplete' || status === 'cancelled' ? undefined : plan.limits[name];
}

/** Every limit that is exceeded; what nothing measures is none. */
export function violationsOf(used: Readonly<Record<string, number>>, limits: Limits): readonly Violation[] {
  return Object.entries(limits).flatMap(([limit, allowed]) => {
    const amount = used[limit];
    return allowed !== null && amount !== undefined && amount > allowed
      ? [{ limit, used: amount, allowed }]
      : [];
  });
}
