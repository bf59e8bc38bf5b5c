import Stripe from 'stripe';
import type { Behaviour } from './behaviour.js';

/** Where events go, and by which secret they are signed. */
export interface Receiver {
  readonly url: string;
  readonly secret: string;
}

/** Pauses before an event that was not taken is sent again. The provider's own go on for three days. */
const PAUSES_MS = [200, 500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000];
const ANSWER_WITHIN_MS = 20_000;

/** Sends events, signed by the provider's own scheme, until they are taken. */
export class Delivery {
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly ended = new AbortController();
  private sending = 0;
  /** How often each event was answered with a 2xx. */
  readonly taken = new Map<string, number>();

  constructor(
    private readonly receiver: () => Receiver | null,
    private readonly behaviour: Behaviour,
  ) {}

  /** Nothing waits to be sent or is being sent. */
  get idle(): boolean {
    return this.timers.size === 0 && this.sending === 0;
  }

  deliver(event: Stripe.Event): void {
    if (this.behaviour.mute) return;
    for (let copy = 0; copy < (this.behaviour.twice ? 2 : 1); copy += 1)
      this.later(this.behaviour.late + Math.random() * this.behaviour.outOfOrder, event, 0);
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.ended.abort();
  }

  private later(delayMs: number, event: Stripe.Event, attempt: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void this.send(event, attempt);
    }, delayMs);
    this.timers.add(timer);
  }

  private async send(event: Stripe.Event, attempt: number): Promise<void> {
    const receiver = this.receiver();
    if (!receiver) return;
    this.sending += 1;
    const taken = await this.post(receiver, JSON.stringify(event, null, 2));
    this.sending -= 1;
    if (taken) this.taken.set(event.id, (this.taken.get(event.id) ?? 0) + 1);
    const pause = PAUSES_MS[attempt];
    if (!taken && pause !== undefined && !this.ended.signal.aborted) this.later(pause, event, attempt + 1);
  }

  private async post({ url, secret }: Receiver, payload: string): Promise<boolean> {
    const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret });
    const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature };
    const signal = AbortSignal.any([this.ended.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    try {
      const answer = await fetch(url, { method: 'POST', headers, body: payload, signal });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }
}
