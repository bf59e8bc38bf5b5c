import { dataOf, exchange, filled, type Headers } from '../../matrix/exchange.js';
import type { Json } from '../documents.js';
import {
  clientBody,
  projectBody,
  replyBody,
  stageBody,
  taskBody,
  ticketBody,
  timeEntryBody,
  timerBody,
  workflowBody,
} from './agency-bodies.js';
import { apiKeyBody } from './api-keys.js';
import { notificationBody } from './notifications.js';
import {
  messageBody,
  type OrderBase,
  orderBody,
  orderStages,
  orgTicketBody,
  serviceBody,
} from './org-bodies.js';

const AGENCY = '/wp-json/agency-os-ai/v1';

/** Somebody who may do everything in one organisation and on the site. */
export interface Owner {
  readonly url: string;
  readonly orgId: number;
  readonly userId: number;
  readonly headers: Headers;
  /** Until what keys were used for has been written down. */
  usesCounted(): Promise<void>;
  /** How a user is called outside. */
  publicUserId(userId: number): Promise<string>;
  /** A key of the organisation that belongs to no user, with everything. */
  key(surface: 'org' | 'ops' | 'hosting'): Promise<Headers>;
  /** Writes down a job that waits, or one that dies at once; answers its id. No operation does. */
  job?(kind: 'waiting' | 'dead', orgId?: number): Promise<string>;
  /** Makes a tier of the site's operator that nobody has; answers its name. */
  tier?(): Promise<string>;
}

/** Makes rows of one organisation through the API, each with the word `Aurora` in its texts. */
export class Maker {
  private keptOrderBase: Promise<OrderBase> | undefined;
  private kept: Promise<{ client: number; workflow: number; project: number; task: number }> | undefined;

  constructor(readonly owner: Owner) {}

  get userId(): number {
    return this.owner.userId;
  }

  /** Made once and kept, for whatever only needs something to refer to. */
  base() {
    this.kept ??= this.makeBase();
    return this.kept;
  }

  async client(changes: Json = {}): Promise<number> {
    return this.made('/clients', { ...clientBody(), ...changes });
  }

  /** By its public id, as the organisation's API knows it. */
  async orgClient(changes: Json = {}): Promise<string> {
    const { data } = (await this.call('get', `${AGENCY}/clients/${await this.client(changes)}`)).body as {
      data: { public_id: string };
    };
    return data.public_id;
  }

  async service(changes: Json = {}): Promise<string> {
    return this.orgMade('/services', { ...serviceBody(), ...changes });
  }

  /** What an order of this organisation refers to; made once and kept. */
  orderBase(): Promise<OrderBase> {
    this.keptOrderBase ??= this.makeOrderBase();
    return this.keptOrderBase;
  }

  /** By the public ids of its stages, in order: those of the workflow that `orderBase` names. */
  async orderStages(): Promise<string[]> {
    const { workflowId } = await this.orderBase();
    const answer = await this.agency('get', '/workflows?applies_to=order&per_page=100');
    const workflows = dataOf(answer) as unknown as { public_id: string; stages: { public_id: string }[] }[];
    const found = workflows.find(({ public_id }) => public_id === workflowId);
    return found?.stages.map(({ public_id }) => public_id) ?? [];
  }

  async order(changes: Json = {}): Promise<string> {
    return this.orgMade('/orders', { ...orderBody(await this.orderBase()), ...changes });
  }

  async changeOrder(publicId: string, changes: Json): Promise<void> {
    await this.call('put', `/api/v1/orders/${publicId}`, changes, await this.owner.key('org'));
  }

  async orgTicket(changes: Json = {}): Promise<string> {
    return this.orgMade('/tickets', { ...orgTicketBody(await this.orderBase()), ...changes });
  }

  async message(changes: Json = {}): Promise<string> {
    return this.orgMade('/messages', { ...messageBody(''), ...changes });
  }

  async workflow(changes: Json = {}): Promise<number> {
    return this.made('/workflows', { ...workflowBody(), ...changes });
  }

  async stages(workflow: number): Promise<number[]> {
    const answer = await this.agency('get', `/workflows/${workflow}/stages`);
    return (dataOf(answer) as unknown as { id: number }[]).map(({ id }) => id);
  }

  async stage(workflow: number): Promise<number> {
    return this.made(`/workflows/${workflow}/stages`, stageBody());
  }

