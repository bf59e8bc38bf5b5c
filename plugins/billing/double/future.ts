/** The same with fields that nobody knows yet, also inside. */
export function fromTheFuture<T extends object>(object: T): T {
  return {
    ...object,
    quantum_settlement: { state: 'entangled', legs: [{ planet: 'mars', amount: 1 }] },
    successor_of: null,
    ...inner(object),
  };
}

function inner(object: object): object {
  const metadata = 'metadata' in object ? object.metadata : undefined;
  return metadata && typeof metadata === 'object' ? { metadata: { ...metadata, stardate: '54868.6' } } : {};
}
