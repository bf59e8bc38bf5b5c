import type { CurrencyCode, Line, LongText, Title, Whole } from '#host';
import type { Interval, Plan } from '../../contract.js';
import type { Price, Slug, TrialDays } from '../params.js';

/** What may be used, by its name: `projects`, `seats`. Null: as much as one wants. */
export interface PlanLimits {
  [limit: string]: Whole | null;
}

/** What customers subscribe to. */
export interface PlanView {
  publicId: string;
  slug: string;
  name: string;
  description: string | null;
  /** Minor units of the currency, for an interval and without taxes. */
  price: Whole;
  currency: string;
  interval: Interval;
  trialDays: Whole;
  limits: PlanLimits;
  features: string[];
  /** Shown to everybody where the organisation runs the site. */
  public: boolean;
  /** Can be subscribed to. */
  active: boolean;
  createdAt: Date;
  updatedAt: Date;
}

export interface PlanPatch {
  /** Unique in the organisation. */
  slug?: Slug;
  name?: Title;
  description?: LongText | null;
  /** Stays while somebody has the plan, as do currency and interval. */
  price?: Price;
  /** Default: the organisation's. */
  currency?: CurrencyCode;
  /** Default: month. */
  interval?: Interval;
  /** Default: 0. A customer has one such trial, however often it subscribes. */
  trialDays?: TrialDays;
  /** Replaced whole; at most 50, in small letters, digits and `_`. Default: none. */
  limits?: PlanLimits;
  /**
   * Lines for people. Replaced whole.
   * @maxItems 100
   */
  features?: Line[];
  /** Default: false. */
  public?: boolean;
  /** Default: true. Whoever has a plan that is not offered any more keeps it. */
  active?: boolean;
}

export interface PlanBody extends PlanPatch {
  slug: Slug;
  name: Title;
  price: Price;
}

export function planView({ id: _, features, limits, ...shown }: Plan): PlanView {
  return { ...shown, limits: { ...limits }, features: [...features] };
}
