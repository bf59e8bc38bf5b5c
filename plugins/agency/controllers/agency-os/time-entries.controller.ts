import {
  asWritten,
  Body,
  Controller,
  type Counted,
  camelKeys,
  type DayText,
  Delete,
  Get,
  type HostRequest,
  type Id,
  type Order,
  type Page,
  type PageNumber,
  type PageSize,
  Path,
  Post,
  Put,
  principalOf,
  Query,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { TimeEntries, TimeEntrySort } from '../../contract.js';
import {
  type DeletedTimeEntry,
  type TimeEntryBody,
  type TimeEntryPatch,
  type TimeEntryView,
  type TimerBody,
  timeEntryValues,
  timeEntryView,
} from './time-entry.view.js';

@Route('time-entries')
@Tags('Time Entries')
export class TimeEntriesController extends Controller {
  constructor(private readonly entries: TimeEntries) {
    super();
  }

  /** The latest day first. `from_date` and `to_date` include both days. */
  @Get()
  @Security('principal', ['time-entries:read'])
  async listTimeEntries(
    @Request() request: HostRequest,
    @Query() project_id?: Id,
    @Query() client_id?: Id,
    @Query() task_id?: Id,
    @Query() user_id?: Id,
    @Query() billable?: boolean,
    @Query() from_date?: DayText,
    @Query() to_date?: DayText,
    @Query() page: PageNumber = 1,
    @Query() per_page: PageSize = 10,
    @Query() orderby?: TimeEntrySort,
    @Query() order?: Order,
    @Query() total: Counted = true,
  ): Promise<Page<TimeEntryView>> {
    const listing = { page, perPage: per_page, sort: orderby, direction: order, total };
    const about = { projectId: project_id, clientId: client_id, taskId: task_id, userId: user_id, billable };
    const filter = { ...about, fromDate: from_date, toDate: to_date, ...listing };
    return (await asWritten(this.entries.list(principalOf(request), filter))).map(timeEntryView);
  }

  /** Billable, finished, and on no invoice. */
  @Get('unbilled')
  @Security('principal', ['time-entries:read'])
  async listUnbilledTimeEntries(
    @Request() request: HostRequest,
    @Query() client_id?: Id,
    @Query() project_id?: Id,
    @Query() page: PageNumber = 1,
    @Query() per_page: PageSize = 10,
    @Query() orderby?: TimeEntrySort,
    @Query() order?: Order,
    @Query() total: Counted = true,
  ): Promise<Page<TimeEntryView>> {
    const listing = { page, perPage: per_page, sort: orderby, direction: order, total };
    const filter = { clientId: client_id, projectId: project_id, ...listing };
    return (await this.entries.listUnbilled(principalOf(request), filter)).map(timeEntryView);
  }

  @Get('{id}')
  @Security('principal', ['time-entries:read'])
  async getTimeEntry(@Request() request: HostRequest, @Path() id: Id): Promise<TimeEntryView> {
    return timeEntryView(await this.entries.get(principalOf(request), id));
  }

  /** `date` and `minutes`, or `started_at` and `ended_at`. */
  @Post()
  @Security('principal', ['time-entries:write'])
  @SuccessResponse(201)
  async createTimeEntry(
    @Request() request: HostRequest,
    @Body() body: TimeEntryBody,
  ): Promise<TimeEntryView> {
    return timeEntryView(await asWritten(this.entries.create(principalOf(request), timeEntryValues(body))));
  }

  /** Starts a timer. One runs per user: 409 else. */
  @Post('start')
  @Security('principal', ['time-entries:write'])
  @SuccessResponse(201)
  async startTimer(@Request() request: HostRequest, @Body() body: TimerBody): Promise<TimeEntryView> {
    return timeEntryView(await asWritten(this.entries.start(principalOf(request), camelKeys(body))));
  }

  /** Stops a timer: at least one minute counts, at most a day. */
  @Post('{id}/stop')
  @Security('principal', ['time-entries:write'])
  @SuccessResponse(200)
  async stopTimer(@Request() request: HostRequest, @Path() id: Id): Promise<TimeEntryView> {
    return timeEntryView(await asWritten(this.entries.stop(principalOf(request), id)));
  }

  /** Changes what is given; 409 once billed. */
  @Put('{id}')
  @Security('principal', ['time-entries:write'])
  async updateTimeEntry(
    @Request() request: HostRequest,
    @Path() id: Id,
    @Body() body: TimeEntryPatch,
  ): Promise<TimeEntryView> {
    return timeEntryView(
      await asWritten(this.entries.update(principalOf(request), id, timeEntryValues(body))),
    );
  }

  /** 409 once billed. */
  @Delete('{id}')
  @Security('principal', ['time-entries:write'])
  async deleteTimeEntry(@Request() request: HostRequest, @Path() id: Id): Promise<DeletedTimeEntry> {
    return { deleted: true, previous: timeEntryView(await this.entries.delete(principalOf(request), id)) };
  }
}
