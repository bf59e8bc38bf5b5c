import type { Principal } from '#host';
import type {
  Clients,
  ClientValues,
  FormSubmission,
  FormTarget,
  Tickets,
  TicketValues,
} from '../contract.js';

type Values = Readonly<Record<string, unknown>>;
type Made = FormSubmission['target'];

/** What makes of a submission's values what its form is for; the values have been checked by the target's rules. */
export class TargetMakers {
  constructor(
    private readonly clients: Clients,
    private readonly tickets: Tickets,
  ) {}

  /** Joins the transaction of the submission, which holds the form: submissions of one form come one by one. */
  async make(actor: Principal, target: FormTarget, values: Values): Promise<Made> {
    if (target === 'client') return { type: 'client', publicId: await this.client(actor, values) };
    if (target === 'ticket') return { type: 'ticket', publicId: await this.ticket(actor, values) };
    return null;
  }

  /** Whoever is known by the e-mail stays as they are: a stranger may write anybody's. */
  private async client(actor: Principal, values: Values): Promise<string> {
    const known = await this.knownBy(actor, values.email);
    if (known) return known.publicId;
    const lead = { ...values, status: 'lead' } as unknown as ClientValues;
    return (await this.clients.create(actor, lead)).publicId;
  }

  private async ticket(actor: Principal, values: Values): Promise<string> {
    const client = await this.knownBy(actor, values.requesterEmail);
    const asked = { ...values, clientId: client?.id ?? null, source: 'web' } as unknown as TicketValues;
    return (await this.tickets.create(actor, asked)).publicId;
  }

  private async knownBy(actor: Principal, email: unknown) {
    return typeof email === 'string' ? this.clients.withEmail(actor, email) : undefined;
  }
}
