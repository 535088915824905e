export const policyStatuses = ['draft', 'published'] as const
/** Whose words a version has: this portal's, or the operator's own document. */
export const policyWordings = ['portal', 'original'] as const