  async project(changes: Json = {}): Promise<number> {
    const { client, workflow } = await this.base();
    return this.made('/projects', { ...projectBody(client, workflow), ...changes });
  }

  async task(changes: Json = {}): Promise<number> {
    const { project } = await this.base();
    return this.made('/tasks', { ...taskBody(project, this.userId), ...changes });
  }

  async timeEntry(changes: Json = {}): Promise<number> {
    const { project, task } = await this.base();
    return this.made('/time-entries', { ...timeEntryBody(project, task, this.userId), ...changes });
  }

  async ticket(changes: Json = {}): Promise<number> {
    const { client } = await this.base();
    return this.made('/tickets', { ...ticketBody(client, this.userId), ...changes });
  }

  async publicTicketId(id: number): Promise<string> {
    return dataOf(await this.agency('get', `/tickets/${id}`)).public_id as string;
  }

  async reply(ticket: number): Promise<number> {
    return this.made(`/tickets/${ticket}/replies`, replyBody());
  }

  /** A running one. */
  async timer(): Promise<number> {
    await this.stopTimer();
    const { project, task } = await this.base();
    return this.made('/time-entries/start', timerBody(project, task, this.userId));
  }

  /** A person has one timer: the one that runs makes place for the next. */
  async stopTimer(): Promise<void> {
    const query = `?user_id=${this.userId}&orderby=created_at&order=desc&per_page=100`;
    const entries = dataOf(await this.agency('get', `/time-entries${query}`)) as unknown as Json[];
    for (const { id, running } of entries) if (running) await this.agency('post', `/time-entries/${id}/stop`);
  }

  /** A job of the owner's organisation, or of another one. */
  async job(kind: 'waiting' | 'dead' = 'waiting', orgId?: number): Promise<string> {
    const id = await this.owner.job?.(kind, orgId);
    if (id === undefined) throw new Error('this owner makes no jobs');
    for (;;) {
      const { body } = await this.call('get', `/wp-json/koapress/v1/jobs/${id}`);
      if ((body as { status: string }).status === kind) return id;
    }
  }

  async tier(): Promise<string> {
    const name = await this.owner.tier?.();
    if (name === undefined) throw new Error('this owner makes no tiers');
    return name;
  }

  /** A call as the owner, by path from the origin. */
  async call(method: string, path: string, body?: Json, headers: Headers = {}) {
    const { url, headers: own } = this.owner;
    const answer = await exchange(url, { method, path, body, headers: { ...own, ...headers } });
    if (answer.status >= 300)
      throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text.slice(0, 500)}`);
    return answer;
  }

  private agency(method: string, path: string, body?: Json) {
    return this.call(method, AGENCY + path, body);
  }

  private async made(path: string, body: Json): Promise<number> {
    return dataOf(await this.agency('post', filled(path), body)).id as number;
  }

  private async makeOrderBase(): Promise<OrderBase> {
    const workflow = await this.workflow({ applies_to: 'order', stages: orderStages() });
    const { public_id } = dataOf(await this.agency('get', `/workflows/${workflow}`));
    return {
      clientId: await this.orgClient(),
      serviceId: await this.service(),
      assigneeId: await this.owner.publicUserId(this.userId),
      workflowId: public_id as string,
    };
  }

  /** Answers the public id. */
  private async orgMade(path: string, body: Json): Promise<string> {
    const headers = await this.owner.key('org');
    return dataOf(await this.call('post', `/api/v1${path}`, body, headers)).publicId as string;
  }

  /** Told to the organisation's programs, by its public id. */
  async notification(changes: Json = {}): Promise<string> {
    const headers = await this.owner.key('ops');
    return dataOf(
      await this.call('post', '/api/notifications', { ...notificationBody(), ...changes }, headers),
    ).id as string;
  }

  /** A key that was used once, by its public id. */
  async apiKey(): Promise<string> {
    const headers = await this.owner.key('ops');
    const path = `/api/organizations/${this.owner.orgId}/api-keys`;
    const { id, key } = dataOf(await this.call('post', path, apiKeyBody(), headers));
    await this.call('get', '/api/auth/me', undefined, { authorization: `Bearer ${key}` });
    return id as string;
  }

  private async makeBase() {
    const client = await this.client();
    const workflow = await this.workflow();
    const project = await this.made('/projects', projectBody(client, workflow));
    const task = await this.made('/tasks', taskBody(project, this.userId));
    return { client, workflow, project, task };
  }
}
