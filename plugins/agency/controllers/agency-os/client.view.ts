import type { CurrencyCode, Email, Line, LongText, Title, Whole } from '#host';
import type { Client, ClientStatus, RoundingMode } from '../../contract.js';
import type { DayCount, HourlyRate, LanguageTag, RoundingStep, ShortLine, WebAddress } from '../params.js';

export interface AddressView {
  line1: string | null;
  line2: string | null;
  city: string | null;
  state: string | null;
  postal_code: string | null;
  country: string | null;
}

export interface RoundingView {
  minutes: Whole;
  mode: RoundingMode;
}

/** A client; money in minor units of its currency. */
export interface ClientView {
  id: Whole;
  public_id: string;
  name: string;
  email: string | null;
  company: string | null;
  phone: string | null;
  website: string | null;
  status: ClientStatus;
  address: AddressView | null;
  tax_id: string | null;
  currency: string;
  /** Null: the organisation's. */
  language: string | null;
  payment_terms_days: Whole;
  rounding: RoundingView;
  hourly_rate: Whole | null;
  notes: string | null;
  created_at: Date;
  updated_at: Date;
}

export interface DeletedClient {
  deleted: boolean;
  previous: ClientView;
}

/** Replaces the whole address: parts left out are empty. */
export interface AddressBody {
  line1?: Line | null;
  line2?: Line | null;
  city?: Line | null;
  state?: Line | null;
  postal_code?: ShortLine | null;
  country?: Line | null;
}

/** How time becomes what is billed; parts left out stay. */
export interface RoundingBody {
  /** Step in minutes; 0: as spent. */
  minutes?: RoundingStep;
  mode?: RoundingMode;
}

export interface ClientPatch {
  name?: Title;
  email?: Email | null;
  company?: Line | null;
  phone?: ShortLine | null;
  website?: WebAddress | null;
  /** Default: active. */
  status?: ClientStatus;
  address?: AddressBody | null;
  tax_id?: ShortLine | null;
  /** Default: the organisation's. */
  currency?: CurrencyCode;
  language?: LanguageTag | null;
  /** Default: 30. */
  payment_terms_days?: DayCount;
  rounding?: RoundingBody;
  /** For its projects that have no rate of their own. */
  hourly_rate?: HourlyRate | null;
  notes?: LongText | null;
}

export interface ClientBody extends ClientPatch {
  name: Title;
}

export function clientView(client: Client): ClientView {
  const { address } = client;
  return {
    id: client.id,
    public_id: client.publicId,
    name: client.name,
    email: client.email,
    company: client.company,
    phone: client.phone,
    website: client.website,
    status: client.status,
    address: address && {
      line1: address.line1,
      line2: address.line2,
      city: address.city,
      state: address.state,
      postal_code: address.postalCode,
      country: address.country,
    },
    tax_id: client.taxId,
    currency: client.currency,
    language: client.language,
    payment_terms_days: client.paymentTermsDays,
    rounding: { minutes: client.rounding.minutes, mode: client.rounding.mode },
    hourly_rate: client.hourlyRate,
    notes: client.notes,
    created_at: client.createdAt,
    updated_at: client.updatedAt,
  };
}
