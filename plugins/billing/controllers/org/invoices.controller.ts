import {
  assertDays,
  asWritten,
  Body,
  Controller,
  type CurrencyCode,
  type DayText,
  Delete,
  Get,
  type HostRequest,
  type Page,
  type PageNumber,
  type PageSize,
  Path,
  Post,
  type Principal,
  Put,
  principalOf,
  Query,
  Request,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
  unknownReference,
} from '#host';
import {
  type Customers,
  type Invoice,
  type InvoiceStatus,
  type Invoices,
  NO_PUBLIC_ID,
} from '../../contract.js';
import type { InvoiceDesk } from '../../invoices/invoice-desk.js';
import {
  type InvoiceBody,
  type InvoicePatch,
  type InvoiceView,
  invoiceView,
  lineValues,
} from './invoice.view.js';

@Route('v1/invoices')
@Tags('invoices')
export class InvoicesController extends Controller {
  constructor(
    private readonly invoices: Invoices,
    private readonly customers: Customers,
    private readonly desk: InvoiceDesk,
  ) {
    super();
  }

  /**
   * Newest first; with `from` or `to`, which are days of issue and both included, the latest day first; with
   * `overdue=true` what is overdue the longest first, of a period by its day of issue.
   */
  @Get()
  @Security('principal', ['invoices:read'])
  async listInvoices(
    @Request() request: HostRequest,
    @Query() status?: InvoiceStatus,
    @Query() clientId?: string,
    @Query() overdue?: boolean,
    @Query() currency?: CurrencyCode,
    @Query() from?: DayText,
    @Query() to?: DayText,
    @Query() page: PageNumber = 1,
    @Query() limit: PageSize = 20,
  ): Promise<Page<InvoiceView>> {
    assertDays({ from, to });
    const actor = principalOf(request);
    const customerId = clientId === undefined ? undefined : await this.customerNamed(actor, clientId);
    const days = { fromDate: from, toDate: to };
    const filter = { status, customerId, overdue, currency, ...days, page, perPage: limit };
    const found = await this.invoices.list(actor, filter);
    const clients = await this.customers.getMany(actor, [
      ...new Set(found.items.map(({ customerId }) => customerId)),
    ]);
    return found.map((invoice) => invoiceView(invoice, clients.get(invoice.customerId)));
  }

  @Get('{publicId}')
  @Security('principal', ['invoices:read'])
  async getInvoice(@Request() request: HostRequest, @Path() publicId: string): Promise<InvoiceView> {
    const actor = principalOf(request);
    return this.shown(actor, await this.invoices.named(actor, publicId));
  }

  /**
   * A draft, or with `status: open` a final invoice. Amounts are rounded line by line, halves away from zero, and then
   * added. With `dryRun=true` the answer is 200 and says so (`dryRun: true`): nothing is kept,
   * neither the invoice, whose `publicId` is zeros, nor the number that it would have.
   */
  @Post()
  @Security('principal', ['invoices:write'])
  @SuccessResponse(201)
  @Response<InvoiceView>(200, 'A dry run: `dryRun` is true, `publicId` is zeros, and nothing was kept')
  async createInvoice(
    @Request() request: HostRequest,
    @Body() body: InvoiceBody,
    @Query() dryRun: boolean = false,
  ): Promise<InvoiceView> {
    const actor = principalOf(request);
    const { clientId, status, lines = [], ...said } = body;
    const customerId = await this.referred(actor, clientId);
    const values = { ...said, customerId, lines: lineValues(lines) };
    const invoice = await asWritten(this.desk.create(actor, values, { status, dryRun }), saidHere);
    const shown = await this.shown(actor, invoice);
    if (!dryRun) return shown;
    this.setStatus(200);
    return { ...shown, publicId: NO_PUBLIC_ID, dryRun };
  }

  /**
   * Changes what is given of a draft. `status: open` makes it final: it takes the next number of the organisation and
   * the client's and the organisation's names and addresses. `void` and `uncollectible` close an open invoice. Other
   * fields of a final invoice are 409: corrections are credit notes. So are another client or currency of a draft that was
   * made for something, as for a subscription or an order. With `dryRun=true` the answer says so (`dryRun: true`), and
   * nothing is kept.
   */
  @Put('{publicId}')
  @Security('principal', ['invoices:write'])
  async updateInvoice(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Body() body: InvoicePatch,
    @Query() dryRun: boolean = false,
  ): Promise<InvoiceView> {
    const actor = principalOf(request);
    const { clientId, status, lines, ...said } = body;
    const { id } = await this.invoices.named(actor, publicId);
    const customerId = clientId === undefined ? undefined : await this.referred(actor, clientId);
    const values = { ...said, customerId, lines: lines && lineValues(lines) };
    const changing = this.desk.change(actor, id, values, { status, dryRun });
    const shown = await this.shown(actor, await asWritten(changing, saidHere));
    return dryRun ? { ...shown, dryRun } : shown;
  }

  /** Of a draft; 409 for what is final. */
  @Delete('{publicId}')
  @Security('principal', ['invoices:write'])
  @SuccessResponse(204)
  async deleteInvoice(@Request() request: HostRequest, @Path() publicId: string): Promise<void> {
    const actor = principalOf(request);
    const { id } = await this.invoices.named(actor, publicId);
    await this.invoices.delete(actor, id);
  }

  /** Of a filter: an id of nobody's finds nothing. */
  private async customerNamed(actor: Principal, publicId: string): Promise<number> {
    return (await this.customers.named(actor, publicId))?.id ?? 0;
  }

  private async referred(actor: Principal, clientId: string): Promise<number> {
    const customer = await this.customers.named(actor, clientId);
    if (!customer) throw unknownReference('clientId', clientId);
    return customer.id;
  }

  private async shown(actor: Principal, invoice: Invoice): Promise<InvoiceView> {
    return invoiceView(invoice, await this.customers.get(actor, invoice.customerId));
  }
}

/** Services speak of customers, this API of clients. */
const saidHere = (text: string) => text.replaceAll('customerId', 'clientId');
