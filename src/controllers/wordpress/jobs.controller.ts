import {
  Body,
  Controller,
  Get,
  type HostRequest,
  type Page,
  Path,
  Post,
  principalOf,
  Query,
  Request,
  Route,
  Security,
  Tags,
} from '#host';
import type { JobControl } from '../../jobs/job-control.js';
import { type JobDetailView, type JobStatusView, type JobView, jobDetailView, jobView } from './job.view.js';
import type { PageNumber, PageSize } from './user-parameters.js';

/** @pattern ^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$ */
export type JobId = string;

/** @maxLength 120 */
export type JobName = string;

/**
 * An organisation; 0 for the jobs of the site itself.
 * @isInt @minimum 0 @maximum 9007199254740991
 */
export type JobOrganization = number;

export interface JobChange {
  /** Any JSON, at most 65,536 bytes. */
  payload: unknown;
}

/** Durable work that waits, runs, or has ended. What is done is shown for a day, what is dead for 90 days. */
@Route('koapress/v1/jobs')
@Tags('Jobs')
export class JobsController extends Controller {
  constructor(private readonly jobs: JobControl) {
    super();
  }

  /** Newest first; of one status, what came to it last first. */
  @Get()
  @Security('principal', ['jobs:read'])
  async list(
    @Query() status?: JobStatusView,
    @Query() name?: JobName,
    @Query() org_id?: JobOrganization,
    @Query() page: PageNumber = 1,
    @Query() per_page: PageSize = 10,
  ): Promise<Page<JobView>> {
    return (await this.jobs.list({ status, name, orgId: org_id }, page, per_page)).map(jobView);
  }

  @Get('{id}')
  @Security('principal', ['jobs:read'])
  async get(@Path() id: JobId): Promise<JobDetailView> {
    return jobDetailView(await this.jobs.get(id));
  }

  /** Gives it another payload and begins it anew, with all its attempts. Not while it runs, nor when it is done. */
  @Post('{id}')
  @Security('principal', ['jobs:write'])
  async edit(@Request() request: HostRequest, @Path() id: JobId, @Body() body: JobChange): Promise<JobView> {
    return jobView(await this.jobs.edit(principalOf(request), id, body.payload));
  }

  /** Begins it anew at once, with all its attempts. Not while it runs, nor when it is done. */
  @Post('{id}/retry')
  @Security('principal', ['jobs:write'])
  async retry(@Request() request: HostRequest, @Path() id: JobId): Promise<JobView> {
    return jobView(await this.jobs.retry(principalOf(request), id));
  }

  /** Takes it back while it waits. */
  @Post('{id}/cancel')
  @Security('principal', ['jobs:write'])
  async cancel(@Request() request: HostRequest, @Path() id: JobId): Promise<JobView> {
    return jobView(await this.jobs.cancel(principalOf(request), id));
  }
}
