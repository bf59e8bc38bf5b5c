import {
  Body,
  Controller,
  Extension,
  type HostRequest,
  type Id,
  Path,
  Post,
  principalOf,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import { type AgencyInvoiceView, agencyInvoiceView, type InvoiceSending } from '../../contract.js';
import type { SendBody } from '../params.js';

@Route('invoices')
@Tags('Invoices')
export class InvoiceSendingController extends Controller {
  constructor(private readonly sending: InvoiceSending) {
    super();
  }

  /**
   * Mails the document with a link to a page where the client sees, downloads and pays it. A draft becomes final first;
   * one that cannot is not sent. Without `to` it goes to the client. 422 naming `to` where no address is known or it takes
   * no mail of this site; 409 for a void invoice. The same message again within a minute is taken for a second click.
   */
  @Post('{id}/send')
  @Security('principal', ['invoices:write'])
  @SuccessResponse(200)
  @Extension('x-own-transactions', true)
  async sendInvoice(
    @Request() request: HostRequest,
    @Path() id: Id,
    @Body() body?: SendBody,
  ): Promise<AgencyInvoiceView> {
    return agencyInvoiceView(await this.sending.send(principalOf(request), id, body ?? {}));
  }
}
