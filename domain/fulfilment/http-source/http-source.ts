import { isDeepStrictEqual } from 'node:util'
import { asSystem, type Context } from '#domain/access/context.ts'
import { failureOfCheck } from '../rows/outcome-of-error.ts'
import { selectItems } from '../rows/rows-source.ts'
import { canarySubject } from '../rules/canary.ts'
import type { MapItem } from '../rules/data-map.ts'
import {
  type CallContent,
  type CallType,
  type HttpSourceSettings,
  httpItems,
  itemName,
} from '../rules/http-protocol.ts'
import type { Collected, Counted, DataSource, Outcome, Selection, SourceSubject } from '../rules/source.ts'
import { type Answered, ask, discover, type HttpSystem, type KnownSubject } from './call-source.ts'
import { httpUsage } from './http-usage.ts'
import { readRecords } from './read-records.ts'

type NotCompleted = Exclude<Answered, { status: 'completed' }>

/**
 * Another system that answers signed requests (`docs/http-source.md`). Every change is followed by an access of its own,
 * and the outcome says what that access found.
 */
// no permission: the use cases that collect, change or erase have authorized
// no audit record: the use cases that change or erase write it
export function httpSource(ctx: Context, settings: HttpSourceSettings): DataSource {
  const { name } = settings
  const items = httpItems(settings)
  const system: HttpSystem = { ctx: asSystem(ctx, 'http-source'), settings }
  const usage = httpUsage(system)
  const put = (
    subject: KnownSubject,
    type: CallType,
    content: CallContent,
    signal: AbortSignal,
    use?: 'count',
  ) =>
    ask(system, subject, { type, content, use }, signal).catch(
      (error: unknown): NotCompleted => ({ status: 'failed', failure: failureOfCheck(error) }),
    )
  /** Asks for what the source has after a change. */
  const readBack = (
    subject: KnownSubject,
    change: { callId: string },
    of: readonly MapItem[],
    signal: AbortSignal,
  ) =>
    put({ ...subject, occasion: `${change.callId}/read-back` }, 'access', { items: of.map(itemName) }, signal)

  /**
   * Counts of all items, of one question: each item's count is asked for separately. Of a system with one item the question
   * is that for its records: if the count took the answer that the records wait for, neither would ever end.
   */
  const counts = new Map<string, Promise<Answered>>()
  const countAll = (subject: KnownSubject, signal: AbortSignal) => {
    const key = JSON.stringify([subject.externalId, subject.occasion ?? null])
    const asked = counts.get(key) ?? put(subject, 'access', { items: items.map(itemName) }, signal, 'count')
    counts.set(key, asked)
    return asked
  }

  const canaryOf = (externalId: string): NonNullable<DataSource['canary']> => ({
    externalId,
    async make(occasion, signal) {
      const content = { make: items.filter(({ erase }) => erase.how !== 'keep').map(itemName) }
      const answered = await put(
        { subjectId: canarySubject, externalId, occasion },
        'canary',
        content,
        signal,
      )
      return answered.status === 'completed' ? { status: 'done', ...totalOf(answered), left: 0 } : answered
    },
  })

  return {
    name,
    kind: 'http',
    items,
    ...(usage && { usage }),
    ...(settings.canary !== undefined && { canary: canaryOf(settings.canary) }),
    check: (signal) => discover(system, signal),
    async *collect(subject, selection, signal) {
      const known = knownSubject(subject)
      const chosen = selectItems(items, selection)
      if (!known || chosen.length === 0) return
      const answered = await put(known, 'access', accessContent(chosen, selection), signal)
      if (answered.status !== 'completed')
        for (const item of chosen) yield { item, failure: failureOfAnswer(answered) }
      else yield* limited(readRecords(system, answered, { items: chosen, selection }, signal), selection)
    },
    async count(subject, item, signal): Promise<Counted> {
      const known = knownSubject(subject)
      if (!known) return { status: 'unidentified' }
      const answered = await countAll(known, signal)
      if (answered.status !== 'completed') return answered
      const found = resultOf(answered, item)
      return found ? { status: 'done', rows: found.matched, left: found.left } : incomplete
    },
    async restrict(subject, restricted, signal) {
      const known = knownSubject(subject)
      if (!known) return { status: 'unidentified' }
      if (!settings.restrict) return { status: 'failed', failure: { code: 'not-supported' } }
      counts.clear()
      const answered = await put(known, 'restriction', { restricted }, signal)
      if (answered.status !== 'completed') return answered
      const read = await readBack(known, answered, items, signal)
      if (read.status !== 'completed') return read
      const { matched, changed } = totalOf(answered)
      return { status: 'done', matched, changed, left: read.answer.restricted === restricted ? 0 : 1 }
    },
    async object(subject, objected, signal) {
      const known = knownSubject(subject)
      if (!known) return { status: 'unidentified' }
      if (!settings.object) return { status: 'failed', failure: { code: 'not-supported' } }
      counts.clear()
      const answered = await put(known, 'objection', { objected, purpose: 'personalisation' }, signal)
      if (answered.status !== 'completed') return answered
      const read = await readBack(known, answered, items, signal)
      if (read.status !== 'completed') return read
      const { matched, changed } = totalOf(answered)
      return { status: 'done', matched, changed, left: read.answer.objected === objected ? 0 : 1 }
    },
    async correct(subject, correction, signal) {
      const known = knownSubject(subject)
      if (!known) return { status: 'unidentified' }
      const { item, key, column, from, to } = correction
      if (!item.fields.some((field) => field.column === column && field.correctable))
        return { status: 'failed', failure: { code: 'not-supported' } }
      counts.clear()
      const content = { item: itemName(item), key, field: column, from, to }
      const answered = await put(known, 'rectification', content, signal)
      if (answered.status !== 'completed') return answered
      const read = await readBack(known, answered, [item], signal)
      if (read.status !== 'completed') return read
      let found: { matched: number; left: number } = { matched: 0, left: 0 }
      const records = readRecords(system, read, { items: [item], selection: {} }, signal)
      for await (const one of records) {
        if ('failure' in one) return { status: 'failed', failure: one.failure }
        if (isDeepStrictEqual(one.record.key, key))
          found = { matched: 1, left: isDeepStrictEqual(one.record.values[column], to) ? 0 : 1 }
      }
      return { status: 'done', changed: totalOf(answered).changed, ...found }
    },
    async erase(subject, wanted, signal) {
      const chosen = selectItems(items, { items: wanted.map(({ id }) => id) })
      const forAll = (outcome: Outcome) => chosen.map((item) => ({ item, outcome }))
      const known = knownSubject(subject)
      if (!known) return forAll({ status: 'unidentified' })
      if (chosen.length === 0) return []
      counts.clear()
      const answered = await put(known, 'erasure', { items: chosen.map(itemName) }, signal)
      if (answered.status !== 'completed') return forAll(answered)
      const read = await readBack(known, answered, chosen, signal)
      if (read.status !== 'completed') return forAll(read)
      return chosen.map((item) => {
        const said = resultOf(answered, item)
        const found = resultOf(read, item)
        if (!said || !found) return { item, outcome: incomplete }
        const left = Math.max(said.left, found.left)
        return { item, outcome: { status: 'done', matched: said.matched, changed: said.changed, left } }
      })
    },
  }
}

