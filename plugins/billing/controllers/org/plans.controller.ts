import {
  Body,
  Controller,
  Get,
  type HostRequest,
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
import type { Plans } from '../../contract.js';
import { type PlanBody, type PlanPatch, type PlanView, planView } from './plan.view.js';

@Route('v1/plans')
@Tags('plans')
export class PlansController extends Controller {
  constructor(private readonly plans: Plans) {
    super();
  }

  /** Newest first. */
  @Get()
  @Security('principal', ['plans:read'])
  async listPlans(
    @Request() request: HostRequest,
    @Query() active?: boolean,
    @Query() page: PageNumber = 1,
    @Query() limit: PageSize = 20,
  ): Promise<Page<PlanView>> {
    return (await this.plans.list(principalOf(request), { active, page, perPage: limit })).map(planView);
  }

  /** By its public id or its slug. */
  @Get('{publicId}')
  @Security('principal', ['plans:read'])
  async getPlan(@Request() request: HostRequest, @Path() publicId: string): Promise<PlanView> {
    return planView(await this.plans.named(principalOf(request), publicId));
  }

  /** 409 where the slug is taken. */
  @Post()
  @Security('principal', ['plans:write'])
  @SuccessResponse(201)
  async createPlan(@Request() request: HostRequest, @Body() body: PlanBody): Promise<PlanView> {
    return planView(await this.plans.create(principalOf(request), body));
  }

  /**
   * Changes what is given. Price, currency and interval of a plan that somebody has are 409: make another plan, and
   * this one inactive. Plans are not deleted.
   */
  @Put('{publicId}')
  @Security('principal', ['plans:write'])
  async updatePlan(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Body() body: PlanPatch,
  ): Promise<PlanView> {
    const actor = principalOf(request);
    const { id } = await this.plans.named(actor, publicId);
    return planView(await this.plans.update(actor, id, body));
  }
}
