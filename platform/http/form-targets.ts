/** Origins besides the portal's that a form may lead to: starting single sign-on redirects to the issuer. */
export function formTargets(env: { OIDC_ISSUER?: string | undefined }): string[] {
  return env.OIDC_ISSUER ? [new URL(env.OIDC_ISSUER).origin] : []
}
