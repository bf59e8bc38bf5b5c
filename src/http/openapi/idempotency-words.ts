/** `Idempotency-Key`, as every write of a known caller takes it. */
export const KEY_PARAMETER = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Opaque text of the client that makes the request safe to repeat. For 24 hours the same key with the same request ' +
    'is answered with what was answered first, marked by the header Idempotent-Replayed; with another request, and ' +
    'while the first is in progress, it is 409.',
  schema: { type: 'string', minLength: 1, maxLength: 128 },
} as const;

export const REPLAY_HEADERS = {
  'Idempotent-Replayed': {
    description: '`true`: this was answered before to the same Idempotency-Key, and nothing was done now',
    schema: { type: 'string', enum: ['true'] },
  },
} as const;

export const KEY_CONFLICTS =
  'The present state does not allow it, the Idempotency-Key came with another request before, or a request with it ' +
  'is in progress: Retry-After says when to ask again';
