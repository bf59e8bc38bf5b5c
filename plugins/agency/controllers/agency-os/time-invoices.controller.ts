import {
  asWritten,
  Body,
  Controller,
  type HostRequest,
  Post,
  principalOf,
  Request,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import {
  type AgencyInvoiceView,
  agencyInvoiceView,
  rehearsedInvoiceView,
} from '../../../billing/contract.js';
import type { TimeBilling } from '../../contract.js';
import { type TimeInvoiceBody, timeBillingValues } from './time-invoice.view.js';

@Route('invoices')
@Tags('Invoices')
export class TimeInvoicesController extends Controller {
  constructor(private readonly billing: TimeBilling) {
    super();
  }

  /**
   * A draft of the unbilled time of one client, in the client's currency. The rate of an hour is the entry's, else the
   * person's (where it is in that currency), the project's, the client's, the service's; an entry without any is 422
   * `no_rate`. Minutes count as they were rounded when the entry was noted or last changed, by the client's rule at that
   * time; rates but those of persons have no currency of their own and are taken in the client's, as it is now. What one
   * rate comes to is rounded once, halves up, so that the lines add up to the same however they are grouped. Each entry is
   * billed once: of many requests at once one has it, and the others find `nothing_to_bill` (422). Voiding or deleting the
   * invoice frees its entries; a credit note does not, and what it credits is billed again by hand.
   * With `dry_run` the answer is 200 and says so (`dry_run: true`): what would be made, with the `id` 0 and a `public_id`
   * of zeros, as there is nothing to be found by them.
   */
  @Post('create-from-time-entries')
  @Security('principal', ['invoices:write', 'time-entries:read'])
  @SuccessResponse(201)
  @Response<AgencyInvoiceView>(200, 'A dry run: `dry_run` is true, `id` is 0, and nothing was kept')
  async createInvoiceFromTimeEntries(
    @Request() request: HostRequest,
    @Body() body: TimeInvoiceBody,
  ): Promise<AgencyInvoiceView> {
    const actor = principalOf(request);
    const values = timeBillingValues(body);
    if (!body.dry_run) return agencyInvoiceView(await asWritten(this.billing.bill(actor, values)));
    this.setStatus(200);
    return rehearsedInvoiceView(await asWritten(this.billing.rehearse(actor, values)));
  }
}
