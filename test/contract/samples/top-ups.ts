import type { Maker } from './maker.js';
import type { Sample, Samples } from './sample.js';
import { granted } from './tokens.js';

const PACKAGES = '/wp-json/billing/v1/packages';

let packages = 0;

function packageBody(unit: string) {
  packages += 1;
  return {
    slug: `aurora-${unit}-${packages}`,
    name: `Aurora ${unit} package`,
    unit,
    amount: 5000,
    price: 4900,
    currency: 'EUR',
    status: 'active',
  };
}

export async function sold(make: Maker, unit: string): Promise<{ id: string; slug: string }> {
  const { body } = await make.call('post', PACKAGES, packageBody(unit));
  return body as { id: string; slug: string };
}

interface Kind {
  readonly path: string;
  readonly unit: 'token' | 'credit';
  readonly threshold: string;
  /** How a creation names the package. */
  readonly named: 'package_id' | 'package_slug';
}

const KINDS: readonly Kind[] = [
  { path: '/api/billing/auto-topup', unit: 'token', threshold: 'threshold_tokens', named: 'package_id' },
  {
    path: '/api/billing/credit-auto-topup',
    unit: 'credit',
    threshold: 'threshold_cents',
    named: 'package_slug',
  },
];

async function form(make: Maker, { unit, threshold, named }: Kind) {
  const { id, slug } = await sold(make, unit);
  const name = named === 'package_id' ? id : slug;
  return { [threshold]: 50, [named]: name, enabled: true, max_monthly_topups: 3 };
}

async function forget(make: Maker, { path }: Kind): Promise<void> {
  const headers = await make.owner.key('ops');
  const { body } = await make.call('get', path, undefined, headers);
  if ((body as { data: { configured: boolean } }).data.configured)
    await make.call('delete', path, undefined, headers);
}

async function configured(make: Maker, kind: Kind): Promise<void> {
  await forget(make, kind);
  // Enough, so that nothing is charged.
  await granted(make, { unit: kind.unit });
  await make.call('post', kind.path, await form(make, kind), await make.owner.key('ops'));
}

const samplesOf = (kind: Kind): Samples => ({
  [`GET ${kind.path}`]: async (make) => {
    await configured(make, kind);
    return {};
  },
  [`POST ${kind.path}`]: async (make) => {
    await forget(make, kind);
    return { body: await form(make, kind) };
  },
  [`PUT ${kind.path}`]: async (make) => {
    await configured(make, kind);
    const { [kind.named]: _, ...rest } = await form(make, kind);
    return { body: { ...rest, package_slug: (await sold(make, kind.unit)).slug } };
  },
  [`DELETE ${kind.path}`]: async (make) => {
    await configured(make, kind);
    return {};
  },
});

const named: Sample = async (make) => ({ params: { slug: (await sold(make, 'token')).slug } });

export const topUpSamples: Samples = {
  ...Object.assign({}, ...KINDS.map(samplesOf)),
  [`GET ${PACKAGES}`]: async (make) => {
    await sold(make, 'token');
    return {};
  },
  [`GET ${PACKAGES}/{slug}`]: named,
  [`POST ${PACKAGES}`]: () => ({ body: packageBody('token') }),
  [`PUT ${PACKAGES}/{slug}`]: async (make) => {
    const { slug: _, unit: __, ...body } = packageBody('token');
    return { ...(await named(make)), body };
  },
};
