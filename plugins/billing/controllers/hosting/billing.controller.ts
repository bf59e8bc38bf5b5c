import {
  Body,
  Controller,
  type FileAnswer,
  file,
  Get,
  type HostRequest,
  type Page,
  Patch,
  Path,
  Produces,
  principalOf,
  Query,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { CreditMonths } from '../../ledger/credit-months.js';
import type { Statements } from '../../ledger/statements.js';
import type { Limit } from '../params.js';
import {
  type BillingOutput,
  type BillingTransactionMonth,
  billingOutput,
  transactionMonth,
  type UpdateBillingInput,
} from './billing.view.js';
import type { BillingDesk } from './billing-desk.js';

/**
 * @isInt
 * @minimum 1000
 * @maximum 9999
 */
export type Year = number;

/**
 * @isInt
 * @minimum 1
 * @maximum 12
 */
export type Month = number;

/** What the organisation that the key acts in has with the operator of the site. */
@Route('users/me/billing')
@Tags('Billing')
export class BillingController extends Controller {
  constructor(
    private readonly desk: BillingDesk,
    private readonly months: CreditMonths,
    private readonly statements: Statements,
  ) {
    super();
  }

  /** Get the caller's billing profile. */
  @Get()
  @Security('principal', ['billing:read'])
  async getBillingProfile(@Request() request: HostRequest): Promise<BillingOutput> {
    return billingOutput(await this.desk.facts(principalOf(request)));
  }

  /** Update billing budget and charge settings. */
  @Patch()
  @Security('principal', ['billing:write'])
  @SuccessResponse(204)
  async updateBillingSettings(
    @Request() request: HostRequest,
    @Body() body: UpdateBillingInput,
  ): Promise<void> {
    await this.desk.update(principalOf(request), body);
  }

  /**
   * List billing transactions, grouped by month, the newest first. Months without any are left out; one with more than
   * 1,000 comes in several parts, one after the other, which count against the limit each.
   */
  @Get('transactions')
  @Security('principal', ['billing:read'])
  async listBillingTransactions(
    @Request() request: HostRequest,
    @Query() year?: Year,
    @Query() month?: Month,
    @Query() cursor?: string,
    @Query() limit: Limit = 12,
  ): Promise<Page<BillingTransactionMonth>> {
    const found = await this.months.list(principalOf(request), { year, month, cursor, limit });
    return found.map(transactionMonth);
  }

  /** Download a monthly billing statement as PDF; `period` is `2026-11`. */
  @Get('statements/{period}')
  @Security('principal', ['billing:read'])
  @Produces('application/pdf')
  async downloadBillingStatement(
    @Request() request: HostRequest,
    @Path() period: string,
  ): Promise<FileAnswer> {
    const { bytes, name } = await this.statements.of(principalOf(request), period);
    return file(bytes, { type: 'application/pdf', name });
  }
}
