import {
  file,
  type PageAnswer,
  type PageTable,
  type PageVisit,
  type Principal,
  ProblemError,
  page,
  redirect,
} from '#host';
import { type Charges, type Invoices, NOT_CHARGEABLE } from '../contract.js';
import type { Logos } from '../documents/logos.js';
import { type Paper, type Papers, PDF } from '../documents/papers.js';
import { owed } from '../payments/charge-row.js';
import { type FinalInvoice, finalInvoice } from '../sending/invoice-mails.js';
import { type InvoiceLinks, PAGE } from '../sending/links.js';
import { invoiceView, leadingView } from './invoice-view.js';

export interface PagesNeeds {
  readonly invoices: Invoices;
  readonly links: InvoiceLinks;
  readonly logos: Logos;
  readonly papers: Papers;
  readonly charges: Charges;
}

/** An invoice as it was opened by its link. */
interface Opened {
  readonly token: string;
  readonly actor: Principal;
  readonly invoice: FinalInvoice;
}

/** What somebody sees who follows the link of an invoice: that invoice and nothing else. */
export class InvoicePages {
  constructor(private readonly needs: PagesNeeds) {}

  get table(): PageTable {
    return {
      [`GET ${PAGE}/:token`]: (visit) => this.show(visit),
      [`GET ${PAGE}/:token/pdf`]: (visit) => this.document(visit),
      [`GET ${PAGE}/:token/credit-notes/:creditNote/pdf`]: (visit) => this.creditNote(visit),
      [`POST ${PAGE}/:token/pay`]: (visit) => this.pay(visit),
    };
  }

  private async show(visit: PageVisit): Promise<PageAnswer> {
    return this.view(await this.opened(visit), { isPaying: visit.query.has('paid') });
  }

  private async document(visit: PageVisit): Promise<PageAnswer> {
    const { actor, invoice } = await this.opened(visit);
    return shown(await this.needs.papers.invoice(actor, invoice));
  }

  private async creditNote(visit: PageVisit): Promise<PageAnswer> {
    const { actor, invoice } = await this.opened(visit);
    const notes = await this.needs.invoices.creditNotes(actor, invoice.id);
    const note = notes.find(({ publicId }) => publicId === visit.params.creditNote);
    if (!note) throw nothingHere();
    return shown(await this.needs.papers.creditNote(actor, note, invoice));
  }

  /**
   * On to the page of the provider, by a page between: browsers hold a form to the addresses that this site names, and
   * where a provider's page lies is known only when it is there.
   */
  private async pay(visit: PageVisit): Promise<PageAnswer> {
    const { actor, invoice, token } = await this.opened(visit);
    if (owed(invoice) <= 0) return redirect(`${PAGE}/${token}`);
    const back = this.needs.links.address(token);
    const request = { invoiceId: invoice.id, successUrl: `${back}?paid=1`, cancelUrl: back };
    try {
      const { url } = await this.needs.charges.checkout(actor, request);
      return page(leadingView(invoice, url));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // What came in between is shown: it may be paid now.
      return this.view(await this.opened(visit), { refused: error });
    }
  }

  private async view(
    { actor, invoice, token }: Opened,
    { isPaying = false, refused }: { readonly isPaying?: boolean; readonly refused?: ProblemError },
  ): Promise<PageAnswer> {
    const { charges, invoices, logos } = this.needs;
    const open = owed(invoice) > 0;
    // The address of the way back may be kept for longer than the payment takes.
    const paid = open && isPaying && (await charges.isUnderWay(actor, invoice.id));
    const refusal = open && refused ? whyRefused(refused) : null;
    const view = invoiceView(invoice, {
      address: `${PAGE}/${token}`,
      logo: invoice.finalizedAt && (await logos.at(actor, invoice.finalizedAt)),
      creditNotes: invoice.amountCredited === 0 ? [] : await invoices.creditNotes(actor, invoice.id),
      isPaying: paid,
      isPayable: open && !paid && refusal !== 'amount' && (await charges.isConfigured()),
      refusal,
    });
    return page(open && refused ? { ...view, status: refused.code === 'unavailable' ? 503 : 409 } : view);
  }

  private async opened({ params: { token = '' } }: PageVisit): Promise<Opened> {
    const found = await this.needs.links.open(token);
    if (!found) throw nothingHere();
    return { token, actor: found.actor, invoice: finalInvoice(found.invoice) };
  }
}

const shown = ({ bytes, name }: Paper): PageAnswer => file(bytes, { type: PDF, name, disposition: 'inline' });

function nothingHere(): ProblemError {
  return new ProblemError('not_found', 'There is nothing at this address. Please ask for a new link');
}

const whyRefused = ({ data }: ProblemError) => (data.code === NOT_CHARGEABLE ? 'amount' : 'now');

/** What the visitor can do nothing about. */
function isRefusal(error: unknown): error is ProblemError {
  return error instanceof ProblemError && ['conflict', 'unprocessable', 'unavailable'].includes(error.code);
}
