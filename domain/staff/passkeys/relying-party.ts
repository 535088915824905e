/** What passkeys are bound to: this host, at this address only. */
export function relyingParty({ APP_URL }: { APP_URL: string }) {
  const { hostname, origin } = new URL(APP_URL)
  return { id: hostname, origin }
}

/** EdDSA, ES256, RS256: what authenticators make today and every supported runtime verifies. */
export const passkeyAlgorithms = [-8, -7, -257]
