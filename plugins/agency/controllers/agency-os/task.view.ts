import type { DayText, Id, LongText, Title, Whole } from '#host';
import type { Priority, Task, TaskStatus } from '../../contract.js';
import type { Minutes } from '../params.js';

export interface TaskView {
  id: Whole;
  title: string;
  project_id: Whole;
  stage_id: Whole;
  assignee_id: Whole | null;
  description: string | null;
  priority: Priority;
  status: TaskStatus;
  due_date: string | null;
  estimate_minutes: Whole | null;
  created_at: Date;
  updated_at: Date;
}

export interface DeletedTask {
  deleted: boolean;
  previous: TaskView;
}

export interface TaskPatch {
  title?: Title;
  /** Stays while time is kept on the task. */
  project_id?: Id;
  /** Default: the workflow's first. A task moves only to stages that `allowed_next` of its own names: 409 else. */
  stage_id?: Id;
  /** A member of the organisation. */
  assignee_id?: Id | null;
  description?: LongText | null;
  /** Default: normal. */
  priority?: Priority;
  /** Follows the stage. Given without one, the task goes to the first allowed stage that makes it so. */
  status?: TaskStatus;
  due_date?: DayText | null;
  estimate_minutes?: Minutes | null;
}

export interface TaskBody extends TaskPatch {
  title: Title;
  project_id: Id;
}

export function taskView(task: Task): TaskView {
  return {
    id: task.id,
    title: task.title,
    project_id: task.projectId,
    stage_id: task.stageId,
    assignee_id: task.assigneeId,
    description: task.description,
    priority: task.priority,
    status: task.status,
    due_date: task.dueDate,
    estimate_minutes: task.estimateMinutes,
    created_at: task.createdAt,
    updated_at: task.updatedAt,
  };
}
