import { dayAfter, dayAt, inNameOf, type Person, type Principal, ProblemError } from '#host';
import type { AgencyHost } from '../agency-host.js';
import type { ClientRecords } from '../clients/clients.js';
import type { MailEffect, StageEffect, StageEntered, TaskValues } from '../contract.js';
import { stageEnteredMail } from '../mail/stage-entered.js';
import type { TaskRecords } from '../tasks/tasks.js';
import { STAGE_ENTERED } from '../webhook-events.js';
import type { StageSubjects } from './stage-subjects.js';

type Of<T extends StageEffect['type']> = Extract<StageEffect, { readonly type: T }>;
type Deed<T extends StageEffect['type']> = (
  workflow: Principal,
  effect: Of<T>,
  entered: StageEntered,
) => Promise<void>;
type Deeds = { readonly [T in StageEffect['type']]: Deed<T> };

const LONGEST_TITLE = 200;

/** What each effect of a stage does. It writes rows alone: mails and webhooks leave after the commit. */
export class StageEffectDeeds {
  constructor(
    private readonly host: AgencyHost,
    private readonly subjects: StageSubjects,
    private readonly clients: ClientRecords,
    private readonly tasks: TaskRecords,
  ) {}

  /** Throws a problem where it cannot be done any more, before anything was written. */
  do(workflow: Principal, effect: StageEffect, entered: StageEntered): Promise<void> {
    const deed = this.deeds[effect.type] as Deed<StageEffect['type']>;
    return deed(workflow, effect, entered);
  }

  private readonly deeds: Deeds = {
    assign: (workflow, { userId }, { subject }) => this.subjects.assign(workflow, subject, userId),

    notify: async (workflow, { userId, message }, { subject, stage }) => {
      const { title, assigneeId } = await this.subjects.face(workflow, subject);
      const person = await this.member(workflow, userId ?? assigneeId);
      await this.host.notifications.notify(
        { userId: person.id, orgId: workflow.orgId },
        {
          type: 'agency.stage-entered',
          title: `${title}: ${stage.name}`.slice(0, LONGEST_TITLE).toWellFormed(),
          message,
          data: { [`${subject.type}Id`]: subject.record.id, stageId: stage.id },
        },
      );
    },

    mail: async (workflow, effect, { subject, stage }) => {
      const face = await this.subjects.face(workflow, subject);
      const to = await this.addressee(workflow, effect, face);
      const { name: organization, locale: language } = await this.host.accounts.organization(workflow);
      await this.host.mailer.send(workflow.orgId, {
        template: stageEnteredMail.name,
        to,
        ...(await inNameOf(this.host.accounts, workflow, organization)),
        data: {
          subject: effect.subject ?? `${face.title}: ${stage.name}`,
          title: face.title,
          stage: stage.name,
          lines: effect.message.split('\n'),
          organization,
          language,
        },
      });
    },

    create_task: async (workflow, { type: _, dueInDays, projectId, ...values }, { subject }) => {
      const { timezone } = await this.host.accounts.organization(workflow);
      const today = dayAt(this.host.clock.now(), timezone);
      const task: Omit<TaskValues, 'projectId'> = {
        ...values,
        dueDate: dueInDays === null ? null : dayAfter(today, dueInDays),
      };
      if (values.assigneeId !== null) await this.member(workflow, values.assigneeId);
      const project = projectId ?? (await this.subjects.projectId(workflow, subject));
      await this.tasks.create(workflow, { ...task, projectId: project });
    },

    webhook: async (workflow, _effect, { stage, subject }) => {
      const { effects: _, ...shown } = stage;
      const { type, record } = subject;
      await this.host.webhooks.emit(workflow.orgId, STAGE_ENTERED.name, { stage: shown, [type]: record });
    },
  };

  private async addressee(
    workflow: Principal,
    { to }: MailEffect,
    face: { readonly clientId: number; readonly assigneeId: number | null },
  ): Promise<string> {
    if (to === 'assignee') return (await this.member(workflow, face.assigneeId)).email;
    const { email, name } = await this.clients.get(workflow, face.clientId);
    if (email === null) throw new ProblemError('conflict', `${name} has no e-mail address`);
    return email;
  }

  private async member(workflow: Principal, userId: number | null): Promise<Person> {
    if (userId === null) throw new ProblemError('conflict', 'Nobody is assigned');
    const person = (await this.host.accounts.members(workflow, [userId])).get(userId);
    if (!person) throw new ProblemError('conflict', `User ${userId} is no member any more`);
    return person;
  }
}
