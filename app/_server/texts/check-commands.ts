import type { EvidenceView } from '#domain/assurance/trust/read-trust.ts'

export type Check = { name: 'state' | 'hash' | 'proof' | 'log' | 'tls'; command: string }

/**
 * Commands with which a stranger checks a measurement: curl, jq, openssl and the tools of every Unix. Each value has one, also where its
 * figures are withheld. A test runs them as they are.
 */
export function checkCommands(appUrl: string, { id, kind, sha256 }: EvidenceView): Check[] {
  const api = `${appUrl}/api/v1/trust`
  const chosen = `[.items[].evidence[] | select(.id == "${id}")][0]`
  const checks: Check[] =
    sha256 === null
      ? [
          {
            name: 'state',
            command: `curl -s ${api} | jq -c '${chosen} | {id, state, measuredAt, expiresAt}'`,
          },
        ]
      : [
          {
            name: 'hash',
            command: `curl -s ${api} | jq -cjS '${chosen} | {evidence: .id, measuredAt, expiresAt, from, figures}' | sha256sum`,
          },
          {
            name: 'proof',
            command: `curl -s -H 'Accept: text/plain' ${api}/${id}/proof | sed -n 's/^extra //p' | base64 -d | tail -c +17`,
          },
        ]
  if (kind === 'audit-log')
    checks.push({
      name: 'log',
      command: `curl -s ${appUrl}/audit/checkpoint ${appUrl}/.well-known/audit-log.vkey`,
    })
  const { protocol, hostname, port } = new URL(appUrl)
  if (kind === 'connections' && protocol === 'https:')
    checks.push({
      name: 'tls',
      command: `openssl s_client -connect ${hostname}:${port || '443'} -servername ${hostname} -tls1_2 < /dev/null`,
    })
  return checks
}
