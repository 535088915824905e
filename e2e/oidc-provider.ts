import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

export type OidcAccount = { sub: string; email?: string; emailVerified?: boolean }

export type OidcTestProvider = {
  /** For `OIDC_ISSUER`, `OIDC_CLIENT_ID` and `OIDC_CLIENT_SECRET`. */
  settings: { OIDC_ISSUER: string; OIDC_CLIENT_ID: string; OIDC_CLIENT_SECRET: string }
  /** Who is signed in at the provider from now on; it asks no questions. */
  signInAs(account: OidcAccount): void
  stop(): Promise<void>
}

/** A real OpenID provider on loopback, standing in for the platform's single sign-on; `appUrl` is where the portal is. */
export async function startOidcProvider(appUrl: string, first: OidcAccount): Promise<OidcTestProvider> {
  const accounts = new Map([[first.sub, first]])
  let current = first
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the provider has no port')
  const issuer = `http://localhost:${address.port}`
  const settings = {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: 'portal',
    OIDC_CLIENT_SECRET: 'only-for-tests-on-this-machine',
  }
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: settings.OIDC_CLIENT_ID,
        client_secret: settings.OIDC_CLIENT_SECRET,
        redirect_uris: [`${appUrl}/api/auth/callback/platform`],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kty: 'RSA', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['only-for-tests-on-this-machine'] },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    // As if the person had always agreed that the portal may know the address.
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client?.clientId,
        accountId: ctx.oidc.session?.accountId,
      })
      grant.addOIDCScope('openid email')
      await grant.save()
      return grant
    },
    findAccount: (_ctx, sub) => {
      const account = accounts.get(sub)
      return (
        account && {
          accountId: sub,
          claims: () => ({ sub, email: account.email, email_verified: account.emailVerified }),
        }
      )
    },
  })
  const answer = provider.callback()
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return answer(request, response)
    const login = { login: { accountId: current.sub } }
    provider.interactionFinished(request, response, login).catch(() => response.destroy())
  })
  return {
    settings,
    signInAs(account) {
      accounts.set(account.sub, account)
      current = account
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
