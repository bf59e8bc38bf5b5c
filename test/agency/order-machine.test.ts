import fc from 'fast-check';
import { DECLARED } from './declared-transitions.js';
import { type OrgApi, onOrgSites } from './org-api.js';

const onSites = onOrgSites();

const STATUSES = Object.keys(DECLARED);

const STAGES = [
  { id: 1, name: 'Briefing', order_status: 'submitted', allowed_next: [2, 5] },
  { id: 2, name: 'Work', order_status: 'in_progress', allowed_next: [3, 4] },
  { id: 3, name: 'Waiting', allowed_next: [2] },
  { id: 4, name: 'Review', order_status: 'in_review' },
  { id: 5, name: 'Away', order_status: 'cancelled' },
];

interface Step {
  readonly status?: string;
  /** Index of a stage. */
  readonly stage?: number;
}

const status = fc.constantFrom(...STATUSES);
const stage = fc.nat(STAGES.length - 1);
// Chance alone seldom gets far: many sequences begin with a legal way.
const WAY = ['submitted', 'in_progress', 'in_review', 'delivered', 'completed'];
const way = fc.nat(WAY.length).map((length) => WAY.slice(0, length).map((each): Step => ({ status: each })));
const odd = fc.array(
  fc.oneof(fc.record({ status }), fc.record({ stage }), fc.record({ status, stage })) as fc.Arbitrary<Step>,
  { minLength: 1, maxLength: 6 },
);
const sequences = fc.tuple(way, odd).map(([legal, others]) => [...legal, ...others]);

onSites('no sequence of requests leads along a transition that is not declared', async (t, api) => {
  const workflow = await api.agency.make('/workflows', {
    name: 'Orders',
    applies_to: 'order',
    stages: STAGES,
  });
  const refers = { clientId: await api.client(), serviceId: (await api.service()).publicId };
  const seen = new Set<string>();
  const play = async (steps: readonly Step[], workflowId: string | null) => {
    let before = await api.make('/orders', { ...refers, workflowId });
    for (const step of steps) {
      const stageId = step.stage === undefined ? undefined : workflow.stages[step.stage].public_id;
      const answer = await api.send('PUT', `/orders/${before.publicId}`, { status: step.status, stageId });
      const after = await api.get(`/orders/${before.publicId}`);
      check(answer.status, before, after, step);
      seen.add(`${answer.status}`);
      before = after;
    }
  };
  const check = (code: number, before: Found, after: Found, step: Step) => {
    const moved = before.status !== after.status || before.stageId !== after.stageId;
    if (![200, 409, 422].includes(code)) throw new Error(`${code} for ${JSON.stringify(step)}`);
    if (code !== 200 && moved) throw new Error(`refused ${JSON.stringify(step)}, and moved all the same`);
    if (code === 200 && step.status !== undefined && after.status !== step.status)
      throw new Error(`said yes to ${step.status}, and is ${after.status}`);
    if (before.status !== after.status && !DECLARED[before.status]?.includes(after.status))
      throw new Error(`${before.status} became ${after.status}`);
    const named = STAGES.find((_, index) => workflow.stages[index].public_id === after.stageId)?.order_status;
    if (named !== undefined && before.stageId !== after.stageId && named !== after.status)
      throw new Error(`${after.status} came to a stage of ${named}`);
  };
  const property = fc.asyncProperty(sequences, fc.boolean(), (steps, along) =>
    play(steps, along ? workflow.public_id : null),
  );
  await fc.assert(property, { numRuns: 25 });
  t.true(seen.has('200') && seen.has('409'));
});

type Found = Awaited<ReturnType<OrgApi['get']>>;
