import type { Whole } from '#host';
import type { Package } from '../../contract.js';
import type { TopUp, TopUpState } from '../../top-ups/top-ups.js';

/**
 * A top-up is due when less than this is available.
 * @isInt
 * @minimum 1
 * @maximum 1000000000000
 */
export type Threshold = number;

/**
 * @minLength 1
 * @maxLength 60
 */
export type PackageName = string;

/**
 * Charges a calendar month at most; 10 where nothing is said.
 * @isInt
 * @minimum 1
 * @maximum 1000
 */
export type MonthlyCap = number;

/**
 * A saved means of payment of this organisation; null or left out: its default one.
 * @minLength 1
 * @maxLength 191
 */
export type PaymentMethodId = string;

export interface AutoTopupBody {
  threshold_tokens: Threshold;
  /** Id or slug of a token package. Changing it later is by `package_slug`. */
  package_id: PackageName;
  /** Default true. */
  enabled?: boolean;
  max_monthly_topups?: MonthlyCap;
  stripe_payment_method_id?: PaymentMethodId | null;
}

export interface AutoTopupPatch {
  enabled?: boolean;
  package_slug?: PackageName;
  threshold_tokens?: Threshold;
  max_monthly_topups?: MonthlyCap;
  stripe_payment_method_id?: PaymentMethodId | null;
}

export interface CreditAutoTopupBody {
  threshold_cents: Threshold;
  /** Slug or id of a credit package. */
  package_slug: PackageName;
  /** Default true. */
  enabled?: boolean;
  max_monthly_topups?: MonthlyCap;
  stripe_payment_method_id?: PaymentMethodId | null;
}

export interface CreditAutoTopupPatch {
  enabled?: boolean;
  package_slug?: PackageName;
  threshold_cents?: Threshold;
  max_monthly_topups?: MonthlyCap;
  stripe_payment_method_id?: PaymentMethodId | null;
}

export interface PackageView {
  id: string;
  slug: string;
  name: string;
  /** Tokens, or minor units of credit. */
  amount: Whole;
  /** Minor units, before taxes. */
  price: Whole;
  currency: string;
}

/** Fields that both kinds have. While nothing was configured, all but the packages is empty. */
export interface TopupSettings {
  configured: boolean;
  enabled: boolean;
  status: TopUpState;
  package_id: string | null;
  package_slug: string | null;
  max_monthly_topups: Whole | null;
  /** Paid this month, or under way. */
  topups_this_month: Whole;
  /** In a row. */
  failed_charges: Whole;
  stripe_payment_method_id: string | null;
  /** What may be chosen. */
  packages: PackageView[];
}

export interface AutoTopupView extends TopupSettings {
  threshold_tokens: Whole | null;
}

export interface CreditAutoTopupView extends TopupSettings {
  threshold_cents: Whole | null;
  /** In place of a package: so much credit is bought, in minor units. */
  amount_cents: Whole | null;
}

export const autoTopupView = (topUp: TopUp | undefined, packages: readonly Package[]): AutoTopupView => ({
  ...settingsView(topUp, packages),
  threshold_tokens: topUp?.threshold ?? null,
});

export const creditAutoTopupView = (
  topUp: TopUp | undefined,
  packages: readonly Package[],
): CreditAutoTopupView => ({
  ...settingsView(topUp, packages),
  threshold_cents: topUp?.threshold ?? null,
  amount_cents: topUp?.amount ?? null,
});

function settingsView(topUp: TopUp | undefined, packages: readonly Package[]): TopupSettings {
  return {
    configured: topUp !== undefined,
    enabled: topUp?.enabled ?? false,
    status: topUp?.state ?? 'off',
    package_id: topUp?.package?.publicId ?? null,
    package_slug: topUp?.package?.slug ?? null,
    max_monthly_topups: topUp?.monthlyCap ?? null,
    topups_this_month: topUp?.usedThisMonth ?? 0,
    failed_charges: topUp?.declines ?? 0,
    stripe_payment_method_id: topUp?.paymentMethodId ?? null,
    packages: packages.map(packageView),
  };
}

export function packageView({ publicId, slug, name, amount, price, currency }: Package): PackageView {
  return { id: publicId, slug, name, amount, price, currency };
}
