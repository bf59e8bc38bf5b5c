/** What goes, and how. */
export interface OldRows<Id extends number | string> {
  /** Ids of the next ones, at most so many. */
  find(atMost: number): Promise<readonly { readonly id: Id }[]>;
  remove(ids: readonly Id[]): Promise<unknown>;
}

const AT_ONCE = 500;

/** Deletes a little at a time, so that nobody waits for long; a signal ends it between two steps. */
export async function deleteInSteps<Id extends number | string>(
  { find, remove }: OldRows<Id>,
  signal?: AbortSignal,
): Promise<void> {
  while (!signal?.aborted) {
    const ids = (await find(AT_ONCE)).map(({ id }) => id);
    if (ids.length > 0) await remove(ids);
    if (ids.length < AT_ONCE) return;
  }
}
