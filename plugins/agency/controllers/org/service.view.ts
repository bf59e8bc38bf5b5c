import type { CurrencyCode, LongText, Title, Whole } from '#host';
import type { Service } from '../../contract.js';
import type { DayCount, Price } from '../params.js';

/** What the organisation offers; the price of one in minor units of its currency. */
export interface ServiceView {
  publicId: string;
  name: string;
  description: string | null;
  price: Whole;
  currency: string;
  /** From the submission of an order to the day it is due. Null: no day is promised. */
  deliveryDays: Whole | null;
  /** Can be ordered. */
  active: boolean;
  /** An order of it that is completed leaves a draft invoice. */
  invoiceOnCompletion: boolean;
  createdAt: Date;
  updatedAt: Date;
}

export interface ServicePatch {
  name?: Title;
  description?: LongText | null;
  /** For the orders to come: those that are there keep their own. */
  price?: Price;
  /** Default: the organisation's. */
  currency?: CurrencyCode;
  deliveryDays?: DayCount | null;
  /** Default: true. */
  active?: boolean;
  /** Default: false. */
  invoiceOnCompletion?: boolean;
}

export interface ServiceBody extends ServicePatch {
  name: Title;
  price: Price;
}

export function serviceView({ id: _, ...shown }: Service): ServiceView {
  return shown;
}
