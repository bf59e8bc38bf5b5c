import type { CurrencyCode, Email, Line, LongText, Title, Whole } from '#host';
import type { Client, ClientStatus, RoundingMode } from '../../contract.js';
import type { DayCount, HourlyRate, LanguageTag, RoundingStep, ShortLine, WebAddress } from '../params.js';

export interface AddressView {
  line1: string | null;
  line2: string | null;
  city: string | null;
  state: string | null;
  postalCode: string | null;
  country: string | null;
}

export interface RoundingView {
  minutes: Whole;
  mode: RoundingMode;
}

/** A client; money in minor units of its currency. */
export interface ClientView {
  publicId: string;
  name: string;
  email: string | null;
  company: string | null;
  phone: string | null;
  website: string | null;
  status: ClientStatus;
  address: AddressView | null;
  taxId: string | null;
  currency: string;
  /** Null: the organisation's. */
  language: string | null;
  paymentTermsDays: Whole;
  rounding: RoundingView;
  hourlyRate: Whole | null;
  notes: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Replaces the whole address: parts left out are empty. */
export interface AddressBody {
  line1?: Line | null;
  line2?: Line | null;
  city?: Line | null;
  state?: Line | null;
  postalCode?: ShortLine | null;
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
  taxId?: ShortLine | null;
  /** Default: the organisation's. */
  currency?: CurrencyCode;
  language?: LanguageTag | null;
  /** Default: 30. */
  paymentTermsDays?: DayCount;
  rounding?: RoundingBody;
  /** For its projects that have no rate of their own. */
  hourlyRate?: HourlyRate | null;
  notes?: LongText | null;
}

export interface ClientBody extends ClientPatch {
  name: Title;
}

/** Services speak as this surface does: only the number stays inside. */
export function clientView({ id: _, ...shown }: Client): ClientView {
  return shown;
}
