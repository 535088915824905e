import { measureConnections } from '#domain/assurance/measure/measure-connections.ts'
import { judge } from '#domain/assurance/rules/judge.ts'
import type { Environment } from '#platform/env.ts'
import { type Finding, fail, look, ok, warn } from './finding.ts'
import { withContext } from './with-context.ts'

/** How the portal's own public address encrypts, asked now. */
export const checkConnections = (env: Environment): Promise<Finding> =>
  look('connections', () =>
    withContext(env, async (ctx) => {
      const figures = await measureConnections(ctx)
      if (!figures) return warn(`APP_URL is ${env.APP_URL}, without TLS: nothing is measured`)
      const { newest, older, distrusted, daysLeft, hsts } = figures
      const faults = [
        newest === 0 && 'TLS 1.3 is refused',
        older > 0 && `${older} older versions of TLS are spoken`,
        distrusted > 0 && 'the certificate is not trusted or not for this name',
        daysLeft === 0 && 'the certificate is over',
        hsts === 0 && 'there is no Strict-Transport-Security of a year with subdomains',
      ].filter(Boolean)
      const says = `${env.APP_URL}, certificate for ${daysLeft} days`
      if (faults.length > 0) return fail(`${says}; ${faults.join(', ')}`)
      return judge('connections', figures) === 'due' ? warn(`${says}: renew it`) : ok(`${says}, TLS 1.3 only`)
    }),
  )
