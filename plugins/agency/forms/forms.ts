import { isDeepStrictEqual } from 'node:util';
import {
  changed,
  given,
  newPublicId,
  notFound,
  type Page,
  type Principal,
  ProblemError,
  type Rows,
  reaches,
  type Tenant,
} from '#host';
import type { AgencyHost } from '../agency-host.js';
import type {
  Form,
  FormReceipt,
  FormSubmission,
  Forms,
  FormValues,
  FormVersion,
  Listing,
} from '../contract.js';
import { pageRequest } from '../page-request.js';
import {
  FORM_VERSIONS,
  FORMS,
  type FormRow,
  formOf,
  SUBMISSIONS,
  type SubmissionRow,
  submissionOf,
} from './form-row.js';
import type { Intake } from './intake.js';
import { assertMapping } from './mapping.js';
import type { SchemaChecker } from './schema-checker.js';
import { neededScopes } from './targets.js';

const SORTS = { created_at: 'createdAt' } as const;

const DEFAULTS = { target: 'none', mapping: {}, active: true, successMessage: null, honeypot: null } as const;

export class FormRecords implements Forms {
  constructor(
    private readonly host: AgencyHost,
    private readonly checker: SchemaChecker,
    private readonly intake: Intake,
  ) {}

  async list(tenant: Tenant, listing: Listing<'created_at'>): Promise<Page<Form>> {
    const request = pageRequest<FormRow, 'created_at'>(listing, SORTS);
    return (await this.rows(tenant).page(request)).map(formOf);
  }

  async named(tenant: Tenant, publicId: string): Promise<Form> {
    const row = await this.rows(tenant).where({ publicId }).first();
    if (!row) throw notFound('form', publicId);
    return formOf(row);
  }

  async version(tenant: Tenant, publicId: string, version: number): Promise<FormVersion> {
    const { id: formId } = await this.named(tenant, publicId);
    const row = await this.host.db.of(FORM_VERSIONS, tenant).where({ formId, version }).first();
    if (!row) throw notFound('version', version);
    return { version, schema: row.schema, createdAt: row.createdAt };
  }

  create(actor: Principal, values: FormValues): Promise<Form> {
    const fields = { ...DEFAULTS, ...given(values), name: values.name, schema: values.schema };
    this.checker.assertSchema(fields.schema);
    assertMapping(fields);
    assertMayMake(actor, fields);
    return this.host.db.transaction(async () => {
      const now = this.host.clock.now();
      const kept = { publicId: newPublicId(now), version: 1, spamCount: 0, createdAt: now, updatedAt: now };
      const row = { ...fields, ...kept };
      const form = formOf({ ...row, id: await this.rows(actor).insert(row) });
      await this.keepVersion(actor, form);
      await this.record(actor, 'form.created', form, { ...form });
      return form;
    });
  }

  update(actor: Principal, publicId: string, values: Partial<FormValues>): Promise<Form> {
    if (values.schema !== undefined) this.checker.assertSchema(values.schema);
    return this.host.db.transaction(async () => {
      const row = await this.rows(actor).where({ publicId }).forUpdate().first();
      if (!row) throw notFound('form', publicId);
      const before = formOf(row);
      const after = { ...before, ...given(values) };
      assertMapping(after);
      assertMayMake(actor, after);
      const isNew = !isDeepStrictEqual(before.schema, after.schema);
      const columns = {
        ...given(values),
        version: row.version + Number(isNew),
        updatedAt: this.host.clock.now(),
      };
      await this.rows(actor).where({ id: row.id }).update(columns);

      const form = formOf({ ...row, ...columns });
      if (isNew) await this.keepVersion(actor, form);
      await this.record(actor, 'form.updated', form, changed(before, form));
      return form;
    });
  }

  async submissions(
    tenant: Tenant,
    publicId: string,
    listing: Listing<'created_at'>,
  ): Promise<Page<FormSubmission>> {
    const { id: formId } = await this.named(tenant, publicId);
    const request = pageRequest<SubmissionRow, 'created_at'>(listing, SORTS);
    return (await this.host.db.of(SUBMISSIONS, tenant).where({ formId }).page(request)).map(submissionOf);
  }

  submit(publicId: string, data: Readonly<Record<string, unknown>>): Promise<FormReceipt> {
    return this.intake.submit(publicId, data);
  }

  /** What was submitted under a schema can be read by it later. */
  private async keepVersion(
    actor: Principal,
    { id: formId, version, schema, updatedAt }: Form,
  ): Promise<void> {
    const row = { formId, version, schema, createdAt: updatedAt };
    await this.host.db.of(FORM_VERSIONS, actor).insert(row);
  }

  private record(actor: Principal, action: string, { publicId }: Form, changes: Record<string, unknown>) {
    return this.host.audit.record(actor, { action, entityType: 'form', entityId: publicId, changes });
  }

  private rows(tenant: Tenant): Rows<FormRow> {
    return this.host.db.of(FORMS, tenant);
  }
}

function assertMayMake(actor: Principal, { target, mapping }: Pick<Form, 'target' | 'mapping'>): void {
  const scope = neededScopes(target, mapping).find((each) => !reaches(actor, each, 'organization'));
  if (scope === undefined) return;
  throw new ProblemError('forbidden', `A form that makes a ${target} needs the scope ${scope}`, {
    data: { scope },
  });
}
