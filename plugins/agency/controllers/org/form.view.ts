import type { Title, Whole } from '#host';
import type { Form, FormReceipt, FormSubmission, FormTarget, FormVersion } from '../../contract.js';

/** JSON Schema, draft 2020-12. */
export type SchemaView = Record<string, unknown>;

/** Properties of the target by the fields that fill them. */
export type MappingView = Record<string, string>;

/** A form; what its schema and target mean is said where it is created. */
export interface FormView {
  publicId: string;
  name: string;
  schema: SchemaView;
  /** Grows with each change of the schema; submissions keep the one that they were checked by. */
  version: Whole;
  target: FormTarget;
  mapping: MappingView;
  /** False: the public address answers as if the form were not there. */
  active: boolean;
  successMessage: string | null;
  /** A field that people do not see. */
  honeypot: string | null;
  /** How many filled the honeypot, and were not kept. */
  spamCount: Whole;
  createdAt: Date;
  updatedAt: Date;
}

/** @maxLength 2000 */
export type SuccessText = string;

/**
 * @minLength 1
 * @maxLength 100
 */
export type FieldName = string;

export interface FormPatch {
  name?: Title;
  schema?: SchemaView;
  /** Default: none. */
  target?: FormTarget;
  mapping?: MappingView;
  /** Default: true. */
  active?: boolean;
  successMessage?: SuccessText | null;
  /** Name of a field that programs fill and people do not see. */
  honeypot?: FieldName | null;
}

export interface FormBody extends FormPatch {
  name: Title;
  schema: SchemaView;
}

/** What a submission became, or the client it was found to be from. */
export interface SubmissionTargetView {
  type: 'client' | 'ticket' | 'order';
  publicId: string;
}

/** Plain text of strangers: escape it wherever it is shown. */
export interface SubmissionView {
  publicId: string;
  /** Of the form's schema. */
  version: Whole;
  data: Record<string, unknown>;
  target: SubmissionTargetView | null;
  createdAt: Date;
}

export interface SubmissionBody {
  /** Values by field, as the form's schema wants them. */
  data: Record<string, unknown>;
}

export interface FormVersionView {
  version: Whole;
  schema: SchemaView;
  createdAt: Date;
}

export interface ReceiptView {
  publicId: string;
  successMessage: string | null;
}

export function formView({ id: _, ...shown }: Form): FormView {
  return { ...shown, schema: { ...shown.schema }, mapping: { ...shown.mapping } };
}

export function submissionView({ id: _, formId: __, ...shown }: FormSubmission): SubmissionView {
  return { ...shown, data: { ...shown.data } };
}

export function versionView({ schema, ...shown }: FormVersion): FormVersionView {
  return { ...shown, schema: { ...schema } };
}

export function receiptView({ publicId, successMessage }: FormReceipt): ReceiptView {
  return { publicId, successMessage };
}
