import type { Principal } from '#host';
import type { AgencyHost } from '../agency-host.js';
import type { ClientRecords } from '../clients/clients.js';
import type { Rounding, TimeEntry, TimerValues } from '../contract.js';
import { assertMember } from '../members.js';
import { assertOwn, contradiction, invalid } from '../problems.js';
import type { ProjectRecords } from '../projects/projects.js';
import type { TaskRecords } from '../tasks/tasks.js';

/** Without it only one's own time. */
export const MANAGE_TIME = 'time-entries:manage';

/** What time is spent on, by whom, and what follows from it. */
export type TimeFacts = Pick<
  TimeEntry,
  'clientId' | 'projectId' | 'taskId' | 'userId' | 'billable' | 'hourlyRate' | 'description'
>;

/** Resolves the references of a time entry, and keeps what they refer to until the transaction ends. */
export class TimeTargets {
  constructor(
    private readonly host: AgencyHost,
    private readonly clients: ClientRecords,
    private readonly projects: ProjectRecords,
    private readonly tasks: TaskRecords,
  ) {}

  /** `before` has its user already, who may have left since. */
  async resolve(
    actor: Principal,
    values: TimerValues,
    before?: TimeEntry,
  ): Promise<{ facts: TimeFacts; rounding: Rounding }> {
    const userId = await this.userOf(actor, values.userId, before?.userId);
    const project = await this.projects.lockReferred(actor, values.projectId, 'projectId');
    const taskId = values.taskId ?? null;
    if (taskId !== null) await this.assertTaskOf(actor, taskId, project.id);
    const rounding = await this.clients.roundingOf(actor, project.clientId);
    const facts = {
      clientId: project.clientId,
      projectId: project.id,
      taskId,
      userId,
      billable: values.billable ?? project.billable,
      hourlyRate: values.hourlyRate ?? null,
      description: values.description ?? null,
    };
    return { facts, rounding };
  }

  private async userOf(actor: Principal, wanted: number | undefined, present: number | undefined) {
    const userId = wanted ?? actor.userId;
    if (userId === null)
      throw invalid('userId', 'required', 'userId is required: this credential is no user');
    assertOwn(actor, userId, MANAGE_TIME);
    if (userId !== actor.userId && userId !== present)
      await assertMember(this.host.accounts, actor, 'userId', userId);
    return userId;
  }

  private async assertTaskOf(actor: Principal, taskId: number, projectId: number): Promise<void> {
    const task = await this.tasks.lockReferred(actor, taskId, 'taskId');
    if (task.projectId !== projectId)
      throw contradiction('taskId', `taskId: task ${taskId} is of another project`);
  }
}
