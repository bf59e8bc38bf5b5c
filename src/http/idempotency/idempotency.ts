import type { Context } from 'koa';
import type { Clock } from '../../clock.js';
import { againOnDuplicate } from '../../database/again-on-duplicate.js';
import type { Database } from '../../database/database.js';
import type { PublishedOperation } from '../route-table.js';
import { type Answered, answer, argumentsOf, perform } from '../run-operation.js';
import { stateOf } from '../state.js';
import { type Claim, Claims, LEASE_MS } from './claims.js';
import type { KeyedRequest } from './keyed-request.js';
import { answeredText, refusedText, replayed } from './outcomes.js';
import { Seal } from './seal.js';

/** Of operations that await more than the database, or whose refusals must leave rows: `@Extension(OWN_TRANSACTIONS, true)`. */
export const OWN_TRANSACTIONS = 'x-own-transactions';

export interface IdempotencyNeeds {
  readonly db: Database;
  readonly clock: Clock;
  /** Of the site, newest first. */
  readonly keys: readonly Buffer[];
}

interface Work {
  readonly ctx: Context;
  readonly operation: PublishedOperation;
  readonly claim: Claim;
  readonly seal: Seal;
}

/**
 * Does a request once, however often it is sent. A claim is committed first. Then the whole operation runs in one
 * transaction that ends with writing its outcome: the services' own transactions join it, so that effect and outcome
 * are committed by one commit, and a process that dies anywhere leaves both or neither. What it leaves is the claim,
 * which the next try takes over.
 *
 * Only so can one know what to replay: an outcome written when the service's own transaction ends would not hold yet
 * what the controller makes of it, and one written later would be missing after a crash in between. The price is that
 * the operation may await nothing but the database. One that has to says `x-own-transactions`: its outcome is
 * written afterwards, and when the process dies before that, further tries are refused instead of repeating it.
 */
export class Idempotency {
  private readonly claims: Claims;

  constructor(private readonly needs: IdempotencyNeeds) {
    this.claims = new Claims(needs.db, needs.clock);
  }

  async answer(ctx: Context, operation: PublishedOperation, request: KeyedRequest): Promise<void> {
    const seal = Seal.of(request, this.needs.keys);
    const taken = await this.claims.take({
      id: request.id,
      fingerprint: seal.fingerprint,
      repeatable: !ownTransactions(operation),
      matches: (fingerprint) => seal.matches(fingerprint),
    });
    if ('outcome' in taken) return answer(ctx, operation, replayed(ctx, seal.open(taken.outcome)));
    answer(ctx, operation, await this.work({ ctx, operation, claim: taken.claim, seal }));
  }

  prune(signal?: AbortSignal): Promise<void> {
    return this.claims.prune(signal);
  }

  private async work(work: Work): Promise<Answered> {
    const { ctx, claim } = work;
    const renewal = setInterval(() => {
      this.claims
        .renew(claim)
        .catch((err: unknown) => stateOf(ctx).log.warn({ err }, 'A lease was not renewed'));
    }, LEASE_MS / 3);
    renewal.unref();
    try {
      return await this.workOnce(work);
    } finally {
      clearInterval(renewal);
    }
  }

  private async workOnce(work: Work): Promise<Answered> {
    const { ctx, operation } = work;
    let fromService = false;
    try {
      const values = argumentsOf(ctx, operation);
      fromService = true;
      return await this.performed(work, values);
    } catch (error) {
      await this.refused(work, fromService ? refusedText(error, operation.surface) : undefined);
      throw error;
    }
  }

  private async performed(work: Work, values: readonly unknown[]): Promise<Answered> {
    const { ctx, operation } = work;
    const body = async () => {
      const answered = await perform(ctx, operation, values);
      await this.write(work, answeredText(answered));
      return answered;
    };
    // What the services repeat on a duplicate, each for itself, they cannot repeat inside of ours.
    return ownTransactions(operation) ? body() : againOnDuplicate(this.needs.db, body);
  }

  /** The effect is rolled back by now, so that the refusal may be written by itself. */
  private async refused(work: Work, text: string | undefined): Promise<void> {
    try {
      await this.write(work, text);
    } catch (error) {
      // The lease ends by itself, and the caller hears what went wrong first.
      stateOf(work.ctx).log.warn({ err: error }, 'The outcome of a request was not kept');
    }
  }

  private write({ claim, seal }: Work, text: string | undefined): Promise<void> {
    return text === undefined ? this.claims.release(claim) : this.claims.settle(claim, seal.close(text));
  }
}

function ownTransactions(operation: PublishedOperation): boolean {
  return operation.extensions[OWN_TRANSACTIONS] === true;
}
