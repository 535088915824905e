import { EVIDENCE_NAMESPACE } from '#domain/assurance/record/ssh-signer.ts'
import { KIT_SIGNER } from '#domain/assurance/rules/kit-commands.ts'
import type { EvidenceView } from '#domain/assurance/trust/read-trust.ts'

export type Check = {
  name: 'state' | 'hash' | 'signature' | 'proof' | 'log' | 'cosigned' | 'agreements' | 'tls'
  command: string
}

/**
 * Commands with which a stranger checks a measurement: curl, jq, ssh-keygen, openssl and the tools of every Unix. Each value has one, also where its
 * figures are withheld. A test runs them as they are.
 */
export function checkCommands(appUrl: string, { id, kind, sha256 }: EvidenceView): Check[] {
  const api = `${appUrl}/api/v1/trust`
  const chosen = `[.items[].evidence[] | select(.id == "${id}")][0]`
  const value = `curl -s ${api} | jq -cjS '${chosen} | {evidence: .id, measuredAt, expiresAt, from, figures}'`
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
            command: `${value} | sha256sum`,
          },
          {
            name: 'signature',
            command: `${value} | ssh-keygen -Y verify -f <(curl -s ${appUrl}/.well-known/allowed_signers) -I ${KIT_SIGNER} -n ${EVIDENCE_NAMESPACE} -s <(curl -s ${appUrl}/trust/signatures/${id})`,
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
  if (kind === 'cosignatures') checks.push({ name: 'cosigned', command: `curl -s ${appUrl}/audit/cosigned` })
  if (kind === 'agreements')
    checks.push({
      name: 'agreements',
      command: `curl -s ${appUrl}/api/v1/subprocessors | jq -c --arg today "$(TZ=Asia/Almaty date +%F)" '[.items[].agreement] | {subprocessors: length, missing: map(select(. == null)) | length, over: map(select(.endsOn != null and .endsOn < $today)) | length}'`,
    })
  const { protocol, hostname, port } = new URL(appUrl)
  if (kind === 'connections' && protocol === 'https:')
    checks.push({
      name: 'tls',
      command: `openssl s_client -connect ${hostname}:${port || '443'} -servername ${hostname} -tls1_2 < /dev/null`,
    })
  return checks
}

export type PageCheck = { name: 'everything' | 'words'; command: string }

/**
 * Commands for all of the page: every value is in the audit log, by the sources of a program in Go that anybody can read, and the words of
 * the policy are those that were published.
 */
export function pageCommands(appUrl: string, version: number | null): PageCheck[] {
  const everything = `cd $(mktemp -d) && curl -s ${appUrl}/audit/verify-proof.go > verify-proof.go
curl -s ${appUrl}/api/v1/trust | jq -r '[.items[].evidence[] | select(.sha256) | .id] | unique[]' | while read -r id; do
  curl -s -H 'Accept: text/plain' ${appUrl}/api/v1/trust/$id/proof > $id.tlog-proof
done
GO111MODULE=off GOPATH=/usr/share/gocode go run verify-proof.go "$(curl -s ${appUrl}/.well-known/audit-log.vkey | head -n 1)" *.tlog-proof`
  const words = `cd $(mktemp -d) && git clone -q ${appUrl}/policy.git && curl -s ${appUrl}/.well-known/allowed_signers > allowed_signers
git -C policy -c gpg.format=ssh -c gpg.ssh.allowedSignersFile=../allowed_signers verify-tag v${version}`
  return [
    { name: 'everything', command: everything },
    ...(version === null ? [] : [{ name: 'words' as const, command: words }]),
  ]
}
