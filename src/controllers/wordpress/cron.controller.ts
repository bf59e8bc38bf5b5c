import {
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
  SuccessResponse,
  Tags,
} from '#host';
import type { CronControl } from '../../cron/cron-control.js';
import { type CronRunView, type CronTaskView, cronRunView, cronTaskView } from './cron.view.js';
import type { PageNumber, PageSize } from './user-parameters.js';

/**
 * Name of a cron task: its plugin, a dot, and what it does.
 * @maxLength 120
 */
export type CronTaskName = string;

/** @isInt @minimum 1 @maximum 9007199254740991 */
export type CronRunId = number;

/** Tasks that run at fixed times, once in the whole site. */
@Route('koapress/v1/cron')
@Tags('Cron')
export class CronController extends Controller {
  constructor(private readonly cron: CronControl) {
    super();
  }

  /** All of them, by name; not in pages. */
  @Get()
  @Security('principal', ['cron:read'])
  async list(): Promise<CronTaskView[]> {
    return (await this.cron.list()).map(cronTaskView);
  }

  @Get('{name}')
  @Security('principal', ['cron:read'])
  async get(@Path() name: CronTaskName): Promise<CronTaskView> {
    return cronTaskView(await this.cron.get(name));
  }

  /** Runs it out of turn, after the run in progress if there is one, also while it is paused; does not wait for the end. */
  @Post('{name}/run')
  @SuccessResponse(201)
  @Security('principal', ['cron:write'])
  async run(@Request() request: HostRequest, @Path() name: CronTaskName): Promise<CronRunView> {
    const run = await this.cron.run(principalOf(request), name);
    this.setStatus(201);
    return cronRunView(run);
  }

  /** Its times pass unused until it is resumed; a run in progress goes on. */
  @Post('{name}/pause')
  @Security('principal', ['cron:write'])
  async pause(@Request() request: HostRequest, @Path() name: CronTaskName): Promise<CronTaskView> {
    return cronTaskView(await this.cron.pause(principalOf(request), name));
  }

  /** From its next time on; those of the pause are not made up for. */
  @Post('{name}/resume')
  @Security('principal', ['cron:write'])
  async resume(@Request() request: HostRequest, @Path() name: CronTaskName): Promise<CronTaskView> {
    return cronTaskView(await this.cron.resume(principalOf(request), name));
  }

  /** Newest first. */
  @Get('{name}/runs')
  @Security('principal', ['cron:read'])
  async runs(
    @Path() name: CronTaskName,
    @Query() page: PageNumber = 1,
    @Query() per_page: PageSize = 10,
  ): Promise<Page<CronRunView>> {
    return (await this.cron.history(name, page, per_page)).map(cronRunView);
  }

  @Get('{name}/runs/{id}')
  @Security('principal', ['cron:read'])
  async showRun(@Path() name: CronTaskName, @Path() id: CronRunId): Promise<CronRunView> {
    return cronRunView(await this.cron.found(name, id));
  }
}
