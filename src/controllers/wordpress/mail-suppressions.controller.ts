import {
  Body,
  Controller,
  Delete,
  Get,
  type HostRequest,
  type Page,
  Path,
  Post,
  principalOf,
  Query,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { Suppressions } from '../../mail/suppressions.js';
import { type SuppressionView, suppressionView } from './mail.view.js';
import type { PageNumber, PageSize } from './user-parameters.js';

/** @isInt @minimum 1 @maximum 9007199254740991 */
export type SuppressionId = number;

export interface SuppressionBody {
  /** @maxLength 190 */
  address: string;
  /** @maxLength 500 */
  reason?: string;
}

export interface DeletedSuppression {
  deleted: boolean;
  previous: SuppressionView;
}

/** Addresses that take no mail of this site any more. */
@Route('koapress/v1/mail-suppressions')
@Tags('Mail')
export class MailSuppressionsController extends Controller {
  constructor(private readonly suppressions: Suppressions) {
    super();
  }

  /** Newest first. */
  @Get()
  @Security('principal', ['mail:read'])
  async list(
    @Query() page: PageNumber = 1,
    @Query() per_page: PageSize = 10,
  ): Promise<Page<SuppressionView>> {
    return (await this.suppressions.list(page, per_page)).map(suppressionView);
  }

  @Get('{id}')
  @Security('principal', ['mail:read'])
  async get(@Path() id: SuppressionId): Promise<SuppressionView> {
    return suppressionView(await this.suppressions.get(id));
  }

  /** An address that is on the list already keeps its reason. */
  @Post()
  @SuccessResponse(201)
  @Security('principal', ['mail:write'])
  async add(@Request() request: HostRequest, @Body() body: SuppressionBody): Promise<SuppressionView> {
    const { address, reason = 'Put on the list by hand' } = body;
    this.setStatus(201);
    return suppressionView(await this.suppressions.add(principalOf(request), address, reason));
  }

  /** It takes mail again. */
  @Delete('{id}')
  @Security('principal', ['mail:write'])
  async remove(@Request() request: HostRequest, @Path() id: SuppressionId): Promise<DeletedSuppression> {
    const previous = suppressionView(await this.suppressions.remove(principalOf(request), id));
    return { deleted: true, previous };
  }
}
