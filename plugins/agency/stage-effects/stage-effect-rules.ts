import { type FieldProblem, given, type Principal, ProblemError, reaches, type Tenant } from '#host';
import type { AgencyHost } from '../agency-host.js';
import type { StageEffect, StageEffectDraft, StageEffectType } from '../contract.js';
import { assertMember } from '../members.js';
import { invalid, unknownReference } from '../problems.js';
import { PROJECTS } from '../projects/project-row.js';

type Field = Exclude<keyof StageEffectDraft, 'type'>;

/** What each type needs, and what it has beside it with its default. */
const SHAPES: Readonly<
  Record<StageEffectType, { readonly needs: readonly Field[]; readonly beside: Partial<StageEffectDraft> }>
> = {
  assign: { needs: ['userId'], beside: {} },
  notify: { needs: ['message'], beside: { userId: null } },
  mail: { needs: ['message'], beside: { to: 'client', subject: null } },
  create_task: {
    needs: ['title'],
    beside: { description: null, projectId: null, assigneeId: null, priority: 'normal', dueInDays: null },
  },
  webhook: { needs: [], beside: {} },
};

const MOST_EFFECTS = 10;

const TASKS_OF_ALL = ['tasks:write', 'tasks:manage'];

/**
 * Effects act for the organisation, on tasks and orders: nobody has done by them what they may not do themselves. A
 * task of an order may come with a project.
 */
const SCOPES: Readonly<Partial<Record<StageEffectType, readonly string[]>>> = {
  assign: [...TASKS_OF_ALL, 'orders:write'],
  create_task: [...TASKS_OF_ALL, 'projects:write'],
};

/** Makes effects whole, and refuses what could never be done. */
export class StageEffectRules {
  constructor(private readonly host: AgencyHost) {}

  /** `place`: the field that holds the effects. */
  async checked(
    actor: Principal,
    drafts: readonly StageEffectDraft[],
    place: string,
  ): Promise<StageEffect[]> {
    if (drafts.length > MOST_EFFECTS)
      throw invalid(place, 'max_items', `${place}: at most ${MOST_EFFECTS} effects`);
    const effects: StageEffect[] = [];
    for (const [index, draft] of drafts.entries()) {
      const at = `${place}.${index}`;
      const effect = whole(given(draft) as StageEffectDraft, at);
      assertMayDo(actor, SCOPES[effect.type] ?? []);
      await this.assertReferences(actor, effect, at);
      effects.push(effect as StageEffect);
    }
    return effects;
  }

  private async assertReferences(tenant: Tenant, effect: StageEffectDraft, at: string): Promise<void> {
    const { userId, assigneeId, projectId } = effect;
    for (const [name, id] of Object.entries({ userId, assigneeId }))
      if (typeof id === 'number') await assertMember(this.host.accounts, tenant, `${at}.${name}`, id);
    if (typeof projectId !== 'number') return;
    const project = await this.host.db.of(PROJECTS, tenant).where({ id: projectId }).first();
    if (!project) throw unknownReference(`${at}.projectId`, projectId);
  }
}

function assertMayDo(actor: Principal, scopes: readonly string[]): void {
  const scope = scopes.find((each) => !reaches(actor, each, 'organization'));
  if (scope === undefined) return;
  throw new ProblemError('forbidden', `This effect needs the scope ${scope}`, { data: { scope } });
}

function whole(draft: StageEffectDraft, at: string): StageEffectDraft {
  const { needs, beside } = SHAPES[draft.type];
  const missing = needs.filter((name) => draft[name] === undefined || draft[name] === null);
  const strange = Object.keys(draft).filter(
    (name) => name !== 'type' && !needs.includes(name as Field) && !(name in beside),
  );
  const details: FieldProblem[] = [
    ...missing.map((name) => fault(`${at}.${name}`, 'required', `${draft.type} needs it`)),
    ...strange.map((name) => fault(`${at}.${name}`, 'unknown', `${draft.type} has no such field`)),
  ];
  if (details.length === 0) return { ...beside, ...draft };
  throw new ProblemError('invalid', details.map(({ message }) => message).join('; '), { details });
}

function fault(field: string, rule: string, message: string): FieldProblem {
  return { field, rule, message: `${field}: ${message}` };
}
