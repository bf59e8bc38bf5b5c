import type { JobSpec, OrganizationSettingsChanged, Tenant } from '#host';
import { tenantTable } from '#host';
import type { BillingHost } from '../billing-host.js';
import { assertSmallPng } from './png.js';

interface LogoRow {
  readonly id: number;
  readonly orgId: number;
  readonly type: string | null;
  readonly bytes: Buffer | null;
  readonly createdAt: Date;
}

const LOGOS = tenantTable<LogoRow>('billing_logos', { instants: ['createdAt'], keepTotals: false });
const KEEP_LOGO = 'billing.keep-logo';
const MOST_BYTES = 512 * 1024;
const TIMEOUT_MS = 15_000;
const ATTEMPTS = 5;
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const JPEG = Buffer.from('ffd8ff', 'hex');

/**
 * Pictures of the organisations, fetched when the setting changes and never while a document is made. All are kept:
 * what was issued under one keeps it.
 */
export class Logos {
  constructor(private readonly host: BillingHost) {}

  /** A `data:` URL of the one that was in use then; null: none was. */
  async at(tenant: Tenant, instant: Date): Promise<string | null> {
    const kept = this.host.db.of(LOGOS, tenant).compare('createdAt', '<=', instant);
    const row = await kept.orderBy('createdAt', 'desc').orderBy('id', 'desc').first();
    if (!row?.bytes || row.type === null) return null;
    return `data:${row.type};base64,${Buffer.from(row.bytes).toString('base64')}`;
  }

  async follow({ actor, before, settings }: OrganizationSettingsChanged): Promise<void> {
    if (before.logoUrl === settings.logoUrl) return;
    await this.host.jobs.enqueue(KEEP_LOGO, { url: settings.logoUrl }, { orgId: actor.orgId });
  }

  get job(): JobSpec<{ readonly url: string | null }> {
    const { accounts } = this.host;
    return {
      name: KEEP_LOGO,
      attempts: ATTEMPTS,
      concurrency: 1,
      run: async ({ url }, job) => {
        // Changed again: the job of that change has the picture.
        if ((await accounts.settings(job.actor)).logoUrl !== url) return;
        const picture = url === null ? NONE : await this.fetched(url, job.signal);
        await job.complete(() => this.keep(job.actor, picture));
      },
      // It could not be had: documents go without one.
      onDead: async (_, { orgId }) => {
        if (orgId !== null) await this.keep({ orgId }, NONE);
      },
    };
  }

  private async keep(tenant: Tenant, picture: Pick<LogoRow, 'type' | 'bytes'>): Promise<void> {
    await this.host.db.of(LOGOS, tenant).insert({ ...picture, createdAt: this.host.clock.now() });
  }

  private async fetched(url: string, signal: AbortSignal): Promise<Pick<LogoRow, 'type' | 'bytes'>> {
    const request = { url, signal, timeoutMs: TIMEOUT_MS, maxBytes: MOST_BYTES };
    const { status, body } = await this.host.outgoing.request(request);
    if (status !== 200) throw new Error(`The logo was answered with ${status}`);
    const bytes = Buffer.from(body);
    return { type: await typeOf(bytes), bytes };
  }
}

const NONE = { type: null, bytes: null };

/** By what the file is, whatever it is called. */
async function typeOf(bytes: Buffer): Promise<string> {
  if (bytes.subarray(0, JPEG.length).equals(JPEG)) return 'image/jpeg';
  if (!bytes.subarray(0, PNG.length).equals(PNG)) throw new Error('The logo is neither PNG nor JPEG');
  await assertSmallPng(bytes);
  return 'image/png';
}
