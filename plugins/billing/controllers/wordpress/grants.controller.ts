import {
  Body,
  Controller,
  type HostRequest,
  newPublicId,
  Post,
  principalOf,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { Grants } from '../../ledger/grants.js';
import { boundedMetadata } from '../metadata.js';
import { type GrantBody, type GrantView, grantView } from './grant.view.js';

/** For administrators of the site: what an organisation gets without paying. */
@Route('billing/v1/grants')
@Tags('Billing')
export class GrantsController extends Controller {
  constructor(private readonly grants: Grants) {
    super();
  }

  /** Gives tokens or credits to any organisation of the site. */
  @Post()
  @Security('principal', ['grants:write'])
  @SuccessResponse(201)
  async createGrant(@Request() request: HostRequest, @Body() body: GrantBody): Promise<GrantView> {
    const { organization_id: orgId, unit = 'token', type = 'admin_grant', amount, description } = body;
    const { reference_id: referenceId = null } = body;
    const about = { action: type, description, referenceId, metadata: boundedMetadata(body.metadata) };
    const key = `grant ${referenceId ?? newPublicId()}`;
    const granting = { unit, type, amount, ...about, key };
    return grantView(await this.grants.give(principalOf(request), orgId, granting), orgId);
  }
}
