import type { Page, Principal, Tenant } from '#host';
import type { Listing } from './listing.js';

/** What a submission becomes besides itself. */
export type FormTarget = 'none' | 'client' | 'ticket' | 'order';

/** JSON Schema, draft 2020-12. */
export type FormSchema = Readonly<Record<string, unknown>>;

/** What strangers fill in. */
export interface Form {
  readonly id: number;
  readonly publicId: string;
  readonly name: string;
  readonly schema: FormSchema;
  /** Grows with each change of the schema. */
  readonly version: number;
  readonly target: FormTarget;
  /** Properties of the target, by the fields that fill them. */
  readonly mapping: Readonly<Record<string, string>>;
  /** Of one that is not, nobody hears that it is there. */
  readonly active: boolean;
  readonly successMessage: string | null;
  /** A field that people do not see: whoever fills it is answered as if all were well, and nothing is kept. */
  readonly honeypot: string | null;
  /** How many filled the honeypot. */
  readonly spamCount: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface FormValues {
  readonly name: string;
  readonly schema: FormSchema;
  /** Default: none. */
  readonly target?: FormTarget;
  readonly mapping?: Readonly<Record<string, string>>;
  /** Default: true. */
  readonly active?: boolean;
  readonly successMessage?: string | null;
  readonly honeypot?: string | null;
}

export interface FormVersion {
  readonly version: number;
  readonly schema: FormSchema;
  readonly createdAt: Date;
}

/** Plain text of strangers: to be escaped wherever it is shown. */
export interface FormSubmission {
  readonly id: number;
  readonly publicId: string;
  readonly formId: number;
  /** Of the form's schema, which it was checked by. */
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
  /** What it became, or whom it was found to be from. */
  readonly target: { readonly type: Exclude<FormTarget, 'none'>; readonly publicId: string } | null;
  readonly createdAt: Date;
}

/** What a stranger is told. */
export interface FormReceipt {
  readonly publicId: string;
  readonly successMessage: string | null;
}

export interface Forms {
  /** Newest first. */
  list(tenant: Tenant, listing: Listing<'created_at'>): Promise<Page<Form>>;
  /** By its public id. */
  named(tenant: Tenant, publicId: string): Promise<Form>;
  /** What its schema was, or is. */
  version(tenant: Tenant, publicId: string, version: number): Promise<FormVersion>;
  create(actor: Principal, values: FormValues): Promise<Form>;
  update(actor: Principal, publicId: string, values: Partial<FormValues>): Promise<Form>;
  /** Newest first. */
  submissions(
    tenant: Tenant,
    publicId: string,
    listing: Listing<'created_at'>,
  ): Promise<Page<FormSubmission>>;
  /** By anybody. Throws `not_found` for a form that is not active, and `unprocessable` with a detail a field. */
  submit(publicId: string, data: Readonly<Record<string, unknown>>): Promise<FormReceipt>;
}
