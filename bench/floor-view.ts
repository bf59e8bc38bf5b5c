/** A client in the floor's one table. */
export interface ClientRow {
  readonly id: number;
  readonly public_id: string;
  readonly org_id: number;
  readonly name: string;
  readonly email: string | null;
  readonly company: string | null;
  readonly phone: string | null;
  readonly website: string | null;
  readonly status: string;
  readonly address: string | null;
  readonly tax_id: string | null;
  readonly currency: string;
  readonly language: string | null;
  readonly payment_terms_days: number;
  readonly rounding_minutes: number;
  readonly rounding_mode: string;
  readonly hourly_rate: number | null;
  readonly notes: string | null;
  readonly created_at: Date | string;
  readonly updated_at: Date | string;
}

/** What the agency's API answers, field for field. */
export function clientView(row: ClientRow): Record<string, unknown> {
  return {
    id: row.id,
    public_id: row.public_id,
    name: row.name,
    email: row.email,
    company: row.company,
    phone: row.phone,
    website: row.website,
    status: row.status,
    address: row.address === null ? null : addressView(JSON.parse(row.address)),
    tax_id: row.tax_id,
    currency: row.currency,
    language: row.language,
    payment_terms_days: row.payment_terms_days,
    rounding: { minutes: row.rounding_minutes, mode: row.rounding_mode },
    hourly_rate: row.hourly_rate,
    notes: row.notes,
    created_at: isoOf(row.created_at),
    updated_at: isoOf(row.updated_at),
  };
}

function addressView(address: Record<string, unknown>): Record<string, unknown> {
  const { line1, line2, city, state, postalCode, country } = address;
  return { line1, line2, city, state, postal_code: postalCode, country };
}

/** MariaDB's driver makes dates; SQLite keeps `2026-01-31 12:00:00.000`. */
function isoOf(value: Date | string): string {
  return value instanceof Date ? value.toISOString() : `${value.slice(0, 10)}T${value.slice(11)}Z`;
}

export function rowOf(body: Record<string, unknown>, orgId: number, publicId: string): Omit<ClientRow, 'id'> {
  const now = new Date();
  const stored = `${now.toISOString().slice(0, 10)} ${now.toISOString().slice(11, 23)}`;
  return {
    public_id: publicId,
    org_id: orgId,
    name: String(body.name),
    email: text(body.email),
    company: text(body.company),
    phone: text(body.phone),
    website: text(body.website),
    status: 'active',
    address: body.address ? JSON.stringify(storedAddress(body.address as Record<string, unknown>)) : null,
    tax_id: text(body.tax_id),
    currency: String(body.currency ?? 'USD'),
    language: null,
    payment_terms_days: 30,
    rounding_minutes: 0,
    rounding_mode: 'up',
    hourly_rate: null,
    notes: text(body.notes),
    created_at: stored,
    updated_at: stored,
  };
}

function storedAddress({ postal_code, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return {
    line1: null,
    line2: null,
    city: null,
    state: null,
    postalCode: postal_code ?? null,
    country: null,
    ...rest,
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
