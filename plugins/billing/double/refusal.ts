import type Stripe from 'stripe';

/** What the provider says of a card that it did not charge. */
export interface Declined {
  readonly code: string;
  readonly declineCode: string | null;
  readonly message: string;
}

/** An answer with one of the provider's error bodies. */
export class Refusal extends Error {
  private constructor(
    readonly status: number,
    readonly body: Readonly<Record<string, unknown>>,
  ) {
    super(String(body.message));
  }

  static invalid(message: string, param?: string, code?: string): Refusal {
    return new Refusal(400, { type: 'invalid_request_error', message, param, code });
  }

  static missing(kind: string, id: string, param = 'id'): Refusal {
    const message = `No such ${kind.replace('.', ' ')}: '${id}'`;
    return new Refusal(404, { type: 'invalid_request_error', code: 'resource_missing', message, param });
  }

  static noRoute(method: string, path: string): Refusal {
    const message = `Unrecognized request URL (${method}: ${path}).`;
    return new Refusal(404, { type: 'invalid_request_error', message });
  }

  static unauthorized(message: string): Refusal {
    return new Refusal(401, { type: 'invalid_request_error', message });
  }

  static declined(
    { code, declineCode, message }: Declined,
    about: { readonly charge?: string; readonly intent?: Stripe.PaymentIntent } = {},
  ): Refusal {
    return new Refusal(402, {
      type: 'card_error',
      code,
      ...(declineCode && { decline_code: declineCode }),
      message,
      ...(about.charge && { charge: about.charge }),
      ...(about.intent && { payment_intent: about.intent }),
    });
  }

  static otherParameters(key: string): Refusal {
    const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
    return new Refusal(400, { type: 'idempotency_error', message });
  }

  static keyInUse(key: string): Refusal {
    const message = `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}.`;
    return new Refusal(409, { type: 'invalid_request_error', code: 'idempotency_key_in_use', message });
  }

  static tooMany(): Refusal {
    return new Refusal(429, {
      type: 'invalid_request_error',
      code: 'rate_limit',
      message: 'Request rate limit exceeded.',
    });
  }

  static broken(): Refusal {
    return new Refusal(500, { type: 'api_error', message: 'An unknown error occurred.' });
  }
}
