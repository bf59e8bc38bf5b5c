import {
  Body,
  Controller,
  Delete,
  Extension,
  type FileAnswer,
  file,
  Get,
  type HostRequest,
  notFound,
  Path,
  Post,
  Produces,
  principalOf,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { Customers, InvoiceSending, Invoices } from '../../contract.js';
import { type Paper, type Papers, PDF } from '../../documents/papers.js';
import type { SendBody } from '../params.js';
import { type InvoiceView, invoiceView } from './invoice.view.js';

export interface DocumentNeeds {
  readonly invoices: Invoices;
  readonly customers: Customers;
  readonly papers: Papers;
  readonly sending: InvoiceSending;
}

/** Where the customer sees, downloads and pays the invoice. */
export interface InvoiceLinkView {
  url: string;
}

/** Invoices as documents, and on their way to customers. */
@Route('v1/invoices')
@Tags('invoices')
export class InvoiceDocumentsController extends Controller {
  constructor(private readonly needs: DocumentNeeds) {
    super();
  }

  /** A final invoice gives the same bytes each time but for what was paid and credited since. */
  @Get('{publicId}/pdf')
  @Security('principal', ['invoices:read'])
  @Produces(PDF)
  async getInvoiceDocument(@Request() request: HostRequest, @Path() publicId: string): Promise<FileAnswer> {
    const actor = principalOf(request);
    const invoice = await this.needs.invoices.named(actor, publicId);
    return pdf(await this.needs.papers.invoice(actor, invoice));
  }

  @Get('{publicId}/credit-notes/{creditNoteId}/pdf')
  @Security('principal', ['invoices:read'])
  @Produces(PDF)
  async getCreditNoteDocument(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Path() creditNoteId: string,
  ): Promise<FileAnswer> {
    const actor = principalOf(request);
    const invoice = await this.needs.invoices.named(actor, publicId);
    const notes = await this.needs.invoices.creditNotes(actor, invoice.id);
    const note = notes.find((each) => each.publicId === creditNoteId);
    if (!note) throw notFound('credit note', creditNoteId);
    return pdf(await this.needs.papers.creditNote(actor, note, invoice));
  }

  /**
   * Mails the document with a link to a page where the client sees, downloads and pays it. A draft becomes final first;
   * one that cannot is not sent. Without `to` it goes to the client. 422 naming `to` where no address is known or it takes
   * no mail of this site; 409 for a void invoice. The same message again within a minute is taken for a second click.
   */
  @Post('{publicId}/send')
  @Security('principal', ['invoices:write'])
  @SuccessResponse(200)
  @Extension('x-own-transactions', true)
  async sendInvoice(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Body() body?: SendBody,
  ): Promise<InvoiceView> {
    const actor = principalOf(request);
    const { id } = await this.needs.invoices.named(actor, publicId);
    const invoice = await this.needs.sending.send(actor, id, body);
    const clients = await this.needs.customers.getMany(actor, [invoice.customerId]);
    return invoiceView(invoice, clients.get(invoice.customerId));
  }

  /** A new address of the customer's page; whoever has it needs no credential. Those made before go on working. */
  @Post('{publicId}/link')
  @Security('principal', ['invoices:write'])
  @SuccessResponse(201)
  async createInvoiceLink(
    @Request() request: HostRequest,
    @Path() publicId: string,
  ): Promise<InvoiceLinkView> {
    const actor = principalOf(request);
    const { id } = await this.needs.invoices.named(actor, publicId);
    return { url: await this.needs.sending.link(actor, id) };
  }

  /** Ends all addresses of the customer's page, those in mails included: who follows one finds nothing. New ones may be made. */
  @Delete('{publicId}/link')
  @Security('principal', ['invoices:write'])
  @SuccessResponse(204)
  async deleteInvoiceLinks(@Request() request: HostRequest, @Path() publicId: string): Promise<void> {
    const actor = principalOf(request);
    const { id } = await this.needs.invoices.named(actor, publicId);
    await this.needs.sending.endLinks(actor, id);
  }
}

function pdf({ bytes, name }: Paper): FileAnswer {
  return file(bytes, { name, type: PDF });
}
