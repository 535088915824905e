import type { EvidenceView } from '#domain/assurance/trust/read-trust.ts'

export type Check = { name: 'hash' | 'proof' | 'log'; command: string }

/** Commands with which a stranger checks a measurement: curl, jq and the tools of every Unix. A test runs them as they are. */
export function checkCommands(appUrl: string, { id, kind, sha256 }: EvidenceView): Check[] {
  const api = `${appUrl}/api/v1/trust`
  const measurement = `[.items[].evidence[] | select(.id == "${id}")][0] | {evidence: .id, measuredAt, expiresAt, from, figures}`
  const checks: Check[] = []
  if (sha256 !== null)
    checks.push(
      { name: 'hash', command: `curl -s ${api} | jq -cjS '${measurement}' | sha256sum` },
      {
        name: 'proof',
        command: `curl -s -H 'Accept: text/plain' ${api}/${id}/proof | sed -n 's/^extra //p' | base64 -d | tail -c +17`,
      },
    )
  if (kind === 'audit-log')
    checks.push({
      name: 'log',
      command: `curl -s ${appUrl}/audit/checkpoint ${appUrl}/.well-known/audit-log.vkey`,
    })
  return checks
}
