import type { LedgerType } from '../../plugins/billing/contract.js';

/** One step of a random history; `key` and `which` are few, so that they come again. */
export type Step =
  | {
      readonly do: 'grant';
      readonly key: number;
      readonly amount: number;
      readonly type: Exclude<LedgerType, 'consume'>;
    }
  | { readonly do: 'spend' | 'reserve' | 'withdraw'; readonly key: number; readonly amount: number }
  | { readonly do: 'settle'; readonly which: number; readonly share: number }
  | { readonly do: 'release'; readonly which: number };

interface Held {
  readonly amount: number;
  status: 'held' | 'settled' | 'released';
}

/** What an organisation should have after each step, reckoned without the ledger. Nothing is there at first. */
export class LedgerModel {
  balance = 0;
  private readonly moved = new Set<number>();
  private readonly reserved = new Map<number, Held>();
  /** As the history notes them: what comes again is noted again. */
  private readonly noted: Held[] = [];

  get available(): number {
    const held = [...this.reserved.values()].filter(({ status }) => status === 'held');
    return held.reduce((left, { amount }) => left - amount, this.balance);
  }

  play(step: Step): void {
    if (step.do === 'grant') this.once(step.key, step.amount);
    if (step.do === 'spend' && step.amount <= this.available) this.once(step.key, -step.amount);
    if (step.do === 'withdraw') this.once(step.key, -Math.min(step.amount, this.available));
    if (step.do === 'reserve') this.reserve(step.key, step.amount);
    if (step.do === 'settle') this.end(this.noted[step.which], step.share);
    if (step.do === 'release') this.end(this.noted[step.which], undefined);
  }

  private once(key: number, amount: number): void {
    if (amount === 0 || this.moved.has(key)) return;
    this.moved.add(key);
    this.balance += amount;
  }

  private reserve(key: number, amount: number): void {
    const known = this.reserved.get(key);
    if (!known && amount > this.available) return;
    const held = known ?? { amount, status: 'held' };
    this.reserved.set(key, held);
    this.noted.push(held);
  }

  /** With the share that was used, or given back whole. */
  private end(held: Held | undefined, share: number | undefined): void {
    if (held?.status !== 'held') return;
    held.status = share === undefined ? 'released' : 'settled';
    this.balance -= Math.floor((held.amount * (share ?? 0)) / 100);
  }
}
