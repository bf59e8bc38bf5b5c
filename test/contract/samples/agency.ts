import {
  clientBody,
  orgClientBody,
  projectBody,
  replyBody,
  stageBody,
  stageEffects,
  taskBody,
  ticketBody,
  timeEntryBody,
  timerBody,
  workflowBody,
} from './agency-bodies.js';
import type { Maker } from './maker.js';
import type { Sample, Samples } from './sample.js';

const ORG = '/api/v1';
const BASE = '/wp-json/agency-os-ai/v1';

const project = async (make: Maker) => {
  const { client, workflow } = await make.base();
  return projectBody(client, workflow);
};
const task = async (make: Maker) => taskBody((await make.base()).project, make.userId);
const entry = async (make: Maker) => {
  const base = await make.base();
  return timeEntryBody(base.project, base.task, make.userId);
};
const ticket = async (make: Maker) => ticketBody((await make.base()).client, make.userId);
const inWorkflow = async (make: Maker) => ({ id: (await make.base()).workflow });

const effects = async (make: Maker) => stageEffects(make.userId, (await make.base()).project);

/** One stage of a workflow of its own, last and named by none. */
const lastStage = async (make: Maker) => {
  const id = await make.workflow();
  return { id, stage_id: await make.stage(id) };
};

/** `PUT` of a workflow names its stages by their ids. */
const workflowChange = async (make: Maker) => {
  const id = await make.workflow();
  const ids = await make.stages(id);
  const { stages, ...rest } = workflowBody();
  const renamed = (stages as { allowed_next: number[] }[]).map((stage, at) => ({
    ...stage,
    id: ids[at],
    allowed_next: stage.allowed_next.map((next) => ids[next - 1]),
  }));
  return { params: { id }, body: { ...rest, stages: renamed } };
};

/** Calls without parameters. */
const plain: Sample = () => ({});

export const agencySamples: Samples = {
  [`GET ${BASE}/clients`]: plain,
  [`POST ${BASE}/clients`]: () => ({ body: clientBody() }),
  [`GET ${BASE}/clients/{id}`]: async (make) => ({ params: { id: (await make.base()).client } }),
  [`PUT ${BASE}/clients/{id}`]: async (make) => ({ params: { id: await make.client() }, body: clientBody() }),
  [`DELETE ${BASE}/clients/{id}`]: async (make) => ({ params: { id: await make.client() } }),

  [`GET ${ORG}/clients`]: plain,
  [`POST ${ORG}/clients`]: () => ({ body: orgClientBody() }),
  [`GET ${ORG}/clients/{publicId}`]: async (make) => ({ params: { publicId: await make.orgClient() } }),
  [`PUT ${ORG}/clients/{publicId}`]: async (make) => ({
    params: { publicId: await make.orgClient() },
    body: orgClientBody(),
  }),
  [`DELETE ${ORG}/clients/{publicId}`]: async (make) => ({ params: { publicId: await make.orgClient() } }),

  [`GET ${BASE}/projects`]: plain,
  [`POST ${BASE}/projects`]: async (make) => ({ body: await project(make) }),
  [`GET ${BASE}/projects/{id}`]: async (make) => ({ params: { id: (await make.base()).project } }),
  [`GET ${BASE}/projects/{id}/tasks`]: async (make) => ({ params: { id: (await make.base()).project } }),
  [`PUT ${BASE}/projects/{id}`]: async (make) => ({
    params: { id: await make.project() },
    body: await project(make),
  }),
  [`DELETE ${BASE}/projects/{id}`]: async (make) => ({ params: { id: await make.project() } }),

  [`GET ${BASE}/tasks`]: plain,
  [`POST ${BASE}/tasks`]: async (make) => ({ body: await task(make) }),
  [`GET ${BASE}/tasks/{id}`]: async (make) => ({ params: { id: (await make.base()).task } }),
  [`PUT ${BASE}/tasks/{id}`]: async (make) => ({
    params: { id: await make.task() },
    body: await task(make),
  }),
  [`DELETE ${BASE}/tasks/{id}`]: async (make) => ({ params: { id: await make.task() } }),

  [`GET ${BASE}/time-entries/unbilled`]: plain,
  [`POST ${BASE}/time-entries`]: async (make) => ({ body: await entry(make) }),
  [`POST ${BASE}/time-entries/start`]: async (make) => {
    await make.stopTimer();
    const base = await make.base();
    return { body: timerBody(base.project, base.task, make.userId) };
  },
  [`POST ${BASE}/time-entries/{id}/stop`]: async (make) => ({ params: { id: await make.timer() } }),
  [`GET ${BASE}/time-entries/{id}`]: async (make) => ({ params: { id: await make.timeEntry() } }),
  [`PUT ${BASE}/time-entries/{id}`]: async (make) => ({
    params: { id: await make.timeEntry() },
    body: await entry(make),
  }),
  [`DELETE ${BASE}/time-entries/{id}`]: async (make) => ({ params: { id: await make.timeEntry() } }),

  [`GET ${BASE}/tickets`]: plain,
  [`POST ${BASE}/tickets`]: async (make) => ({ body: await ticket(make) }),
  [`GET ${BASE}/tickets/{id}`]: async (make) => ({ params: { id: await make.ticket() } }),
  [`PUT ${BASE}/tickets/{id}`]: async (make) => ({
    params: { id: await make.ticket() },
    body: await ticket(make),
  }),
  [`DELETE ${BASE}/tickets/{id}`]: async (make) => ({ params: { id: await make.ticket() } }),
  [`GET ${BASE}/tickets/{id}/replies`]: async (make) => {
    const id = await make.ticket();
    await make.reply(id);
    return { params: { id } };
  },
  [`POST ${BASE}/tickets/{id}/replies`]: async (make) => ({
    params: { id: await make.ticket() },
    body: replyBody(),
  }),

  [`GET ${BASE}/workflows`]: plain,
  [`POST ${BASE}/workflows`]: () => ({ body: workflowBody() }),
  [`GET ${BASE}/workflows/{id}`]: async (make) => ({ params: await inWorkflow(make) }),
  [`PUT ${BASE}/workflows/{id}`]: workflowChange,
  [`DELETE ${BASE}/workflows/{id}`]: async (make) => ({ params: { id: await make.workflow() } }),
  [`GET ${BASE}/workflows/{id}/stages`]: async (make) => ({ params: await inWorkflow(make) }),
  [`POST ${BASE}/workflows/{id}/stages`]: async (make) => ({
    params: { id: await make.workflow() },
    body: stageBody(await effects(make)),
  }),
  [`GET ${BASE}/workflows/{id}/stages/{stage_id}`]: async (make) => ({ params: await lastStage(make) }),
  [`PUT ${BASE}/workflows/{id}/stages/{stage_id}`]: async (make) => ({
    params: await lastStage(make),
    body: stageBody(await effects(make)),
  }),
  [`DELETE ${BASE}/workflows/{id}/stages/{stage_id}`]: async (make) => ({ params: await lastStage(make) }),
};
