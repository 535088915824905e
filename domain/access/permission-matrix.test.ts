import { expect, it } from 'vitest'
import { staffRoles } from '#db/schema/access-codes.ts'
import type { StaffActor } from './actor.ts'
import { isAllowed, type Permission, permissions } from './permissions.ts'

const names = Object.keys(permissions) as Permission[]
const staff = (roles: StaffActor['roles'], clearance: boolean): StaffActor => ({
  kind: 'staff',
  staffId: 'one',
  roles,
  clearance,
})
const needsClearance = (name: Permission) => 'personal' in permissions[name] || 'cleared' in permissions[name]
const staffNames = names.filter((name) => 'staff' in permissions[name])

/** The table that auditors read, made from the one that decides. */
function matrix(): string {
  const rows = staffNames.sort().map((name) => {
    const marks = staffRoles.map((role) => (isAllowed(staff([role], true), name) ? 'yes' : ''))
    return [`\`${name}\``, ...marks, needsClearance(name) ? 'yes' : '']
  })
  const table = [['Permission', ...staffRoles, 'Needs clearance'], staffRoles.map(() => '---'), ...rows]
  table[1] = Array(staffRoles.length + 2).fill('---')
  const waiting = staffNames
    .filter((name) => 'waiting' in permissions[name])
    .map((name) => `\`${name}\``)
    .join(', ')
  return `# What staff may do

Made from \`domain/access/permissions.ts\` by \`domain/access/permission-matrix.test.ts\`; what is not here is denied to
all staff. Clearance: a signed non-disclosure agreement and training within twelve months. A session that waits for passkeys
may do what a visitor may, and ${waiting}.

${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}
`
}

it('the matrix in docs is that of the table', async () => {
  await expect(matrix()).toMatchFileSnapshot('../../docs/permissions.md')
})

it('what is for no role is denied to every role, with clearance and without', () => {
  for (const name of names.filter((one) => !staffNames.includes(one)))
    for (const clearance of [true, false]) expect(isAllowed(staff(staffRoles, clearance), name)).toBe(false)
})

it('what touches personal data or decides the policy is denied to all without clearance', () => {
  for (const name of staffNames)
    expect(isAllowed(staff(staffRoles, false), name), name).toBe(!needsClearance(name))
})

it('an account without a role may nothing', () => {
  for (const name of names) expect(isAllowed(staff([], true), name)).toBe(false)
})
