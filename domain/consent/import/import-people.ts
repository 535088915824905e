import { and, eq, inArray } from 'drizzle-orm'
import { consentEvent, consentState } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { type ImportResult, importSubjects } from '#domain/people/import/import-subjects.ts'
import { peopleByExternalId } from '#domain/people/record/person-records.ts'
import { purposesChangedIn } from '#domain/policy/versions/read-policy.ts'
import { contentHash } from '#platform/canonical-json.ts'
import type { ChoiceItem } from '../ledger/ledger-item.ts'
import { recordForMany } from '../ledger/record-choices.ts'
import { choiceName, type Decision } from '../rules/catalogue.ts'
import type { RecordedChoice } from '../rules/decide-events.ts'
import { choiceOrder } from './choice-order.ts'
import type { ImportedChoice, ImportedRow } from './import-row.ts'

/** Made under no policy of this portal. */
const elsewhere = 0
const MOST_ITEMS = 500

export type ChoiceCounts = {
  recorded: number
  /** The same was imported before. */
  unchanged: number
  /** The ledger has a newer decision, or one that cannot be ordered and is a no; see `leftOut`. */
  older: number
  /** Of the recorded: their term is over, or a version of the policy has changed what they cover. The portal ends them. */
  ended: number
}
/** A choice that was not recorded because it is older. */
export type LeftOutChoice = Pick<ImportedChoice, 'name' | 'decision' | 'givenAt'> & { externalId: string }
export type PeopleResult = { people: ImportResult; choices: ChoiceCounts; leftOut: LeftOutChoice[] }

/**
 * Imports a batch of people, then the choices they made elsewhere. Idempotent, also after an interruption. A choice
 * older than the ledger's is left out and listed.
 */
export async function importPeople(
  ctx: Context,
  rows: readonly ImportedRow[],
  how: { onlyTry?: boolean } = {},
): Promise<PeopleResult> {
  authorize(ctx.actor, 'subjects.import')
  const people = await importSubjects(
    ctx,
    rows.map(({ person }) => person),
    'import',
    how,
  )
  const refused = new Set(people.refused.map(({ externalId }) => externalId))
  const taken = rows.filter(({ person, choices }) => choices.length > 0 && !refused.has(person.externalId))
  return { people, ...(await importChoices(ctx, taken, how.onlyTry ?? false)) }
}

async function importChoices(
  ctx: Context,
  rows: readonly ImportedRow[],
  onlyTry: boolean,
): Promise<Omit<PeopleResult, 'people'>> {
  const counts: ChoiceCounts = { recorded: 0, unchanged: 0, older: 0, ended: 0 }
  const standing = await readCurrentDecisions(
    ctx,
    rows.map(({ person }) => person.externalId),
  )
  const changedIn = await ctx.transaction((tx) => purposesChangedIn(tx))
  const leftOut: LeftOutChoice[] = []
  const items: ImportItem[] = []
  for (const { person, choices } of rows) {
    const { externalId } = person
    const wanted = choices.flatMap((choice) => {
      const held = standing.get(`${externalId} ${choice.name}`)
      const order = choiceOrder({ decision: choice.decision, at: choice.givenAt }, held)
      if (order === 'newer') return [{ ...choice, basedOnSeq: held?.seq ?? 0 }]
      if (order === 'same') counts.unchanged += 1
      else leftOut.push({ ...choice, externalId })
      return []
    })
    items.push(...itemsOf(externalId, wanted, changedIn))
  }
  if (onlyTry) {
    const recorded = items.reduce((sum, { choices }) => sum + choices.length, 0)
    const ended = items.reduce((sum, item) => sum + item.ended.size, 0)
    return { choices: { ...counts, recorded, ended, older: leftOut.length }, leftOut }
  }
  for (let at = 0; at < items.length; at += MOST_ITEMS) {
    const part = items.slice(at, at + MOST_ITEMS)
    const results = await recordForMany(ctx, part)
    for (const [place, result] of results.entries()) {
      const item = part[place]
      if (!item || !('choices' in result)) throw new Error(`an imported choice was answered ${result.status}`)
      // What was decided here while we looked is newer.
      for (const made of result.choices)
        if (made.status === 'stale')
          leftOut.push({ ...item.person, givenAt: item.givenAt, ...choiceIn(item, made) })
        else if (result.status === 'repeated') counts.unchanged += 1
        else if (made.status === 'recorded') {
          counts.recorded += 1
          if (item.ended.has(choiceName(made))) counts.ended += 1
        } else throw new Error(`an imported choice was answered ${made.status}`)
    }
  }
  return { choices: { ...counts, older: leftOut.length }, leftOut }
}

