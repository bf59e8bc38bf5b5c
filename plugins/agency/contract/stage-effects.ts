import { type EventType, eventType, type Principal } from '#host';
import type { Order } from './orders.js';
import type { Priority, Task } from './tasks.js';
import type { Stage } from './workflows.js';

/** What comes into the stage is this person's from then on. */
export interface AssignEffect {
  readonly type: 'assign';
  readonly userId: number;
}

/** Tells a person in the site. */
export interface NotifyEffect {
  readonly type: 'notify';
  /** Null: whoever it is assigned to. */
  readonly userId: number | null;
  readonly message: string;
}

export interface MailEffect {
  readonly type: 'mail';
  readonly to: 'client' | 'assignee';
  /** Null: what came, and where. */
  readonly subject: string | null;
  readonly message: string;
}

export interface CreateTaskEffect {
  readonly type: 'create_task';
  readonly title: string;
  readonly description: string | null;
  /** Null: the task's own project; the order's, which is made when it has none. */
  readonly projectId: number | null;
  readonly assigneeId: number | null;
  readonly priority: Priority;
  /** From the day on which the stage is entered. Null: no due date. */
  readonly dueInDays: number | null;
}

/** Tells the organisation's webhooks that ask for `agency.stage.entered`. */
export interface WebhookEffect {
  readonly type: 'webhook';
}

/** What happens when a task or an order comes into a stage. */
export type StageEffect = AssignEffect | NotifyEffect | MailEffect | CreateTaskEffect | WebhookEffect;
export type StageEffectType = StageEffect['type'];

/** An effect as it is written: fields of its type alone, and what is left out has its default. */
export interface StageEffectDraft {
  readonly type: StageEffectType;
  readonly userId?: number | null;
  readonly message?: string;
  readonly to?: MailEffect['to'];
  readonly subject?: string | null;
  readonly title?: string;
  readonly description?: string | null;
  readonly projectId?: number | null;
  readonly assigneeId?: number | null;
  readonly priority?: Priority;
  readonly dueInDays?: number | null;
}

/** What has come into a stage, as it was then. */
export type StageSubject =
  | { readonly type: 'task'; readonly record: Task }
  | { readonly type: 'order'; readonly record: Order };

export interface StageEntered {
  readonly actor: Principal;
  readonly stage: Stage;
  readonly subject: StageSubject;
}

/** A task or an order has come into a stage, also its first one. Published in the transaction of the move. */
export const stageEntered: EventType<StageEntered> = eventType<StageEntered>('agency.stage.entered');
