/** As documented; written down once more, so that the code's own table cannot vouch for itself. */
export const DECLARED: Readonly<Record<string, readonly string[]>> = {
  draft: ['submitted', 'cancelled'],
  submitted: ['in_progress', 'cancelled'],
  in_progress: ['in_review', 'cancelled'],
  in_review: ['in_progress', 'delivered'],
  delivered: ['in_progress', 'completed'],
  completed: [],
  cancelled: [],
};
