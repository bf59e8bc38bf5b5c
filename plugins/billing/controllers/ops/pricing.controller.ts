import { Controller, Extension, Get, Page, Route, Tags } from '#host';
import type { Packages, Plans } from '../../contract.js';
import type { Seller } from '../../subscriptions/seller.js';
import { type PackagePriceView, packagePriceView, type TierView, tierView } from './tier.view.js';

/** What the prices mean. */
export interface EconomicsView {
  /** Of tokens and credits. */
  currency: string;
  /** Per cent that are put on top of every price. */
  tax_rate: number;
  /** The lowest price of a thousand tokens among the packages, in minor units; null where none are sold. */
  token_price_per_thousand: number | null;
  note: string;
}

/** All that the operator sells, for everybody to see. */
export interface PricingView {
  tiers: TierView[];
  token_packages: PackagePriceView[];
  credit_packages: PackagePriceView[];
  economics: EconomicsView;
}

const FRESH = 'public, max-age=300';

@Route('billing')
@Tags('Billing')
export class PricingController extends Controller {
  constructor(
    private readonly plans: Plans,
    private readonly packages: Packages,
    private readonly seller: Seller,
  ) {
    super();
  }

  /** The cheapest first. For everybody; may be kept for five minutes. */
  @Get('tiers')
  @Extension('x-address-limit', { name: 'billing-prices', points: 60, seconds: 60 })
  async listTiers(): Promise<Page<TierView>> {
    const tiers = (await this.plans.tiers()).map(tierView);
    this.setHeader('Cache-Control', FRESH);
    return new Page(tiers, { kind: 'offset', offset: 0, limit: 100 }, tiers.length);
  }

  /** Tiers and packages with what their prices mean. For everybody; may be kept for five minutes. */
  @Get('pricing')
  @Extension('x-address-limit', { name: 'billing-prices', points: 60, seconds: 60 })
  async getPricing(): Promise<PricingView> {
    const [tokens, credits] = [await this.packages.list('token'), await this.packages.list('credit')];
    const tiers = (await this.plans.tiers()).map(tierView);
    const economics = await this.economics(tokens);
    this.setHeader('Cache-Control', FRESH);
    return {
      tiers,
      token_packages: tokens.map(packagePriceView),
      credit_packages: credits.map(packagePriceView),
      economics,
    };
  }

  private async economics(tokens: readonly PackagePriceView[]): Promise<EconomicsView> {
    const { currency, taxRate } = await this.seller.terms();
    const prices = tokens
      .filter((sold) => sold.currency === currency)
      .map(({ price, amount }) => (price * 1000) / amount);
    return {
      currency,
      tax_rate: taxRate,
      token_price_per_thousand: prices.length === 0 ? null : Math.round(Math.min(...prices) * 100) / 100,
      note: 'Prices are in minor units and without taxes; a credit is a minor unit of the currency.',
    };
  }
}
