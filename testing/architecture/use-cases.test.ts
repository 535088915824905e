import { expect, test } from 'vitest'
import { plant, project } from './project.ts'
import { checkUseCases } from './use-cases.ts'

test('every use case authorizes and every one that writes is on record', () => {
  expect(checkUseCases(project)).toEqual([])
})

const path = 'domain/consent/choices/planted.ts'
const imports = `
  import { consentState } from '#db/schema/consent.ts'
  import { asSystem, type Context } from '#domain/access/context.ts'
  import { authorize } from '#domain/access/permissions.ts'
  import { append } from '#domain/audit/record/append.ts'
  import { choose } from './choose.ts'
`
const found = (text: string) => plant(checkUseCases, { [path]: imports + text })
const unauthorized = [expect.stringMatching(/planted\.ts:\d+: planted does not authorize/)]
const unrecorded = [expect.stringMatching(/planted\.ts:\d+: planted writes without an audit record/)]

test.each([
  ['a function', 'export async function planted(ctx: Context) {}'],
  ['an arrow function', 'export const planted = async (ctx: Context) => {}'],
  ['a later export', 'async function planted(ctx: Context) {}\nexport { planted }'],
  ['the context in another place', 'export async function planted(id: string, ctx: Context) {}'],
  ['one that reads without async', 'export function planted(ctx: Context) { return ctx.database }'],
  [
    'one that acts as the system',
    `export async function planted(ctx: Context) { await choose(asSystem(ctx, 'x')) }`,
  ],
  ['a reason that is none', '// no permission: why\nexport async function planted(ctx: Context) {}'],
])('finds a use case without authorize: %s', (_, text) => {
  expect(found(text)).toEqual(unauthorized)
})

test.each([
  ['itself', `export async function planted(ctx: Context) { authorize(ctx.actor, 'choices.read') }`],
  ['through another use case', 'export async function planted(ctx: Context) { await choose(ctx) }'],
  [
    'in a function of its file',
    `export async function planted(ctx: Context) { check(ctx) }\nfunction check(ctx: Context) { authorize(ctx.actor, 'choices.read') }`,
  ],
  [
    'with a reason',
    '// no permission: shows only what is public\nexport async function planted(ctx: Context) {}',
  ],
])('accepts one that authorizes %s', (_, text) => expect(found(text)).toEqual([]))

const writing = (body: string) =>
  `export async function planted(ctx: Context) { authorize(ctx.actor, 'choices.record'); await ctx.transaction(async (tx) => { ${body} }) }`

test.each([
  ['an insert', writing('await tx.insert(consentState).values({})')],
  ['an update', writing('await tx.update(consentState).set({})')],
  ['a deletion', writing('await tx.delete(consentState)')],
  ['SQL', writing('await tx.execute(sql`INSERT INTO consent_state VALUES (1)`)')],
  [
    'a function of its file',
    `${writing('await write(tx)')}\nconst write = (tx: Transaction) => tx.delete(consentState)`,
  ],
  ['a record of another use case only', writing('await tx.delete(consentState); await choose(ctx)')],
])('finds a write without an audit record: %s', (_, text) => expect(found(text)).toEqual(unrecorded))

test.each([
  ['itself', writing('await tx.delete(consentState); await append(tx, ctx.auditedAs, {})')],
  [
    'in a function of its file',
    `${writing('await tx.delete(consentState); await log(tx, ctx)')}\nconst log = (tx: Transaction, ctx: Context) => append(tx, ctx.auditedAs, {})`,
  ],
  [
    'with a reason',
    `// no audit record: only a counter of calls\n${writing('await tx.delete(consentState)')}`,
  ],
])('accepts one that records %s', (_, text) => expect(found(text)).toEqual([]))
