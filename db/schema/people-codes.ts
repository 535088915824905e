export const subjectSources = ['platform', 'import', 'visitor', 'sample'] as const
export const signInMethods = ['link', 'code', 'oidc'] as const
