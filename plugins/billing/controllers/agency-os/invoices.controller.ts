import {
  asWritten,
  Controller,
  type Counted,
  type CurrencyCode,
  type DayText,
  Get,
  type HostRequest,
  type Id,
  type Order,
  type Page,
  type PageNumber,
  type PageSize,
  principalOf,
  Query,
  Request,
  Route,
  Security,
  Tags,
} from '#host';
import {
  type AgencyInvoiceView,
  agencyInvoiceView,
  type InvoiceSort,
  type InvoiceStatus,
  type Invoices,
} from '../../contract.js';

@Route('invoices')
@Tags('Invoices')
export class InvoicesController extends Controller {
  constructor(private readonly invoices: Invoices) {
    super();
  }

  /**
   * Newest first; with `from_date` or `to_date`, which are days of issue and both included, the latest day first; with
   * `overdue=true` what is overdue the longest first, of a period by its day of issue.
   */
  @Get()
  @Security('principal', ['invoices:read'])
  async listInvoices(
    @Request() request: HostRequest,
    @Query() client_id?: Id,
    @Query() status?: InvoiceStatus,
    @Query() overdue?: boolean,
    @Query() currency?: CurrencyCode,
    @Query() from_date?: DayText,
    @Query() to_date?: DayText,
    @Query() page: PageNumber = 1,
    @Query() per_page: PageSize = 10,
    @Query() orderby?: InvoiceSort,
    @Query() order?: Order,
    @Query() total: Counted = true,
  ): Promise<Page<AgencyInvoiceView>> {
    const listing = { page, perPage: per_page, sort: orderby, direction: order, total };
    const about = { customerId: client_id, status, overdue, currency };
    const filter = { ...about, fromDate: from_date, toDate: to_date, ...listing };
    return (await asWritten(this.invoices.list(principalOf(request), filter))).map(agencyInvoiceView);
  }
}
