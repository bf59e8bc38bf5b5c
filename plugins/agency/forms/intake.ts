import {
  type FieldProblem,
  isProblem,
  newPublicId,
  notFound,
  type Principal,
  ProblemError,
  type Tenant,
} from '#host';
import type { AgencyHost } from '../agency-host.js';
import type { Form, FormReceipt, FormSubmission } from '../contract.js';
import { tell } from '../webhook-events.js';
import { FORMS, SUBMISSIONS, submissionOf } from './form-row.js';
import { byField, mappedValues } from './mapping.js';
import { refused, type SchemaChecker } from './schema-checker.js';
import type { TargetMakers } from './target-makers.js';
import { targetSchema } from './targets.js';

/** In bytes of JSON. */
const LARGEST = 64 * 1024;

type Data = Readonly<Record<string, unknown>>;

/** What anybody may send to a form. */
export class Intake {
  constructor(
    private readonly host: AgencyHost,
    private readonly checker: SchemaChecker,
    private readonly makers: TargetMakers,
  ) {}

  async submit(publicId: string, data: Data): Promise<FormReceipt> {
    const found = await this.open(publicId);
    if (!found) throw notFound('form', publicId);
    const [tenant, form] = found;
    const { successMessage } = form;
    const { answers, trap } = parted(form, data);
    if (isFilled(trap)) {
      await this.countSpam(tenant, form);
      return { publicId: newPublicId(this.host.clock.now()), successMessage };
    }
    this.assertSound(form, answers);
    const kept = await this.keep(this.host.actAs(tenant.orgId, `form ${form.publicId}`), form, answers);
    return { publicId: kept.publicId, successMessage };
  }

  /** The form, and whose it is. A form that is not active is not there. */
  private async open(publicId: string): Promise<readonly [Tenant, Form] | undefined> {
    const tenant = await this.host.db.ownerOf(FORMS, publicId);
    const form = tenant && (await this.host.db.of(FORMS, tenant).where({ publicId, active: true }).first());
    return form && [tenant, form];
  }

  private assertSound(form: Form, answers: Data): void {
    const size = Buffer.byteLength(JSON.stringify(answers));
    if (size > LARGEST)
      throw new ProblemError('too_large', `data is larger than ${LARGEST} bytes`, {
        data: { limit: LARGEST },
      });
    const faults = this.checker.faults(`${form.id}/${form.version}`, form.schema, answers);
    const named = new Set(faults.map(({ field }) => field));
    const more = this.targetFaults(form, answers).filter(({ field }) => !named.has(field));
    if (faults.length + more.length > 0) throw refused([...faults, ...more]);
  }

  /** What the form lets through must be good enough for what is made of it. */
  private targetFaults({ target, mapping }: Form, answers: Data): FieldProblem[] {
    const values = mappedValues(mapping, answers);
    const [key, schema] = targetSchema(target, mapping);
    return byField(mapping, this.checker.faults(key, schema, values));
  }

  /** The submission and what it becomes stand or fall together. */
  private keep(actor: Principal, form: Form, data: Data): Promise<FormSubmission> {
    const { db, clock } = this.host;
    return db.transaction(async () => {
      if (form.target !== 'none') await this.takeTurn(actor);
      const target = await this.made(actor, form, data);
      const now = clock.now();
      const row = {
        publicId: newPublicId(now),
        formId: form.id,
        version: form.version,
        data,
        targetType: target?.type ?? null,
        targetPublicId: target?.publicId ?? null,
        createdAt: now,
      };
      const submission = submissionOf({ ...row, id: await db.of(SUBMISSIONS, actor).insert(row) });
      await this.announce(actor, form, submission);
      return submission;
    });
  }

  /**
   * The organisation's submissions come one by one, whatever form they are of: who looks for a client by an e-mail
   * sees those that were made before. Forms are never deleted, so the first one stays the same.
   */
  private async takeTurn(tenant: Tenant): Promise<void> {
    const forms = this.host.db.of(FORMS, tenant);
    const first = await forms.orderBy('createdAt').orderBy('id').first();
    await forms.where({ id: first?.id }).forUpdate().first();
  }

  /**
   * Where the organisation's plan has no room for more the submission is kept by itself: strangers hear nothing of it.
   * Other refusals name the fields of the form.
   */
  private async made(actor: Principal, form: Form, data: Data): Promise<FormSubmission['target']> {
    try {
      return await this.makers.make(actor, form, data);
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (error.code === 'payment_required') return null;
      throw error.details.length > 0 ? refused(byField(form.mapping, error.details)) : error;
    }
  }

  private async announce(actor: Principal, form: Form, submission: FormSubmission): Promise<void> {
    const { publicId, version, target } = submission;
    const isBare = form.target !== 'none' && target === null;
    const more = isBare ? ` No ${form.target} was made of it: the plan has no room for more.` : '';
    const changes = { submission: publicId, version, target };
    await this.host.audit.record(actor, {
      action: 'form.submitted',
      entityType: 'form',
      entityId: form.publicId,
      changes,
    });
    await this.host.notifications.notifyHolders(actor.orgId, 'forms:write', {
      type: 'agency.form.submitted',
      title: 'A form was submitted',
      message: `Somebody submitted “${form.name}”.${more}`,
      data: { form: form.publicId, submission: publicId },
    });
    await tell(this.host, 'agency.form.submitted', submission, actor);
  }

  /** Nothing is kept of it, so that whoever sent it learns nothing and fills no table. */
  private async countSpam(tenant: Tenant, { id }: Form): Promise<void> {
    await this.host.db.of(FORMS, tenant).where({ id }).add({ spamCount: 1 });
  }
}

function parted({ honeypot }: Form, data: Data): { answers: Data; trap: unknown } {
  if (honeypot === null || !Object.hasOwn(data, honeypot)) return { answers: data, trap: undefined };
  const { [honeypot]: trap, ...answers } = data;
  return { answers, trap };
}

function isFilled(trap: unknown): boolean {
  return trap !== undefined && trap !== null && trap !== '' && trap !== false;
}
