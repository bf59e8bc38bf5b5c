/**
 * Https; http where the administrator allows the host.
 * @maxLength 2000
 * @pattern ^https?://\S+$
 * @format uri
 */
export type WebhookUrl = string;

/**
 * `agency.client.created`, `agency.client.*`, `agency.*` or `*`.
 * @maxLength 120
 * @pattern ^(\*|[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9_-]*)*(\.\*)?)$
 */
export type EventPattern = string;

/** @maxLength 500 */
export type Description = string;

/** @maxLength 120 */
export type EventName = string;

/**
 * Seconds for which the secret before signs as well: one day by default, at most a week.
 * @isInt
 * @minimum 0
 * @maximum 604800
 */
export type GraceSeconds = number;
