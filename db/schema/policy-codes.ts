export const policyStatuses = ['draft', 'published'] as const
/** Whose words a version has: this portal's, or the operator's own document. */
export const policyWordings = ['portal', 'original'] as const
/** What a version changes: what is done with data, or only the words about it. */
export const policyChanges = ['practice', 'words'] as const
/** `proposed`: waits for a second person, or for the day that stands in for one. `scheduled`: waits for its date. */
export const draftStatuses = ['draft', 'proposed', 'scheduled'] as const
/** What a draft began with: the words in force, the operator's own document, or the wording that comes with the portal. */
export const draftOrigins = ['in-force', 'import', 'proposal'] as const
/** What a draft does to a purpose or a topic: other words, a new one, or one that is offered no more. */
export const wordingChanges = ['edit', 'add', 'retire'] as const
