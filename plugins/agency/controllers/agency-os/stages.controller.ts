import {
  asWritten,
  Body,
  Controller,
  camelKeys,
  Delete,
  Get,
  type HostRequest,
  type Id,
  Path,
  Post,
  Put,
  principalOf,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { Workflows } from '../../contract.js';
import {
  type DeletedStage,
  type StageBody,
  type StagePatch,
  type StageView,
  stageView,
} from './workflow.view.js';

@Route('workflows/{id}/stages')
@Tags('Workflows')
export class StagesController extends Controller {
  constructor(private readonly workflows: Workflows) {
    super();
  }

  /** All of them, in order. */
  @Get()
  @Security('principal', ['workflows:read'])
  async listWorkflowStages(@Request() request: HostRequest, @Path() id: Id): Promise<StageView[]> {
    return (await this.workflows.get(principalOf(request), id)).stages.map(stageView);
  }

  @Get('{stage_id}')
  @Security('principal', ['workflows:read'])
  async getStage(@Request() request: HostRequest, @Path() id: Id, @Path() stage_id: Id): Promise<StageView> {
    return stageView(await this.workflows.getStage(principalOf(request), id, stage_id));
  }

  @Post()
  @Security('principal', ['workflows:write'])
  @SuccessResponse(201)
  async addStage(
    @Request() request: HostRequest,
    @Path() id: Id,
    @Body() body: StageBody,
  ): Promise<StageView> {
    return stageView(await asWritten(this.workflows.addStage(principalOf(request), id, camelKeys(body))));
  }

  /** Changes what is given. The tasks of the stage follow `is_final`. */
  @Put('{stage_id}')
  @Security('principal', ['workflows:write'])
  async updateStage(
    @Request() request: HostRequest,
    @Path() id: Id,
    @Path() stage_id: Id,
    @Body() body: StagePatch,
  ): Promise<StageView> {
    const change = this.workflows.updateStage(principalOf(request), id, stage_id, camelKeys(body));
    return stageView(await asWritten(change));
  }

  /** 409 while tasks or orders are in it, while another stage names it as next, and for the last one. */
  @Delete('{stage_id}')
  @Security('principal', ['workflows:write'])
  async deleteStage(
    @Request() request: HostRequest,
    @Path() id: Id,
    @Path() stage_id: Id,
  ): Promise<DeletedStage> {
    const stage = await this.workflows.deleteStage(principalOf(request), id, stage_id);
    return { deleted: true, previous: stageView(stage) };
  }
}
