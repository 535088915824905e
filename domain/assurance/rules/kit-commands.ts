import { SAMPLE_SIZE } from './audit-sample.ts'
import { drawCommands } from './draw-commands.ts'

/** The folder in the archive. */
export const KIT_FOLDER = 'audit-kit'
/** What `ssh-keygen -Y verify` is told: who signs, and what for. */
export const KIT_SIGNER = 'privacy-portal'
export const KIT_NAMESPACE = 'portal-audit-kit'

export const kitSteps = [
  'unpack',
  'signature',
  'sums',
  'log',
  'proofs',
  'receipts',
  'sample',
  'records',
] as const
export type KitStep = (typeof kitSteps)[number]

const go = 'GO111MODULE=off GOPATH=/usr/share/gocode go run'

const receipts = `find receipts -name '*.jsonld' | while read -r file; do
  head=$(jq -r '.proof.jws | split(".")[0]' "$file")
  key=$(jq -nr --arg head "$head" '$head | gsub("-"; "+") | gsub("_"; "/") | @base64d | fromjson | "\\(.typ).\\(.kid)"')
  { printf '%s.' "$head"; jq -cjS 'del(.proof)' "$file" | basenc --base64url -w 0 | tr -d =; } > .signed
  jq -r '.proof.jws | split(".")[2] + "=="' "$file" | basenc --base64url -d > .signature
  openssl pkeyutl -verify -pubin -inkey "keys/$key.pem" -rawin -in .signed -sigfile .signature > .said || echo "REFUSED $file"
done | { ! grep .; }`

const records = `{ jq -r '.request as $request | .steps[] | "request.\\(.step) request:\\($request)"' requests/*.jsonl
  jq -r '"\\(.leaf) \\(.action)"' receipts/*.jsonl | sort -u
  for file in evidence/*.jsonl; do while IFS= read -r line; do
    echo "evidence.measure evidence:$(basename "$file" .jsonl)/$(printf '%s' "$line" | sha256sum | cut -d ' ' -f 1)"
  done < "$file"; done
} | LC_ALL=C sort | LC_ALL=C comm -23 - <(jq -r '.index as $leaf | .record | fromjson | "\\(.action) \\(.resource)", "\\($leaf) \\(.action)"' log/*.jsonl | LC_ALL=C sort) | { ! grep .; }`

/**
 * The commands with which an auditor checks a kit, in their order: tools of Debian, and two programs of the kit over Debian's
 * packages of Go. Each ends with 0 and says nothing wrong, or refuses. A test runs them as they are.
 */
export const kitCommands = (
  archive: string,
  { from, before }: { from: Date; before: Date },
): Record<KitStep, string> => ({
  unpack: `tar -xzf ${archive} && cd ${KIT_FOLDER}`,
  signature: `ssh-keygen -Y verify -f keys/allowed_signers -I ${KIT_SIGNER} -n ${KIT_NAMESPACE} -s SHA256SUMS.sig < SHA256SUMS`,
  sums: 'sha256sum --check --strict --quiet SHA256SUMS',
  log: `${go} verify-log.go keys/audit-log.vkey .`,
  proofs: `${go} verify-proof.go "$(head -n 1 keys/audit-log.vkey)" proofs/*.tlog-proof`,
  receipts,
  sample: `(cd sample && ${drawCommands(SAMPLE_SIZE)}) | diff - sample/drawn.txt
jq -r 'select(.receivedAt >= "${from.toISOString()}" and .receivedAt < "${before.toISOString()}") | .reference' requests/*.jsonl | LC_ALL=C sort | LC_ALL=C comm -23 - <(LC_ALL=C sort sample/references.txt) | { ! grep .; }`,
  records,
})
