import {
  type CamelKeys,
  camelKeys,
  type DayText,
  type Id,
  type InstantText,
  isDay,
  type LongText,
  type Whole,
} from '#host';
import type { TimeEntry, TimeEntryValues } from '../../contract.js';
import { invalid } from '../../problems.js';
import type { HourlyRate, SpentMinutes } from '../params.js';

/** Time on a project. While the timer runs `ended_at`, `minutes` and `rounded_minutes` are null. */
export interface TimeEntryView {
  id: Whole;
  client_id: Whole;
  project_id: Whole;
  task_id: Whole | null;
  user_id: Whole;
  date: string;
  started_at: Date | null;
  ended_at: Date | null;
  /** As spent. */
  minutes: Whole | null;
  /** As billed, by the client's rule at the time of writing. */
  rounded_minutes: Whole | null;
  billable: boolean;
  hourly_rate: Whole | null;
  description: string | null;
  running: boolean;
  /** Null until billed. */
  invoice_id: Whole | null;
  created_at: Date;
  updated_at: Date;
}

export interface DeletedTimeEntry {
  deleted: boolean;
  previous: TimeEntryView;
}

export interface TimerPatch {
  project_id?: Id;
  /** A task of the project. */
  task_id?: Id | null;
  /** Default: oneself. */
  user_id?: Id;
  /** Default: the project's. */
  billable?: boolean;
  /** Default: the person's, else the project's, else the client's. */
  hourly_rate?: HourlyRate | null;
  description?: LongText | null;
}

export interface TimerBody extends TimerPatch {
  project_id: Id;
}

export interface TimeEntryPatch extends TimerPatch {
  /** Required with `minutes`; otherwise the day of the start in the organisation's time zone. */
  date?: DayText;
  /** Required, unless start and end are given. */
  minutes?: SpentMinutes;
  started_at?: InstantText;
  ended_at?: InstantText;
}

export interface TimeEntryBody extends TimeEntryPatch {
  project_id: Id;
}

export function timeEntryView(entry: TimeEntry): TimeEntryView {
  return {
    id: entry.id,
    client_id: entry.clientId,
    project_id: entry.projectId,
    task_id: entry.taskId,
    user_id: entry.userId,
    date: entry.date,
    started_at: entry.startedAt,
    ended_at: entry.endedAt,
    minutes: entry.minutes,
    rounded_minutes: entry.roundedMinutes,
    billable: entry.billable,
    hourly_rate: entry.hourlyRate,
    description: entry.description,
    running: entry.running,
    invoice_id: entry.invoiceId,
    created_at: entry.createdAt,
    updated_at: entry.updatedAt,
  };
}

export type TimeEntryInput<Body> = Omit<CamelKeys<Body>, 'startedAt' | 'endedAt'> &
  Pick<TimeEntryValues, 'startedAt' | 'endedAt'>;

/** The body with instants read. */
export function timeEntryValues<Body extends TimeEntryPatch>(body: Body): TimeEntryInput<Body> {
  const { started_at, ended_at, ...rest } = body;
  const instants = {
    startedAt: instantOf(started_at, 'started_at'),
    endedAt: instantOf(ended_at, 'ended_at'),
  };
  return { ...camelKeys(rest), ...instants } as unknown as TimeEntryInput<Body>;
}

const EARLIEST = Date.UTC(1970, 0, 1);

function instantOf(text: string | undefined, field: string): Date | undefined {
  if (text === undefined) return undefined;
  const instant = new Date(text);
  // `Date` takes 30 February for 1 March.
  if (isDay(text.slice(0, 10)) && instant.getTime() >= EARLIEST) return instant;
  throw invalid(field, 'format', `${field} is no instant that can be kept`);
}
