/** What leaves the site towards addresses that others chose. */
export interface OutgoingRequest {
  readonly url: string;
  /** Default GET. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** For all of it, from the look-up to the last byte. Default 15 s. */
  readonly timeoutMs?: number;
  /** Of the answer. Default 256 KiB. */
  readonly maxBytes?: number;
  /** A longer answer fails (default), or is cut there: for whoever wants to know the status alone. */
  readonly beyond?: 'fail' | 'cut';
  readonly signal?: AbortSignal;
}

export interface OutgoingAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As it came, not decoded: `accept-encoding: identity` is sent. */
  readonly body: Uint8Array;
  /** The body was longer than `maxBytes`. */
  readonly cut: boolean;
  /** The address that was connected to. */
  readonly address: string;
  readonly milliseconds: number;
}

/** Why there is no answer. `refused`: the address may not be called. Redirects are answers, never followed. */
export type OutgoingFault =
  | 'bad_url'
  | 'refused'
  | 'unknown_host'
  | 'unreachable'
  | 'tls'
  | 'timeout'
  | 'too_large'
  | 'aborted';

export class OutgoingError extends Error {
  override readonly name = 'OutgoingError';

  constructor(
    readonly fault: OutgoingFault,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** What can be said of an address before its name is looked up. */
export interface OutgoingTarget {
  /** https */
  readonly secure: boolean;
  /** The administrator names this host, or a network that it lies in, in OUTGOING_ALLOW. */
  readonly trusted: boolean;
}

/** The one client of the site for requests to the outside. Throws `OutgoingError`. */
export interface Outgoing {
  /** Throws `bad_url` or `refused` for what `request` would refuse whatever names mean then. Sends nothing. */
  check(url: string): OutgoingTarget;
  request(request: OutgoingRequest): Promise<OutgoingAnswer>;
}
