import {
  Body,
  Controller,
  Delete,
  Get,
  Patch,
  Path,
  Post,
  Query,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { ApiKeyChange } from '../../auth/api-keys.js';
import type { Principal } from '../../auth/principal.js';
import type { Page } from '../../database/page.js';
import { comingInstant } from '../../http/coming-instant.js';
import { type HostRequest, principalOf } from '../../http/controllers.js';
import { ProblemError } from '../../http/problem.js';
import {
  type ApiKeyBody,
  type ApiKeyChangeBody,
  type ApiKeyUsageView,
  type ApiKeyView,
  type ApiKeyWithSecret,
  apiKeyUsageView,
  apiKeyView,
  type RenewedKeyView,
  type RotateBody,
  renewedKeyView,
} from './api-key.view.js';
import type { Limit, Offset } from './notification.view.js';
import type { OpsServices } from './services.js';

const GRACE_HOURS = 24;

/** Keys of the organisation that the path names: the caller acts in that one, as a member or by its own key. */
@Route('organizations/{orgId}/api-keys')
@Tags('Auth')
export class ApiKeysController extends Controller {
  constructor(private readonly services: OpsServices) {
    super();
  }

  /** Newest first, masked. */
  @Get()
  @Security('principal', ['api-keys:read'])
  async listOrganizationApiKeys(
    @Request() request: HostRequest,
    @Path() orgId: string,
    @Query() limit: Limit = 50,
    @Query() offset: Offset = 0,
  ): Promise<Page<ApiKeyView>> {
    const actor = await this.actorIn(request, orgId);
    return (await this.services.apiKeys.list(actor, { kind: 'offset', offset, limit })).map(apiKeyView);
  }

  /** The key itself is in this answer and never again. It carries no scope that its maker has not. */
  @Post()
  @Security('principal', ['api-keys:write'])
  @SuccessResponse(201)
  async createOrganizationApiKey(
    @Request() request: HostRequest,
    @Path() orgId: string,
    @Body() body: ApiKeyBody,
  ): Promise<ApiKeyWithSecret> {
    const { surface = 'ops', scopes = [], expires_at, ...rest } = body;
    const actor = await this.actorIn(request, orgId);
    const expiresAt = comingInstant('expires_at', expires_at, this.services.clock.now());
    const { key, item } = await this.services.apiKeys.create(actor, { ...rest, surface, scopes, expiresAt });
    return { ...apiKeyView(item), key };
  }

  /** Masked. */
  @Get('{keyId}')
  @Security('principal', ['api-keys:read'])
  async getOrganizationApiKey(
    @Request() request: HostRequest,
    @Path() orgId: string,
    @Path() keyId: string,
  ): Promise<ApiKeyView> {
    return apiKeyView(await this.services.apiKeys.get(await this.actorIn(request, orgId), keyId));
  }

  /** Changes what is given. */
  @Patch('{keyId}')
  @Security('principal', ['api-keys:write'])
  async updateOrganizationApiKey(
    @Request() request: HostRequest,
    @Path() orgId: string,
    @Path() keyId: string,
    @Body() body: ApiKeyChangeBody,
  ): Promise<ApiKeyView> {
    const { active, ...rest } = body;
    const change: ApiKeyChange = { ...rest, ...(active !== undefined && { isActive: active }) };
    const actor = await this.actorIn(request, orgId);
    return apiKeyView(await this.services.apiKeys.update(actor, keyId, change));
  }

  @Delete('{keyId}')
  @Security('principal', ['api-keys:write'])
  async deleteOrganizationApiKey(
    @Request() request: HostRequest,
    @Path() orgId: string,
    @Path() keyId: string,
  ): Promise<{ id: string; deleted: boolean }> {
    await this.services.apiKeys.delete(await this.actorIn(request, orgId), keyId);
    return { id: keyId, deleted: true };
  }

  /** It opens nothing from now on. */
  @Post('{keyId}/revoke')
  @Security('principal', ['api-keys:write'])
  @SuccessResponse(200)
  async revokeOrganizationApiKey(
    @Request() request: HostRequest,
    @Path() orgId: string,
    @Path() keyId: string,
  ): Promise<ApiKeyView> {
    return apiKeyView(await this.services.apiKeys.revoke(await this.actorIn(request, orgId), keyId));
  }

  /** A new secret; the one before works for `grace_hours` more. */
  @Post('{keyId}/rotate')
  @Security('principal', ['api-keys:write'])
  @SuccessResponse(200)
  async rotateOrganizationApiKey(
    @Request() request: HostRequest,
    @Path() orgId: string,
    @Path() keyId: string,
    @Body() body?: RotateBody,
  ): Promise<RenewedKeyView> {
    const actor = await this.actorIn(request, orgId);
    const { grace_hours = GRACE_HOURS } = body ?? {};
    return renewedKeyView(await this.services.apiKeyRotation.rotate(actor, keyId, grace_hours));
  }

  /** A new secret; every one before ends at once. */
  @Post('{keyId}/roll')
  @Security('principal', ['api-keys:write'])
  @SuccessResponse(200)
  async rollOrganizationApiKey(
    @Request() request: HostRequest,
    @Path() orgId: string,
    @Path() keyId: string,
  ): Promise<RenewedKeyView> {
    const actor = await this.actorIn(request, orgId);
    return renewedKeyView(await this.services.apiKeyRotation.roll(actor, keyId));
  }

  /** Requests a day, newest first. What was used in the last seconds may not be counted yet. */
  @Get('{keyId}/usage')
  @Security('principal', ['api-keys:read'])
  async listOrganizationApiKeyUsage(
    @Request() request: HostRequest,
    @Path() orgId: string,
    @Path() keyId: string,
    @Query() limit: Limit = 50,
    @Query() offset: Offset = 0,
  ): Promise<Page<ApiKeyUsageView>> {
    const actor = await this.actorIn(request, orgId);
    const { publicId } = await this.services.apiKeys.get(actor, keyId);
    const window = { kind: 'offset', offset, limit } as const;
    return (await this.services.apiKeyUsage.list(actor, publicId, window)).map(apiKeyUsageView);
  }

  /** People act in the organisation of the path already; a key has one of its own. */
  private async actorIn(request: HostRequest, orgId: string): Promise<Principal> {
    const actor = principalOf(request);
    if ((await this.services.organizations.named(orgId))?.id === actor.orgId) return actor;
    throw new ProblemError('not_found', 'No such organisation', {
      data: { id: orgId, resource: 'organization' },
    });
  }
}
