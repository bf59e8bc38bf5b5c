import {
  asWritten,
  Body,
  Controller,
  type Counted,
  camelKeys,
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
import type { WorkflowSort, WorkflowSubject, Workflows } from '../../contract.js';
import {
  type DeletedWorkflow,
  type WorkflowBody,
  type WorkflowPatch,
  type WorkflowView,
  workflowView,
} from './workflow.view.js';

@Route('workflows')
@Tags('Workflows')
export class WorkflowsController extends Controller {
  constructor(private readonly workflows: Workflows) {
    super();
  }

  /** With their stages, oldest first. */
  @Get()
  @Security('principal', ['workflows:read'])
  async listWorkflows(
    @Request() request: HostRequest,
    @Query() applies_to?: WorkflowSubject,
    @Query() page: PageNumber = 1,
    @Query() per_page: PageSize = 10,
    @Query() orderby?: WorkflowSort,
    @Query() order?: Order,
    @Query() total: Counted = true,
  ): Promise<Page<WorkflowView>> {
    const filter = { appliesTo: applies_to, page, perPage: per_page, sort: orderby, direction: order, total };
    return (await this.workflows.list(principalOf(request), filter)).map(workflowView);
  }

  @Get('{id}')
  @Security('principal', ['workflows:read'])
  async getWorkflow(@Request() request: HostRequest, @Path() id: Id): Promise<WorkflowView> {
    return workflowView(await this.workflows.get(principalOf(request), id));
  }

  /** With its stages, in order. */
  @Post()
  @Security('principal', ['workflows:write'])
  @SuccessResponse(201)
  async createWorkflow(@Request() request: HostRequest, @Body() body: WorkflowBody): Promise<WorkflowView> {
    return workflowView(await asWritten(this.workflows.create(principalOf(request), camelKeys(body))));
  }

  /** Changes what is given. */
  @Put('{id}')
  @Security('principal', ['workflows:write'])
  async updateWorkflow(
    @Request() request: HostRequest,
    @Path() id: Id,
    @Body() body: WorkflowPatch,
  ): Promise<WorkflowView> {
    return workflowView(await asWritten(this.workflows.update(principalOf(request), id, camelKeys(body))));
  }

  /** 409 while projects or orders use it, and for the last one for tasks. */
  @Delete('{id}')
  @Security('principal', ['workflows:write'])
  async deleteWorkflow(@Request() request: HostRequest, @Path() id: Id): Promise<DeletedWorkflow> {
    return { deleted: true, previous: workflowView(await this.workflows.delete(principalOf(request), id)) };
  }
}
