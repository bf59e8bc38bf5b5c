import {
  Body,
  Controller,
  Delete,
  Extension,
  Get,
  type HostRequest,
  Post,
  Put,
  principalOf,
  Request,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { TopUpDesk } from '../../top-ups/top-up-desk.js';
import { type AutoTopupBody, type AutoTopupPatch, type AutoTopupView, autoTopupView } from './top-up.view.js';

/** Tokens that the organisation buys by itself when few are left. */
@Route('billing/auto-topup')
@Tags('Billing')
export class AutoTopupController extends Controller {
  constructor(private readonly desk: TopUpDesk) {
    super();
  }

  /** With the packages that may be chosen, also while nothing is configured. */
  @Get()
  @Security('principal', ['billing:read'])
  async getAutoTopup(@Request() request: HostRequest): Promise<AutoTopupView> {
    return this.view(request);
  }

  /** Sets it up; 409 when it is there already. */
  @Post()
  @Security('principal', ['billing:write'])
  @SuccessResponse(201)
  @Response(409, 'Configured already')
  @Extension('x-own-transactions', true)
  async configureAutoTopup(
    @Request() request: HostRequest,
    @Body() body: AutoTopupBody,
  ): Promise<AutoTopupView> {
    const { threshold_tokens: threshold, package_id: name, ...same } = body;
    await this.desk.create(principalOf(request), 'token', {
      threshold,
      package: { name, field: 'package_id' },
      ...same,
    });
    return this.view(request);
  }

  /** Changes what is given. Charges that were stopped after declines are tried again. */
  @Put()
  @Security('principal', ['billing:write'])
  @Extension('x-own-transactions', true)
  async updateAutoTopup(
    @Request() request: HostRequest,
    @Body() body: AutoTopupPatch,
  ): Promise<AutoTopupView> {
    const { threshold_tokens: threshold, package_slug: name, ...same } = body;
    const sold = name === undefined ? undefined : { name, field: 'package_slug' };
    await this.desk.update(principalOf(request), 'token', { threshold, package: sold, ...same });
    return this.view(request);
  }

  /** Forgets it. A charge that is under way still brings what it was made for. */
  @Delete()
  @Security('principal', ['billing:write'])
  async deleteAutoTopup(@Request() request: HostRequest): Promise<AutoTopupView> {
    await this.desk.delete(principalOf(request), 'token');
    return this.view(request);
  }

  private async view(request: HostRequest): Promise<AutoTopupView> {
    const { topUp, packages } = await this.desk.of(principalOf(request), 'token');
    return autoTopupView(topUp, packages);
  }
}
