import { describe, expect, it, test } from 'vitest'
import { staffRoles } from '#db/schema/access-codes.ts'
import { type Permission, permissions, rolesOf } from '#domain/access/permissions.ts'
import { project } from '#testing/architecture/project.ts'
import { lastUseOf, permissionsOfRole, permissionUse, roleUse } from './permission-use.ts'

const isOfSome = (permission: Permission) => {
  const roles = rolesOf(permission)
  return roles.length > 0 && roles.length < staffRoles.length
}

it('every permission that some roles have says by which records its use is known', () => {
  const some = (Object.keys(permissions) as Permission[]).filter(isOfSome)
  expect(Object.keys(permissionUse).sort()).toEqual([...some].sort())
})

it('every action that shows a use is written by the code', () => {
  const code = [...project.files.values()]
    .filter(
      ({ path }) =>
        path.startsWith('domain/') && !path.includes('.test.') && !path.includes('permission-use'),
    )
    .map(({ text }) => text)
    .join('\n')
  const written = (action: string) => {
    const [noun = ''] = action.split('.')
    return code.includes(`'${action}`) || code.includes(`\`${action}`) || code.includes(`\`${noun}.\${`)
  }
  expect(
    Object.values(permissionUse)
      .flat()
      .filter((action) => !written(action)),
  ).toEqual([])
})

it('the use of every role is known by at least two permissions', () => {
  for (const role of staffRoles)
    expect(
      permissionsOfRole(role).filter((permission) => permissionUse[permission]?.length).length,
      role,
    ).toBeGreaterThan(1)
})

describe('the last use', () => {
  const at = (day: string) => new Date(`${day}T06:00:00Z`)
  const uses = new Map([
    ['subject.reveal', at('2026-08-01')],
    ['request.take', at('2026-08-20')],
    ['request.message', at('2026-08-31')],
    ['webhook.enable', at('2026-08-30')],
    ['webhooks', at('2026-09-30')],
  ])
  test.each([
    ['requests.reveal', at('2026-08-01')],
    ['requests.work', at('2026-08-31')],
    ['integrations.manage', at('2026-08-30')],
    ['requests.export', null],
    ['requests.queue', undefined],
  ] as const)('of %s', (permission, expected) => {
    expect(lastUseOf(permission, uses)).toEqual(expected)
  })

  test.each([
    ['used 89 days ago', 'support', uses, '2026-01-01', '2026-11-28', false],
    ['used 90 days ago', 'support', uses, '2026-01-01', '2026-11-29', true],
    ['never used, given 90 days ago', 'support', new Map(), '2026-08-31', '2026-11-29', true],
    ['never used, given later', 'support', new Map(), '2026-09-01', '2026-11-29', false],
    ['used by another role only', 'auditor', uses, '2026-01-01', '2026-09-01', true],
  ] as const)('a role %s', (_name, role, used, granted, today, unused) => {
    expect(roleUse(role, { uses: used, grantedAt: at(granted), now: at(today) }).unused).toBe(unused)
  })
})
