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
import {
  type CreditAutoTopupBody,
  type CreditAutoTopupPatch,
  type CreditAutoTopupView,
  creditAutoTopupView,
} from './top-up.view.js';

/** Credits that the organisation buys by itself when few are left. */
@Route('billing/credit-auto-topup')
@Tags('Billing')
export class CreditAutoTopupController extends Controller {
  constructor(private readonly desk: TopUpDesk) {
    super();
  }

  /** With the packages that may be chosen, also while nothing is configured. */
  @Get()
  @Security('principal', ['billing:read'])
  async getCreditAutoTopup(@Request() request: HostRequest): Promise<CreditAutoTopupView> {
    return this.view(request);
  }

  /** Sets it up; 409 when it is there already. */
  @Post()
  @Security('principal', ['billing:write'])
  @SuccessResponse(201)
  @Response(409, 'Configured already')
  @Extension('x-own-transactions', true)
  async configureCreditAutoTopup(
    @Request() request: HostRequest,
    @Body() body: CreditAutoTopupBody,
  ): Promise<CreditAutoTopupView> {
    const { threshold_cents: threshold, package_slug: name, ...same } = body;
    await this.desk.create(principalOf(request), 'credit', {
      threshold,
      package: { name, field: 'package_slug' },
      ...same,
    });
    return this.view(request);
  }

  /** Changes what is given. Charges that were stopped after declines are tried again. */
  @Put()
  @Security('principal', ['billing:write'])
  @Extension('x-own-transactions', true)
  async updateCreditAutoTopup(
    @Request() request: HostRequest,
    @Body() body: CreditAutoTopupPatch,
  ): Promise<CreditAutoTopupView> {
    const { threshold_cents: threshold, package_slug: name, ...same } = body;
    const sold = name === undefined ? undefined : { name, field: 'package_slug' };
    await this.desk.update(principalOf(request), 'credit', { threshold, package: sold, ...same });
    return this.view(request);
  }

  /** Forgets it. A charge that is under way still brings what it was made for. */
  @Delete()
  @Security('principal', ['billing:write'])
  async deleteCreditAutoTopup(@Request() request: HostRequest): Promise<CreditAutoTopupView> {
    await this.desk.delete(principalOf(request), 'credit');
    return this.view(request);
  }

  private async view(request: HostRequest): Promise<CreditAutoTopupView> {
    const { topUp, packages } = await this.desk.of(principalOf(request), 'credit');
    return creditAutoTopupView(topUp, packages);
  }
}
