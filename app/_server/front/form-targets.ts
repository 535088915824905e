/** Where a form may lead besides the portal: a form that begins the single sign-on is redirected to its issuer. */
export function formTargets(env: { OIDC_ISSUER?: string | undefined }): string[] {
  return env.OIDC_ISSUER ? [new URL(env.OIDC_ISSUER).origin] : []
}
