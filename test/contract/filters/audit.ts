import type { Json } from '../documents.js';
import { twoLines } from '../samples/audit.js';
import type { Filter, Filters } from './filter.js';

/** What the log says of the line to find. */
const auditLines =
  (value: (line: Json) => unknown, wants: 'earlier' | 'later' = 'later'): Filter =>
  async (make) => {
    const { earlier, later } = await twoLines(make);
    const [kept, dropped] = wants === 'earlier' ? [earlier, later] : [later, earlier];
    return { value: String(value(later)), keeps: kept.publicId, drops: dropped.publicId };
  };

export const auditFilters: Filters = {
  'GET /api/v1/audit-logs': {
    actor: auditLines(({ actor }) => (actor as Json).id),
    action: auditLines(({ action }) => action),
    entityType: auditLines(({ entityType }) => entityType),
    entityId: auditLines(({ entityId }) => entityId),
    from: auditLines(({ createdAt }) => createdAt),
    to: auditLines(({ createdAt }) => createdAt, 'earlier'),
  },
};
