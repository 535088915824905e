import { describe, expect, it } from 'vitest'
import { PASSWORD_MAX, passwordFault } from './password-rules.ts'

const email = 'aigerim.s@cloudex.kz'

describe('a password', () => {
  it.each([
    ['correct horse battery', null],
    ['қызыл алма жасыл шай', null],
    ['лил лил лил лил лил нет да', null],
    ['aaaaaaaaaaab-c-d-e-f-g', null],
    ['🦊🦊🦔🦊🐻🦊🦉🦊🐺🐼🦁🐯', null],
    ['p'.repeat(3) + 'Zx9 '.repeat(70).slice(0, PASSWORD_MAX - 3), null],
    ['elevenchars', 'too-short'],
    ['', 'too-short'],
    ['🦊'.repeat(11), 'too-short'],
    ['x y'.repeat(100), 'too-long'],
    ['abcdefghijk\ud800', 'malformed'],
    ['Password-Password', 'common'],
    ['qwertyuiop12', 'common'],
    ['QWERTYUIOP12', 'common'],
    ['йцукенгшщзхъ', 'common'],
    ['Administrator!', 'common'],
    ['cloudex learning', 'common'],
    ['aaaaaaaaaaaa', 'common'],
    ['abcabcabcabc', 'common'],
    ['123456789012', 'common'],
    ['abcdefghijkl', 'common'],
    ['lkjihgfedcba', 'common'],
    [email, 'about-you'],
    [`${email}123`, 'about-you'],
    ['Aigerim.S2026', 'about-you'],
  ])('%j: %s', (password, fault) => {
    expect(passwordFault(password, email)).toBe(fault)
  })

  it('may hold the name of the address when there is enough beside it', () => {
    expect(passwordFault('aigerim.s қызыл алма', email)).toBeNull()
  })
})
