import { AsyncLocalStorage } from 'node:async_hooks';
import { type Principal, ProblemError } from '#host';
import type { AgencyHost } from '../agency-host.js';
import type { StageEffect, StageEffectType, StageEntered } from '../contract.js';
import type { StageEffectDeeds } from './stage-effect-deeds.js';

/** One move may bring others with it, but not for ever. */
const MOST_ENTRIES = 20;

interface Chain {
  entries: number;
  ended: boolean;
}

interface Skipped {
  readonly type: StageEffectType;
  readonly reason: string;
}

/**
 * Does what a stage brings with it, in the transaction of the move: so each effect happens once for each time that
 * something comes there. What cannot be done any more is left out and written to the audit log.
 */
export class StageWork {
  /** The move that began it all, through whatever its effects and their listeners move. */
  private readonly chains = new AsyncLocalStorage<Chain>();

  constructor(
    private readonly host: AgencyHost,
    private readonly deeds: StageEffectDeeds,
  ) {}

  async enter(entered: StageEntered): Promise<void> {
    if (entered.stage.effects.length === 0) return;
    const chain = this.chains.getStore();
    if (chain && !chain.ended) return this.next(chain, entered);
    const first: Chain = { entries: 0, ended: false };
    try {
      await this.chains.run(first, () => this.next(first, entered));
    } finally {
      first.ended = true;
    }
  }

  private async next(chain: Chain, entered: StageEntered): Promise<void> {
    chain.entries += 1;
    const { effects } = entered.stage;
    if (chain.entries <= MOST_ENTRIES) return this.run(entered);
    const reason = `one move has led to more than ${MOST_ENTRIES} others`;
    await this.record(
      entered,
      [],
      effects.map(({ type }) => ({ type, reason })),
    );
  }

  private async run(entered: StageEntered): Promise<void> {
    const { stage, actor } = entered;
    const workflow = this.host.actAs(actor.orgId, `agency: stage ${stage.name}`);
    const done: StageEffectType[] = [];
    const skipped: Skipped[] = [];
    for (const effect of stage.effects) {
      const reason = await this.attempt(workflow, effect, entered);
      if (reason === undefined) done.push(effect.type);
      else skipped.push({ type: effect.type, reason });
    }
    await this.record(entered, done, skipped);
  }

  /** Why it cannot be done; undefined when it is. Anything but a refusal ends the whole move. */
  private async attempt(
    workflow: Principal,
    effect: StageEffect,
    entered: StageEntered,
  ): Promise<string | undefined> {
    try {
      await this.deeds.do(workflow, effect, entered);
      return undefined;
    } catch (error) {
      if (error instanceof ProblemError && error.code !== 'unavailable') return error.message;
      throw error;
    }
  }

  private record(
    { actor, stage, subject }: StageEntered,
    done: readonly StageEffectType[],
    skipped: readonly Skipped[],
  ): Promise<void> {
    const { type: entityType, record } = subject;
    const changes = { stage: stage.name, stageId: stage.id, done, skipped };
    const action = `${entityType}.stage_effects`;
    const entityId = 'publicId' in record ? record.publicId : record.id;
    return this.host.audit.record(actor, { action, entityType, entityId, changes });
  }
}
