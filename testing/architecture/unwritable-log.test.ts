import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { callsByNoun, fulfilmentCalls } from '../unwritable/calls.ts'
import { withReason } from '../unwritable/with-reason.ts'
import { plant, project } from './project.ts'
import { recordingUseCases } from './use-cases.ts'

const tried = [callsByNoun, fulfilmentCalls].flatMap((all) =>
  Object.values(all).flatMap((calls) => Object.keys(calls)),
)
const listed = [...tried, ...Object.keys(withReason)]

test('each use case that appends an audit record is called without the right to, or stands in a list', () => {
  const recording = recordingUseCases(project)
  expect(recording.filter((id) => !listed.includes(id))).toEqual([])
  expect(listed.filter((id) => !recording.includes(id))).toEqual([])
  expect(listed.filter((id, at) => listed.indexOf(id) !== at)).toEqual([])
})

test('docs/proofs.md says how many are called', () => {
  const proofs = readFileSync(join(import.meta.dirname, '../../docs/proofs.md'), 'utf8')
  expect(proofs).toContain(`${tried.length} of the ${listed.length} use cases that append an audit record`)
})

test('a new use case that appends a record is found', () => {
  const path = 'domain/consent/choices/planted.ts'
  const text = `
    import type { Context } from '#domain/access/context.ts'
    import { append } from '#domain/audit/record/append.ts'
    export const planted = (ctx: Context) => ctx.transaction((tx) => write(tx, ctx))
    const write = (tx: Transaction, ctx: Context) => append(tx, ctx.auditedAs, { action: 'x' })
  `
  const found = plant(recordingUseCases, { [path]: text })
  expect(found.filter((id) => !listed.includes(id))).toEqual([`${path}#planted`])
})
