import { Refusal } from './refusal.js';

/** What was answered, as it left. */
export interface Answered {
  readonly status: number;
  readonly text: string;
}

interface Kept {
  readonly request: string;
  answered: Answered | null;
}

/** One effect a key: a second request is answered as the first one was. */
export class IdempotencyKeys {
  private readonly kept = new Map<string, Kept>();

  /** What this request was answered before; undefined when it is the first one, which then must `keep`. */
  before(key: string, request: string): Answered | undefined {
    const kept = this.kept.get(key);
    if (!kept) {
      this.kept.set(key, { request, answered: null });
      return undefined;
    }
    if (kept.request !== request) throw Refusal.otherParameters(key);
    if (!kept.answered) throw Refusal.keyInUse(key);
    return kept.answered;
  }

  keep(key: string, answered: Answered): void {
    const kept = this.kept.get(key);
    if (kept) kept.answered = answered;
  }

  /** Nothing was done: the key is free again. */
  free(key: string): void {
    this.kept.delete(key);
  }
}
