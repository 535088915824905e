import { asc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { subprocessorEntry } from '#db/schema/assurance.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { openSources } from '#domain/fulfilment/sources/open-sources.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { staffNames } from '#domain/staff/team/read-team.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import {
  type AgreementState,
  agreementState,
  listOn,
  notInRegister,
  type SubprocessorList,
} from './subprocessor-list.ts'

type Row = typeof subprocessorEntry.$inferSelect

export type PublicSubprocessor = Pick<
  Row,
  | 'subprocessorId'
  | 'entry'
  | 'effectiveOn'
  | 'name'
  | 'country'
  | 'service'
  | 'categories'
  | 'since'
  | 'transferBasis'
> & {
  /** Of the document: when it was signed, until when it holds, its SHA-256. Its name is the operator's. */
  agreement: { signedOn: string; endsOn: string | null; sha256: string } | null
}

export type SubprocessorEntry = PublicSubprocessor & {
  entryId: string
  agreementName: string | null
  agreementState: AgreementState
  recordedBy: { staffId: string; name: string | null }
  recordedAt: Date
}

export type PublicSubprocessors = {
  /** The entries are invented. */
  sample: boolean
  /** Whether anything was ever entered: an empty list that nobody entered says nothing. */
  entered: boolean
  current: PublicSubprocessor[]
  announced: PublicSubprocessor[]
}

/** Who processes data for the operator, and what is announced. For everybody. */
export async function readPublicSubprocessors(ctx: Context): Promise<PublicSubprocessors> {
  authorize(ctx.actor, 'subprocessors.read')
  const rows = await asSystem(ctx, 'subprocessors').transaction(allEntries)
  const { current, announced } = listOn(rows, almatyDate(ctx.clock.now()))
  return {
    sample: ctx.services.env.sampleData,
    entered: rows.length > 0,
    current: current.map(publicView),
    announced: announced.map(publicView),
  }
}

export type SubprocessorRegister = SubprocessorList<SubprocessorEntry> & {
  /** Recipients that the texts of consents name and the register does not. */
  missing: { name: Row['name']; country: string }[]
}

/** The register with who entered what. Throws `Denied`. */
export async function readSubprocessorRegister(ctx: Context): Promise<SubprocessorRegister> {
  authorize(ctx.actor, 'subprocessors.read-register')
  const entries = await ctx.transaction(async (tx) => entriesOf(tx, ctx, await allEntries(tx)))
  const list = listOn(entries, almatyDate(ctx.clock.now()))
  return { ...list, missing: notInRegister(statedRecipients(ctx), [...list.current, ...list.announced]) }
}

/** All entries of one, the newest record first; empty for an unknown id. Throws `Denied`. */
export async function readSubprocessor(ctx: Context, subprocessorId: string): Promise<SubprocessorEntry[]> {
  authorize(ctx.actor, 'subprocessors.read-register')
  return ctx.transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(subprocessorEntry)
      .where(eq(subprocessorEntry.subprocessorId, subprocessorId))
      .orderBy(asc(subprocessorEntry.recordedAt))
    return (await entriesOf(tx, ctx, rows)).reverse()
  })
}

/** Every entry in the order of its record. Recorded. Throws `Denied`, and `SudoNeeded` without a recent code. */
export async function exportSubprocessors(ctx: Context): Promise<SubprocessorEntry[]> {
  authorize(ctx.actor, 'subprocessors.export')
  requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    await append(tx, ctx.auditedAs, { action: 'subprocessor.export' })
    return entriesOf(tx, ctx, await allEntries(tx))
  })
}

/** How many of those that hold have no agreement, or one that is over or ends within sixty days. Throws `Denied`. */
export async function countDueAgreements(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'subprocessors.read-register')
  const today = almatyDate(ctx.clock.now())
  const { current } = listOn(await ctx.transaction(allEntries), today)
  return current.filter((row) => agreementState(row, today) !== 'valid').length
}

// no permission: the caller has authorized
export const allEntries = (tx: Transaction): Promise<Row[]> =>
  tx
    .select()
    .from(subprocessorEntry)
    .orderBy(asc(subprocessorEntry.recordedAt), asc(subprocessorEntry.entryId))

/** Those that the operator's settings and the settings of other systems name. */
function statedRecipients(ctx: Context) {
  const { processing } = readOperator(ctx.services.env)
  const stated = [
    ...Object.values(processing).flatMap((one) => one?.recipients ?? []),
    ...openSources(ctx).map.flatMap(({ system }) => system?.recipients ?? []),
  ]
  return [...new Map(stated.map(({ name, country }) => [name.ru, { name, country }])).values()]
}

function publicView(row: Row): PublicSubprocessor {
  const { subprocessorId, entry, effectiveOn, name, country, service, categories, since, transferBasis } = row
  const { agreementOn, agreementSha256, agreementEndsOn } = row
  return {
    subprocessorId,
    entry,
    effectiveOn,
    name,
    country,
    service,
    categories,
    since,
    transferBasis,
    agreement:
      agreementOn && agreementSha256
        ? { signedOn: agreementOn, endsOn: agreementEndsOn, sha256: agreementSha256.toString('hex') }
        : null,
  }
}

async function entriesOf(tx: Transaction, ctx: Context, rows: readonly Row[]): Promise<SubprocessorEntry[]> {
  const today = almatyDate(ctx.clock.now())
  const names = await staffNames(tx, ctx.services.keys, [
    ...new Set(rows.map(({ recordedBy }) => recordedBy)),
  ])
  return rows.map((row) => ({
    ...publicView(row),
    entryId: row.entryId,
    agreementName: row.agreementName,
    agreementState: agreementState(row, today),
    recordedBy: { staffId: row.recordedBy, name: names.get(row.recordedBy) ?? null },
    recordedAt: row.recordedAt,
  }))
}
