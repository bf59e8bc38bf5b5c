import {
  Body,
  Controller,
  Delete,
  Get,
  type HostRequest,
  newPublicId,
  Path,
  Post,
  principalOf,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { Invoices } from '../../contract.js';
import { type CreditNoteBody, type CreditNoteView, creditNoteView } from './credit-note.view.js';
import { lineValues } from './invoice.view.js';
import { type PaymentBody, type PaymentView, paymentView } from './payment.view.js';

/** What was paid for an invoice, and what of it was credited. */
@Route('v1/invoices')
@Tags('invoices')
export class InvoicePaymentsController extends Controller {
  constructor(private readonly invoices: Invoices) {
    super();
  }

  /** All of them, oldest first. */
  @Get('{publicId}/payments')
  @Security('principal', ['invoices:read'])
  async listInvoicePayments(
    @Request() request: HostRequest,
    @Path() publicId: string,
  ): Promise<PaymentView[]> {
    const actor = principalOf(request);
    const { id } = await this.invoices.named(actor, publicId);
    return (await this.invoices.payments(actor, id)).map((payment) => paymentView(payment, publicId));
  }

  /**
   * Notes a payment that was received, of all that is due or of a part; more than is due is 422. A draft becomes final
   * with it, in one. An invoice has one payment for an `Idempotency-Key`, or else for a `reference`: a second call
   * answers the first one's payment, and with another amount it is 409.
   */
  @Post('{publicId}/payments')
  @Security('principal', ['invoices:write'])
  @SuccessResponse(201)
  async createInvoicePayment(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Body() body: PaymentBody,
  ): Promise<PaymentView> {
    const actor = principalOf(request);
    const { id } = await this.invoices.named(actor, publicId);
    const { method = 'manual', reference } = body;
    const key = keyOf(request) ?? (reference ? `reference ${reference}` : newPublicId());
    return paymentView(await this.invoices.pay(actor, id, { ...body, method, key }), publicId);
  }

  /**
   * Takes back a payment that was noted by mistake. It stays in the list as `cancelled`; its invoice owes the amount
   * again, and what came with the money goes with it. What a payment provider received is 409: it is refunded there.
   */
  @Delete('{publicId}/payments/{paymentId}')
  @Security('principal', ['invoices:write'])
  async cancelInvoicePayment(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Path() paymentId: string,
  ): Promise<PaymentView> {
    const actor = principalOf(request);
    const { id } = await this.invoices.named(actor, publicId);
    return paymentView(await this.invoices.cancelPayment(actor, id, paymentId), publicId);
  }

  /** All of them, oldest first. */
  @Get('{publicId}/credit-notes')
  @Security('principal', ['invoices:read'])
  async listInvoiceCreditNotes(
    @Request() request: HostRequest,
    @Path() publicId: string,
  ): Promise<CreditNoteView[]> {
    const actor = principalOf(request);
    const { id } = await this.invoices.named(actor, publicId);
    return (await this.invoices.creditNotes(actor, id)).map((note) => creditNoteView(note, publicId));
  }

  /**
   * Corrects a final invoice: all of it, or the lines that are given, in minor units above zero. Never more than the
   * invoice has left, in all and of each tax rate: 422. Crediting all that an open invoice owes settles it.
   */
  @Post('{publicId}/credit-notes')
  @Security('principal', ['invoices:write'])
  @SuccessResponse(201)
  async createInvoiceCreditNote(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Body() body: CreditNoteBody,
  ): Promise<CreditNoteView> {
    const actor = principalOf(request);
    const { id } = await this.invoices.named(actor, publicId);
    const lines = body.lines && lineValues(body.lines);
    const key = keyOf(request) ?? newPublicId();
    return creditNoteView(await this.invoices.credit(actor, id, { ...body, lines, key }), publicId);
  }
}

/** The host has looked at its form already; Node reads headers as Latin-1. */
function keyOf(request: HostRequest): string | undefined {
  const key = Buffer.from(request.get('idempotency-key'), 'latin1').toString();
  return key === '' ? undefined : `key ${key}`;
}
