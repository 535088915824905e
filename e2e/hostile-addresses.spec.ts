import { execFileSync } from 'node:child_process'
import { staffCookie } from '#domain/access/session-cookie.ts'
import { learnerIn, staffIn } from './forms/people-of-forms.ts'
import { send } from './forms/posted.ts'
import { expect, test } from './people.ts'

/** Every page, by its folder below the language. */
const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'app'], { encoding: 'utf8' })
  .split('\n')
  .flatMap((file) => /^app\/\[locale\]\/?(.*)\/?page\.tsx$/.exec(file)?.[1] ?? [])

const markup = '"><script>alert(1)</script>'
const values = [
  markup,
  '__proto__',
  "'; DROP TABLE subject;--",
  '\u202egpj',
  '9'.repeat(400),
  '../..',
  '%2e%2e',
]
const names = [
  'next',
  'of',
  'asked',
  'left',
  'error',
  'variant',
  'kind',
  'group',
  'right',
  'status',
  'assigned',
  'after',
  'before',
  'year',
  'day',
  'moved',
  'done',
  'saved',
  'stale',
  'undone',
  'muted',
  'all',
  'email',
  'filed',
  'sent',
  'cancelled',
  'step',
  'page',
  '__proto__',
  'constructor',
  'next[]',
]

const query = (value: string) => names.map((name) => `${name}=${encodeURIComponent(value)}`).join('&')

for (const locale of ['kk', 'ru', 'en'])
  test(`no page breaks at what stands in its address, in ${locale}`, async ({ portal }) => {
    test.slow()
    const learner = await learnerIn(portal, 'ru')
    const roles = ['privacy-officer', 'administrator'] as const
    const staff = await Promise.all(roles.map((role) => staffIn(portal, role)))
    expect(pages.length).toBeGreaterThan(35)
    const faults: string[] = []
    for (const [n, page] of pages.entries())
      for (const [m, value] of values.entries()) {
        const path = page.replace(/\/$/, '').replace(/\[[^\]]+\]/g, () => encodeURIComponent(value))
        const cookies = { ...learner.cookies, ...staff[(n + m) % 2]?.cookies }
        expect(Object.keys(cookies)).toContain(staffCookie(portal.services.env).name)
        // Each name once, and one of them twice.
        const twice = names[(n + m) % names.length]
        const address = `/${locale}/${path}?${query(value)}&${twice}=again`
        const { status, text } = await send(address, { cookies })
        if (status >= 500) faults.push(`${page}: ${value}: ${status}`)
        if (/<script>alert\(1\)/.test(text)) faults.push(`${page}: ${value}: echoed`)
        if (status === 200 && !text.includes(`<html lang="${locale}"`))
          faults.push(`${page}: ${value}: language`)
      }
    expect(faults).toEqual([])
  })
