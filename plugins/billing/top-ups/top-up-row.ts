import { dayAt, tenantTable } from '#host';
import type { Unit } from '../contract.js';

/** When and with what an organisation wants to be topped up. */
export interface TopUpRow {
  readonly id: number;
  readonly orgId: number;
  readonly unit: Unit;
  readonly enabled: boolean;
  readonly threshold: number;
  /** What of the threshold the wallet knows: nothing while no top-up may be made. */
  readonly armed: number;
  readonly packageId: number | null;
  /** In place of a package: so many credits, which are minor units of the operator's currency. */
  readonly amount: number | null;
  readonly monthlyCap: number;
  readonly paymentMethodId: string | null;
  /** In a row. */
  readonly declines: number;
  readonly stoppedAt: Date | null;
  readonly pausedUntil: Date | null;
  /** The month in which people were told that the cap is reached. */
  readonly cappedMonth: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface TopUpChargeRow {
  readonly id: number;
  readonly orgId: number;
  readonly unit: Unit;
  readonly orderId: number;
  readonly chargeId: number;
  readonly amount: number;
  /** By the organisation's calendar. */
  readonly month: string;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly liveKey: string | null;
  readonly failure: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

export const TOP_UPS = tenantTable<TopUpRow>('billing_top_ups', {
  instants: ['stoppedAt', 'pausedUntil', 'createdAt', 'updatedAt'],
  booleans: ['enabled'],
  keepTotals: false,
});

export const TOP_UP_CHARGES = tenantTable<TopUpChargeRow>('billing_top_up_charges', {
  instants: ['createdAt', 'endedAt'],
  keepTotals: false,
});

export const TOP_UP_JOB = 'billing.top-up';

/** `2026-11` */
export function monthAt(instant: Date, timezone: string): string {
  return dayAt(instant, timezone).slice(0, 7);
}

/** Whether charges may be made now, and the wallet therefore has to know the threshold. With none, one is due when nothing is left. */
export function thresholdInForce(
  row: Pick<TopUpRow, 'enabled' | 'threshold' | 'stoppedAt' | 'pausedUntil'>,
): number {
  return row.enabled && row.stoppedAt === null && row.pausedUntil === null ? Math.max(row.threshold, 1) : 0;
}