type ImportItem = ChoiceItem & {
  person: { externalId: string }
  givenAt: Date
  /** Names of the choices that end at once. */
  ended: ReadonlySet<string>
}

/** The choice of an item that an answer is about. */
function choiceIn({ choices }: ImportItem, about: RecordedChoice) {
  const name = choiceName(about)
  return { name, decision: choices.find((one) => choiceName(one) === name)?.decision ?? 'granted' }
}

type Wanted = ImportedChoice & { basedOnSeq: number }

/** A person's choices of one moment and language are recorded together, earlier ones first. */
function itemsOf(
  externalId: string,
  wanted: readonly Wanted[],
  changedIn: ReadonlyMap<string, number>,
): ImportItem[] {
  const endsAtOnce = ({ purpose, decision, hasEnded }: Wanted) =>
    hasEnded || (decision === 'granted' && (changedIn.get(purpose) ?? elsewhere) > elsewhere)
  const groups = Map.groupBy(wanted, ({ givenAt, locale }) => `${givenAt.toISOString()} ${locale}`)
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([moment, group]) => {
      const [first] = group
      if (!first) return []
      const choices = group.map(({ purpose, topic, channel, decision, textSha256, basedOnSeq }) => ({
        purpose,
        topic,
        channel,
        decision,
        textSha256,
        basedOnSeq,
      }))
      const content = contentHash({ externalId, moment, choices }).toString('hex')
      return [
        {
          person: { externalId },
          givenAt: first.givenAt,
          locale: first.locale,
          choices,
          policyVersion: elsewhere,
          origin: 'import' as const,
          idempotencyKey: `import-${content}`,
          ended: new Set(group.filter(endsAtOnce).map(({ name }) => name)),
        },
      ]
    })
}

type CurrentDecision = { decision: Decision; seq: number; at: Date }

/** The latest decision by id and choice, and when it was made, here or in the source system. */
async function readCurrentDecisions(
  ctx: Context,
  externalIds: string[],
): Promise<Map<string, CurrentDecision>> {
  if (externalIds.length === 0) return new Map()
  return ctx.transaction(async (tx) => {
    const people = await peopleByExternalId(tx, externalIds)
    const externalIdOf = new Map([...people].map(([externalId, subjectId]) => [subjectId, externalId]))
    const rows = await tx
      .select({
        subjectId: consentState.subjectId,
        purpose: consentState.purpose,
        topic: consentState.topic,
        channel: consentState.channel,
        decision: consentState.decision,
        seq: consentState.seq,
        recordedAt: consentEvent.recordedAt,
        givenAt: consentEvent.givenAt,
      })
      .from(consentState)
      .innerJoin(
        consentEvent,
        and(eq(consentEvent.subjectId, consentState.subjectId), eq(consentEvent.seq, consentState.seq)),
      )
      .where(inArray(consentState.subjectId, [...externalIdOf.keys()]))
    return new Map(
      rows.map((row) => [
        `${externalIdOf.get(row.subjectId)} ${choiceName(row)}`,
        { decision: row.decision, seq: row.seq, at: row.givenAt ?? row.recordedAt },
      ]),
    )
  })
}

export type ImportRun = {
  /** SHA-256 of the file, hex. */
  sha256: string
  end: 'finished' | 'stopped'
  counts: Record<string, number>
}

/** One record for the whole run, beside those of the people: who, which file, how many. */
export async function recordImportRun(ctx: Context, { sha256, end, counts }: ImportRun): Promise<void> {
  authorize(ctx.actor, 'subjects.import')
  await ctx.transaction((tx) =>
    append(tx, ctx.auditedAs, {
      action: 'subjects.import',
      resource: `file:${sha256}`,
      reason: end,
      fields: Object.entries(counts).map(([name, count]) => `${name}:${count}`),
    }),
  )
}
