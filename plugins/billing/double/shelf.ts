import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type Stripe from 'stripe';
import { Refusal } from './refusal.js';

/** Everything that the double knows. */
export type DoubleObject =
  | Stripe.Customer
  | Stripe.PaymentMethod
  | Stripe.PaymentIntent
  | Stripe.SetupIntent
  | Stripe.Charge
  | Stripe.Refund
  | Stripe.Dispute
  | Stripe.Checkout.Session
  | Stripe.BillingPortal.Session
  | Stripe.Event;

export type Kind = DoubleObject['object'];
export type ObjectOf<K extends Kind> = Extract<DoubleObject, { object: K }>;

/** The objects by their ids, in memory and, where a file is named, in that file after each change. */
export class Shelf {
  private readonly objects = new Map<string, DoubleObject>();
  /** What belongs to an object and is not shown with it. */
  private readonly notes = new Map<string, unknown>();

  constructor(private readonly file: string | null = null) {
    const { objects, notes } = file === null ? NOTHING : read(file);
    for (const object of objects) this.objects.set(object.id, object);
    for (const [id, note] of notes) this.notes.set(id, note);
  }

  keepNote(id: string, note: unknown): void {
    this.notes.set(id, note);
  }

  note<T>(id: string): T | undefined {
    return this.notes.get(id) as T | undefined;
  }

  newId(prefix: string): string {
    return `${prefix}_double${randomBytes(9).toString('hex')}`;
  }

  put<T extends DoubleObject>(object: T): T {
    this.objects.set(object.id, object);
    return object;
  }

  find<K extends Kind>(kind: K, id: string): ObjectOf<K> | undefined {
    const found = this.objects.get(id);
    return found?.object === kind ? (found as ObjectOf<K>) : undefined;
  }

  /** Refuses what is not there as the provider does; `param`: by which parameter it was named. */
  get<K extends Kind>(kind: K, id: string, param?: string): ObjectOf<K> {
    const found = this.find(kind, id);
    if (!found) throw Refusal.missing(kind, id, param);
    return found;
  }

  /** Newest first. */
  list<K extends Kind>(kind: K): ObjectOf<K>[] {
    const found = [...this.objects.values()].filter((object) => object.object === kind);
    return (found as ObjectOf<K>[]).reverse();
  }

  /** Whole or not at all, so that a double that is killed starts again. */
  save(): void {
    if (this.file === null) return;
    const written = `${this.file}.new`;
    const kept: Kept = { objects: [...this.objects.values()], notes: [...this.notes] };
    writeFileSync(written, JSON.stringify(kept), { mode: 0o600 });
    renameSync(written, this.file);
  }
}

interface Kept {
  readonly objects: readonly DoubleObject[];
  readonly notes: readonly (readonly [id: string, note: unknown])[];
}

const NOTHING: Kept = { objects: [], notes: [] };

function read(file: string): Kept {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return NOTHING;
    throw error;
  }
}
