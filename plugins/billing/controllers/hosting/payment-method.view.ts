import type { Whole } from '#host';
import type { PaymentMethod } from '../../contract.js';

/** Parts that are not known are empty. */
export interface PaymentMethodAddressOutput {
  city: string;
  country: string;
  line1: string;
  line2: string;
  postal_code: string;
  state: string;
}

export interface PaymentMethodBillingDetailsOutput {
  address: PaymentMethodAddressOutput;
  name: string;
}

/** Of another means of payment than a card: its kind, the last digits of its number, and zeros. */
export interface PaymentMethodCardOutput {
  brand: string;
  /** @isInt */
  exp_month: Whole;
  /** @isInt */
  exp_year: Whole;
  last4: string;
}

export interface PaymentMethodOutput {
  id: string;
  /** `card`, `sepa_debit`, … */
  type: string;
  is_default: boolean;
  card: PaymentMethodCardOutput;
  billing_details: PaymentMethodBillingDetailsOutput;
}

export function paymentMethodView(method: PaymentMethod): PaymentMethodOutput {
  const { id, type, isDefault, brand, last4, expiryMonth, expiryYear, holder } = method;
  const { city, country, line1, line2, postalCode, state } = holder.address;
  return {
    id,
    type,
    is_default: isDefault,
    card: {
      brand: brand ?? type,
      exp_month: expiryMonth ?? 0,
      exp_year: expiryYear ?? 0,
      last4: last4 ?? '',
    },
    billing_details: {
      name: holder.name ?? '',
      address: {
        city: city ?? '',
        country: country ?? '',
        line1: line1 ?? '',
        line2: line2 ?? '',
        postal_code: postalCode ?? '',
        state: state ?? '',
      },
    },
  };
}
