import type { DayText, Line, Whole } from '#host';
import type { Payment, PaymentStatus } from '../../contract.js';
import type { PaymentMethodWord, PositiveMoney } from '../params.js';

export interface PaymentView {
  publicId: string;
  /** Public id of the invoice. */
  invoiceId: string;
  amount: Whole;
  currency: string;
  method: string;
  status: PaymentStatus;
  /** What of it was given back: a part, or all of what is `refunded`. */
  amountRefunded: Whole;
  receivedOn: string;
  reference: string | null;
  createdAt: Date;
}

export interface PaymentBody {
  /** Default: all that is due. More is refused. */
  amount?: PositiveMoney;
  /** Default: manual. */
  method?: PaymentMethodWord;
  /** Default: today. */
  receivedOn?: DayText;
  /** As a bank statement says it. */
  reference?: Line | null;
}

export function paymentView(payment: Payment, invoiceId: string): PaymentView {
  const { id: _, customerId: __, ...shown } = payment;
  return { ...shown, invoiceId };
}
