const PROVIDER = 'stripe ';

/** What is told by a payment provider has its id as its key; no key of an API's caller begins like that. */
export const providerKey = (id: string): string => `${PROVIDER}${id}`;

export const isProviderKey = (key: string): boolean => key.startsWith(PROVIDER);
