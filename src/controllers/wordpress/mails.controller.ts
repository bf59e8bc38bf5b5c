import {
  Controller,
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
import type { MailLog } from '../../mail/mail-log.js';
import type { MailStatus } from '../../mail/mail-rows.js';
import { type MailView, mailView, type WholeMailView, wholeMailView } from './mail.view.js';
import type { MailTemplateName } from './mail-templates.controller.js';
import type { PageNumber, PageSize } from './user-parameters.js';

/** @pattern ^[0-9a-f-]{36}$ */
export type MailId = string;

/**
 * A whole address.
 * @maxLength 190
 */
export type MailAddressFilter = string;

/** What the site has sent, and what mail servers said of it. */
@Route('koapress/v1/mails')
@Tags('Mail')
export class MailsController extends Controller {
  constructor(private readonly log: MailLog) {
    super();
  }

  /** Newest first. */
  @Get()
  @Security('principal', ['mail:read'])
  async list(
    @Query() page: PageNumber = 1,
    @Query() per_page: PageSize = 10,
    @Query() status?: MailStatus,
    @Query() template?: MailTemplateName,
    @Query() address?: MailAddressFilter,
  ): Promise<Page<MailView>> {
    return (await this.log.list({ status, template, address, page, perPage: per_page })).map(mailView);
  }

  @Get('{id}')
  @Security('principal', ['mail:read'])
  async get(@Path() id: MailId): Promise<WholeMailView> {
    return wholeMailView(await this.log.get(id));
  }

  /** A copy leaves, with an id of its own. Not of mails with files or with links that work once: they are not kept. */
  @Post('{id}/resend')
  @SuccessResponse(201)
  @Security('principal', ['mail:write'])
  async resend(@Request() request: HostRequest, @Path() id: MailId): Promise<WholeMailView> {
    const again = await this.log.resend(principalOf(request), id);
    this.setStatus(201);
    return wholeMailView(again);
  }
}
