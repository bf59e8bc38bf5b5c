/** What takes the provider's webhooks. */
export interface ProviderInbox {
  /** `malformed` when the provider has not signed this, or not lately. */
  receive(body: string, signature: string): Promise<void>;
}
