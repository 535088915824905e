export const subjectSources = ['platform', 'import', 'visitor', 'sample'] as const
export const signInMethods = ['link', 'code', 'oidc'] as const
/** In what capacity a representative acts for a minor. A guardian's ward is under 14, a trustee's ward is 14 to 17 (Civil Code). */
export const representativeCapacities = ['parent', 'adoptive-parent', 'guardian', 'trustee'] as const
/** Why a representative no longer acts for a minor. `adult`: the minor turned 18. `erased`: the data of either was erased. */
export const representationEnds = ['adult', 'minor', 'representative', 'erased'] as const
