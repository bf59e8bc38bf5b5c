import { tenantTable } from '#host';
import type { Form, FormSchema, FormSubmission, FormTarget } from '../contract.js';

export interface FormRow extends Form {
  readonly orgId: number;
}

export const FORMS = tenantTable<FormRow>('agency_forms', {
  instants: ['createdAt', 'updatedAt'],
  booleans: ['active'],
  json: ['schema', 'mapping'],
});

export interface VersionRow {
  readonly id: number;
  readonly orgId: number;
  readonly formId: number;
  readonly version: number;
  readonly schema: FormSchema;
  readonly createdAt: Date;
}

export const FORM_VERSIONS = tenantTable<VersionRow>('agency_form_versions', {
  instants: ['createdAt'],
  json: ['schema'],
  keepTotals: false,
});

export interface SubmissionRow extends Omit<FormSubmission, 'target'> {
  readonly orgId: number;
  readonly targetType: Exclude<FormTarget, 'none'> | null;
  readonly targetPublicId: string | null;
}

export const SUBMISSIONS = tenantTable<SubmissionRow>('agency_form_submissions', {
  instants: ['createdAt'],
  json: ['data'],
});

export function formOf(row: Omit<FormRow, 'orgId'>): Form {
  return {
    id: row.id,
    publicId: row.publicId,
    name: row.name,
    schema: row.schema,
    version: row.version,
    target: row.target,
    mapping: row.mapping,
    active: row.active,
    successMessage: row.successMessage,
    honeypot: row.honeypot,
    spamCount: row.spamCount,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

export function submissionOf(row: Omit<SubmissionRow, 'orgId'>): FormSubmission {
  const { targetType: type, targetPublicId } = row;
  return {
    id: row.id,
    publicId: row.publicId,
    formId: row.formId,
    version: row.version,
    data: row.data,
    target: type && targetPublicId ? { type, publicId: targetPublicId } : null,
    createdAt: row.createdAt,
  };
}
