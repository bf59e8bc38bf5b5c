import { camelKeys, type DayText, type Id, type LongText } from '#host';
import type { TimeBillingValues, TimeGrouping } from '../../contract.js';
import { invalid } from '../../problems.js';

/**
 * Per cent, with up to four decimals.
 * @minimum 0
 * @maximum 100
 */
export type Percent = number;

/** @maxLength 36 */
export type PublicId = string;

export interface TimeInvoiceBody {
  /** Required, unless `project_ids` are given. */
  client_id?: Id;
  /**
   * Projects of one client.
   * @maxItems 500
   */
  project_ids?: Id[];
  /** The first day of the time. */
  from_date?: DayText;
  /** The last day of the time. */
  to_date?: DayText;
  /**
   * Only these; each of them must be unbilled, billable and finished.
   * @maxItems 500
   */
  time_entry_ids?: Id[];
  /** What one line is for. Time at another rate is a line of its own. Default: `task`. */
  group_by?: TimeGrouping;
  /** Public id of a service of the catalogue, whose price is the rate of an hour where nothing nearer has one. */
  service_id?: PublicId;
  /** Default: the organisation's. */
  tax_rate?: Percent;
  /** Default: by the client's payment terms, once the invoice is final. */
  due_date?: DayText;
  notes?: LongText;
  /** True: the answer is 200 with `dry_run: true`, and nothing is kept. */
  dry_run?: boolean;
}

const DECIMALS = 4;

export function timeBillingValues(body: TimeInvoiceBody): TimeBillingValues {
  const { dry_run: _, tax_rate, ...rest } = body;
  return { ...camelKeys(rest), ...(tax_rate === undefined ? {} : { taxRate: partsPerMillion(tax_rate) }) };
}

/** By the digits, as floats do not multiply exactly. */
function partsPerMillion(percent: number): number {
  const text = percent.toFixed(DECIMALS);
  if (Number(text) === percent) return Number(text.replace('.', ''));
  throw invalid('tax_rate', 'format', `tax_rate has more than ${DECIMALS} decimals`);
}
