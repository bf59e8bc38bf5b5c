/** Something that organisations may be told of at addresses of theirs. */
export interface WebhookEventSpec {
  /** `<plugin>.<noun>.<past participle>`: `agency.client.created`. */
  readonly name: string;
  readonly description: string;
}

export interface Webhooks {
  /**
   * Tells the organisation's endpoints that ask for this event: a row for each delivery in the transaction in
   * progress, sent after the commit. `data` is JSON, at most 256 KiB.
   */
  emit(orgId: number, event: string, data: unknown): Promise<void>;
}
