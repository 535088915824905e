import { createHash } from 'node:crypto'
import { evidenceIds } from '#db/schema/assurance-codes.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { readVerifierKeys } from '#domain/audit/log/read-public.ts'
import type { AddFile } from '#platform/archives/write-archive.ts'
import { canonicalJson } from '#platform/canonical-json.ts'
import { checksumsText } from '#platform/checksums.ts'
import { signForSsh, sshFingerprint, sshPublicKey } from '#platform/crypto/ssh-signature.ts'
import { almatyInstant } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { measuredAs, measurementsBetween } from '../record/measurements.ts'
import { sshSignerAt } from '../record/ssh-signer.ts'
import { KIT_FOLDER, KIT_NAMESPACE, KIT_SIGNER, type KitStep, kitCommands } from '../rules/kit-commands.ts'
import { type KitQuery, kitFileName } from '../rules/kit-query.ts'
import { drawFor } from '../sample/read-audit-sample.ts'
import { kitPrograms, readProgram } from './programs.ts'
import { putLog, readKitHead } from './put-log.ts'
import { putReceipts } from './put-receipts.ts'
import { putRequests } from './put-requests.ts'

/** What a kit has, as its README and the record of the log say it. */
export type KitCounts = Record<
  'requests' | 'receipts' | 'measurements' | 'entries' | 'proofs' | 'drawn',
  number
>

export type KitFacts = KitQuery & {
  madeAt: Date
  origin: string
  url: string
  /** Records in the log when the kit was made. */
  size: number
  counts: KitCounts
  /** Of the key that signs the sums. */
  fingerprint: string
  /** False while no checkpoint was signed on the day of the sample. */
  hasSample: boolean
  /** The people and records are invented. */
  isSample: boolean
  commands: Readonly<Record<KitStep, string>>
}

/** The README in the language of its reader. */
export type KitReadme = (facts: KitFacts) => string

/** The log has no signed head yet: nothing could be proved. */
export class NothingSealed extends Error {
  override name = 'NothingSealed'
}

/** The same request with the reach of an auditor: what is locked for staff, as of erased people, is not in a kit. */
const asAuditor = (ctx: Context): Context =>
  contextFor(ctx.services, {
    actor: { kind: 'staff', staffId: '', roles: ['auditor'], clearance: true },
    locale: ctx.locale,
    requestId: ctx.requestId,
  })

/** Writes the files of a kit one after the other, the sums of all and their signature last. Throws `NothingSealed`. */
// no permission: what makes or asks for a kit has authorized
// no audit record: what makes a kit writes it
export async function writeKit(
  ctx: Context,
  query: KitQuery,
  { readme, add, signal }: { readme: KitReadme; add: AddFile; signal?: AbortSignal | undefined },
): Promise<KitCounts> {
  const madeAt = ctx.clock.now()
  const span = { from: almatyInstant(query.from), before: almatyInstant(addDays(query.to, 1)) }
  const reader = asAuditor(ctx)
  const head = await readKitHead(reader)
  if (!head) throw new NothingSealed('no record of the log is sealed yet')
  const sums: { path: string; sha256: string }[] = []
  const put: AddFile = async (path, bytes) => {
    signal?.throwIfAborted()
    await add(`${KIT_FOLDER}/${path}`, bytes)
    sums.push({ path, sha256: createHash('sha256').update(bytes).digest('hex') })
  }
  const putText = (path: string, text: string) => put(path, Buffer.from(text, 'utf8'))

  const cited = new Set<number>()
  const requests = await putRequests(reader, put, { span, size: head.size, cited })
  const receipts = await putReceipts(reader, put, { span, size: head.size, cited })
  const measurements = await putMeasurements(reader, putText, span)
  const sample = await drawFor(reader, query)
  if (sample) {
    await putText('sample/checkpoint.txt', sample.checkpoint)
    await putText('sample/references.txt', lines(sample.references))
    await putText('sample/drawn.txt', lines(sample.drawn))
  }
  const log = await putLog(reader, put, {
    head,
    span,
    cited,
    decisions: requests.decisions,
    ...(sample && { drawnBy: sample.checkpoint }),
  })
  const signer = sshSignerAt(ctx, madeAt)
  await putText('keys/audit-log.vkey', (await readVerifierKeys(ctx)) ?? '')
  await putText(
    'keys/allowed_signers',
    `${KIT_SIGNER} namespaces="${KIT_NAMESPACE}" ${sshPublicKey(signer.publicKey)}\n`,
  )
  for (const { id, pem } of ctx.services.keys.publicKeys())
    await putText(`keys/consent-receipt.${id}.pem`, pem)
  for (const name of kitPrograms) await put(name, readProgram(name))
  const counts = {
    requests: requests.count,
    receipts,
    measurements,
    entries: log.entries,
    proofs: log.proofs,
    drawn: sample?.drawn.length ?? 0,
  }
  await putText(
    'README.md',
    readme({
      ...query,
      madeAt,
      origin: head.origin,
      url: ctx.services.env.APP_URL,
      size: head.size,
      counts,
      fingerprint: sshFingerprint(signer.publicKey),
      hasSample: sample !== null,
      isSample: ctx.services.env.sampleData,
      commands: kitCommands(kitFileName(query), span),
    }),
  )
  const list = Buffer.from(checksumsText(sums), 'utf8')
  await add(`${KIT_FOLDER}/SHA256SUMS`, list)
  const signature = signForSsh(list, { ...signer, namespace: KIT_NAMESPACE })
  await add(`${KIT_FOLDER}/SHA256SUMS.sig`, Buffer.from(signature, 'utf8'))
  return counts
}

const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join('')

/** A file for each evidence; each line is what the record of the measurement names the SHA-256 of. */
async function putMeasurements(
  reader: Context,
  putText: (path: string, text: string) => Promise<void>,
  { from, before }: { from: Date; before: Date },
): Promise<number> {
  const to = new Date(before.getTime() - 1)
  const rows = await reader.transaction((tx) =>
    measurementsBetween(tx, { from: new Date(from.getTime() - 1), to }),
  )
  const byEvidence = Map.groupBy(rows, (row) => row.evidence)
  for (const id of evidenceIds)
    await putText(
      `evidence/${id}.jsonl`,
      lines((byEvidence.get(id) ?? []).map((one) => canonicalJson(measuredAs(one)))),
    )
  return rows.length
}
