import type { Principal } from '#host';
import type { CatalogueRecords } from '../catalogue.js';
import type { StageSubject } from '../contract.js';
import type { OrderRecords } from '../orders/orders.js';
import type { ProjectRecords } from '../projects/projects.js';
import type { TaskRecords } from '../tasks/tasks.js';

/** A task or an order as effects of stages see it. */
export interface Face {
  readonly title: string;
  readonly clientId: number;
  readonly assigneeId: number | null;
}

interface Needs {
  readonly tasks: TaskRecords;
  readonly orders: OrderRecords;
  readonly projects: ProjectRecords;
  readonly catalogue: CatalogueRecords;
}

/** What tasks and orders have in common for the effects of stages. */
export class StageSubjects {
  constructor(private readonly needs: Needs) {}

  /** As it is now: an effect before may have changed it. */
  async face(actor: Principal, { type, record }: StageSubject): Promise<Face> {
    const { tasks, orders, projects, catalogue } = this.needs;
    if (type === 'task') {
      const { title, projectId, assigneeId } = await tasks.get(actor, record.id);
      const { clientId } = await projects.get(actor, projectId);
      return { title, clientId, assigneeId };
    }
    const { serviceId, clientId, assigneeId } = await orders.get(actor, record.id);
    return { title: (await catalogue.get(actor, serviceId)).name, clientId, assigneeId };
  }

  async assign(actor: Principal, { type, record }: StageSubject, assigneeId: number): Promise<void> {
    const { tasks, orders } = this.needs;
    if (type === 'task') await tasks.update(actor, record.id, { assigneeId });
    else await orders.update(actor, record.id, { assigneeId });
  }

  /** Where its tasks go: an order without a project gets one of its own. */
  async projectId(actor: Principal, subject: StageSubject): Promise<number> {
    const { tasks, orders, projects } = this.needs;
    const { type, record } = subject;
    if (type === 'task') return (await tasks.get(actor, record.id)).projectId;
    const { projectId, dueDate } = await orders.get(actor, record.id);
    if (projectId !== null && (await projects.exists(actor, projectId))) return projectId;
    const { title: name, clientId } = await this.face(actor, subject);
    const project = await projects.create(actor, { name, clientId, dueDate });
    await orders.setProject(actor, record.id, project.id);
    return project.id;
  }
}
