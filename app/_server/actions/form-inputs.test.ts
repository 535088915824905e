import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { ZodType } from 'zod'
import { z } from 'zod'
import { formInputs } from '#testing/form-inputs.ts'
import { generatedForms } from '#testing/generated-forms.ts'
import { entryPoints } from '../front/entry-points.ts'

// The actions themselves need the framework; here only what they let in is looked at.
vi.mock('./define-action.ts', () => ({ defineAction: (given: unknown) => given }))
vi.mock('./define-staff-action.ts', () => ({ defineStaffAction: (given: unknown) => given }))
vi.mock('../session/request-context.ts', () => ({}))
vi.mock('../session/staff-context.ts', () => ({}))
vi.mock('../session/request-access.ts', () => ({}))
vi.mock('../../../auth.ts', () => ({}))

const root = join(import.meta.dirname, '../../..')
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'app/*actions.ts'], {
  cwd: root,
  encoding: 'utf8',
})
const definition = z.object({ input: z.custom<ZodType>((given) => given instanceof z.ZodType) })
const loaded = await Promise.all(
  files
    .split('\n')
    .filter(Boolean)
    .map((file) => import(join(root, file))),
)
const inputs = new Map(
  loaded.flatMap((exported: object) =>
    Object.entries(exported).map(([name, action]) => [name, definition.parse(action).input] as const),
  ),
)

/** Extra fields of an attacker who hopes that forms are written as received. */
const extras = {
  role: 'administrator',
  roles: 'administrator',
  status: 'fulfilled',
  subject_id: '1',
  subjectId: '1',
  staffId: '1',
  decidedBy: '1',
  decided_by: '1',
  approvedBy: '1',
  approvedAt: '1',
  assignedTo: '1',
  dueAt: '2099-01-01',
  receivedAt: '2020-01-01',
  closedAt: '',
  channel: 'platform',
  source: 'import',
  oneMayDecide: 'true',
  clearance: 'true',
  sudo: 'true',
  actor: 'system',
  constructor: '1',
}

test('every action that is an entrance has a form here, and nothing else has', () => {
  const actions = Object.keys(entryPoints).flatMap((name) =>
    name.startsWith('action ') ? [name.slice('action '.length)] : [],
  )
  expect([...inputs.keys()].sort()).toEqual([...actions].sort())
  expect(Object.keys(formInputs).sort()).toEqual([...actions].sort())
})

test.each([...inputs])('%s takes its own fields, and none besides', (name, input) => {
  const own = formInputs[name] ?? {}
  const parsed = input.safeParse(own)
  expect(parsed.error?.issues ?? []).toEqual([])
  // Not the fields that the form itself has.
  const added = Object.entries(extras).filter(([extra]) => !Object.hasOwn(own, extra))
  const taken = added.filter(([extra, value]) => input.safeParse({ ...own, [extra]: value }).success)
  expect(taken.map(([extra]) => extra)).toEqual([])
})

/** As many for each action with `PORTAL_GENERATED=10000`: docs/proofs.md says what that showed. */
const generated = Number(process.env.PORTAL_GENERATED ?? 200)
test.each([...inputs])('%s answers whatever is sent, and never breaks', (name, input) => {
  const own = formInputs[name] ?? {}
  fc.assert(
    fc.property(generatedForms(own), (given) => typeof input.safeParse(given).success === 'boolean'),
    { numRuns: generated },
  )
})
