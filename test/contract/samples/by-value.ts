import type { Json } from '../documents.js';
import { invoiceBefore } from './billing.js';

import { formsByValue } from './forms.js';

import type { Maker } from './maker.js';
import { orderBefore, orderStageBefore } from './org.js';
import type { Filling } from './sample.js';

type Before = (make: Maker, part: Json) => Promise<Filling | undefined>;

/** Where a value of a body is not taken by what the usual sample makes: what it is taken by. */
export const samplesByValue: Readonly<Record<string, Before>> = {
  'PUT /api/v1/invoices/{publicId}': invoiceBefore,
  ...formsByValue,
  'PUT /api/v1/orders/{publicId}': orderBefore,
  'POST /wp-json/agency-os-ai/v1/workflows/{id}/stages': orderStageBefore,
  'PUT /wp-json/agency-os-ai/v1/workflows/{id}/stages/{stage_id}': orderStageBefore,
};
