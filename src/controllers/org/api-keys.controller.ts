import {
  Body,
  Controller,
  Delete,
  Get,
  Path,
  Post,
  Query,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { ApiKeys } from '../../auth/api-keys.js';
import type { Clock } from '../../clock.js';
import type { Page } from '../../database/page.js';
import { comingInstant } from '../../http/coming-instant.js';
import { type HostRequest, principalOf } from '../../http/controllers.js';
import type { PageNumber, PageSize } from '../../http/params.js';
import { type ApiKeyBody, type ApiKeyView, apiKeyView, type CreatedApiKeyView } from './api-key.view.js';

@Route('v1/api-keys')
@Tags('api-keys')
export class ApiKeysController extends Controller {
  constructor(
    private readonly apiKeys: ApiKeys,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Newest first, masked. */
  @Get()
  @Security('principal', ['api-keys:read'])
  async listApiKeys(
    @Request() request: HostRequest,
    @Query() page: PageNumber = 1,
    @Query() limit: PageSize = 20,
  ): Promise<Page<ApiKeyView>> {
    const window = { kind: 'page', page, perPage: limit } as const;
    return (await this.apiKeys.list(principalOf(request), window)).map(apiKeyView);
  }

  /** The key itself is in this answer and never again. It carries no scope that its maker has not. */
  @Post()
  @Security('principal', ['api-keys:write'])
  @SuccessResponse(201)
  async createApiKey(@Request() request: HostRequest, @Body() body: ApiKeyBody): Promise<CreatedApiKeyView> {
    const expiresAt = comingInstant('expiresAt', body.expiresAt, this.clock.now());
    const input = { ...body, surface: 'org', expiresAt } as const;
    const { key, item } = await this.apiKeys.create(principalOf(request), input);
    return { ...apiKeyView(item), key };
  }

  /** It opens nothing from now on. */
  @Post('{publicId}/revoke')
  @Security('principal', ['api-keys:write'])
  @SuccessResponse(200)
  async revokeApiKey(@Request() request: HostRequest, @Path() publicId: string): Promise<ApiKeyView> {
    return apiKeyView(await this.apiKeys.revoke(principalOf(request), publicId));
  }

  @Delete('{publicId}')
  @Security('principal', ['api-keys:write'])
  @SuccessResponse(204)
  async deleteApiKey(@Request() request: HostRequest, @Path() publicId: string): Promise<void> {
    await this.apiKeys.delete(principalOf(request), publicId);
  }
}
