import {
  Body,
  Controller,
  Get,
  type HostRequest,
  newPublicId,
  type Page,
  type PluginHost,
  Post,
  type Principal,
  principalOf,
  Query,
  Request,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { Ledger, LedgerType } from '../../contract.js';
import { boundedMetadata } from '../metadata.js';
import type { CompanyId, Limit, Offset } from '../params.js';
import {
  type ConsumeBody,
  type ConsumedView,
  type TokenBalanceView,
  type TokenTransactionView,
  tokenBalanceView,
  tokenTransactionView,
} from './token.view.js';

/** Tokens of the organisation that one acts in, or of the one that `company_id` names. */
@Route('tokens')
@Tags('Tokens')
export class TokensController extends Controller {
  constructor(
    private readonly ledger: Ledger,
    private readonly host: Pick<PluginHost, 'actIn'>,
  ) {
    super();
  }

  /** What may be spent, and what is set aside for work that is going on. */
  @Get('balance')
  @Security('principal', ['tokens:read'])
  async getTokenBalance(
    @Request() request: HostRequest,
    @Query() company_id?: CompanyId,
  ): Promise<TokenBalanceView> {
    const actor = await this.actorIn(request, company_id, 'tokens:read');
    return tokenBalanceView(await this.ledger.balance(actor, 'token'), actor.orgId);
  }

  /** Newest first. */
  @Get('transactions')
  @Security('principal', ['tokens:read'])
  async listTokenTransactions(
    @Request() request: HostRequest,
    @Query() company_id?: CompanyId,
    @Query() type?: LedgerType,
    @Query() limit: Limit = 50,
    @Query() offset: Offset = 0,
  ): Promise<Page<TokenTransactionView>> {
    const actor = await this.actorIn(request, company_id, 'tokens:read');
    const window = { kind: 'offset', offset, limit } as const;
    const filter = { unit: 'token', ...(type && { type }), window } as const;
    return (await this.ledger.transactions(actor, filter)).map(tokenTransactionView);
  }

  /**
   * Takes all of the amount or nothing. 402 names what is required, available and missing, or the plan's
   * limit of tokens with what is used and allowed in the period. Send an
   * `Idempotency-Key` to spend once however often the request is repeated.
   */
  @Post('consume')
  @Security('principal', ['tokens:write'])
  @SuccessResponse(200)
  @Response(402, 'Too few tokens')
  async consumeTokens(@Request() request: HostRequest, @Body() body: ConsumeBody): Promise<ConsumedView> {
    const { amount, action, company_id, reference_id: referenceId = null } = body;
    const actor = await this.actorIn(request, company_id, 'tokens:write');
    const about = { action, referenceId, metadata: boundedMetadata(body.metadata) };
    const spending = { unit: 'token', amount, ...about, key: newPublicId() } as const;
    const transaction = await this.ledger.spend(actor, spending);
    const { available: balance } = await this.ledger.balance(actor, 'token');
    return { consumed: amount, balance, transaction: tokenTransactionView(transaction) };
  }

  private async actorIn(
    request: HostRequest,
    companyId: number | undefined,
    scope: string,
  ): Promise<Principal> {
    const actor = principalOf(request);
    return companyId === undefined ? actor : this.host.actIn(actor, companyId, scope);
  }
}