const incomplete = { status: 'failed', failure: { code: 'unreadable', detail: 'answer' } } as const

const knownSubject = ({ externalId, ...rest }: SourceSubject): KnownSubject | null =>
  externalId === null ? null : { ...rest, externalId }

const failureOfAnswer = (answered: NotCompleted) =>
  answered.status === 'failed' ? answered.failure : { code: 'pending' as const }

type Completed = Extract<Answered, { status: 'completed' }>

const resultOf = ({ answer }: Completed, item: MapItem) =>
  answer.results.find((one) => one.item === itemName(item))

const totalOf = ({ answer }: Completed) => ({
  matched: answer.results.reduce((sum, { matched }) => sum + matched, 0),
  changed: answer.results.reduce((sum, { changed }) => sum + changed, 0),
})

const accessContent = (items: readonly MapItem[], { after, withoutFiles }: Selection): CallContent => ({
  items: items.map(itemName),
  ...(after && {
    after: {
      item: itemName({ id: after.item, source: items[0]?.source ?? '' }),
      key: after.key,
    },
  }),
  ...(withoutFiles && { without_files: true }),
})

async function* limited(all: AsyncIterable<Collected>, { limit }: Selection): AsyncIterable<Collected> {
  let wanted = limit ?? Number.POSITIVE_INFINITY
  for await (const one of all) {
    if (wanted <= 0) return
    yield one
    if ('record' in one) wanted--
  }
}
