import { describe, expect, it } from 'vitest'
import { isCounterBack, lacksPasskeys, waitsForPasskeys } from './passkey-rules.ts'

describe('lacksPasskeys', () => {
  it.each([
    [['administrator'], 0, true],
    [['administrator'], 1, true],
    [['administrator'], 2, false],
    [['privacy-officer', 'support'], 1, true],
    [['support'], 0, false],
    [['auditor', 'security-officer'], 0, false],
    [[], 0, false],
  ] as const)('%j with %i passkeys: %s', (roles, passkeys, lacks) =>
    expect(lacksPasskeys(roles, passkeys)).toBe(lacks),
  )
})

describe('waitsForPasskeys', () => {
  const officer = { required: true, roles: ['privacy-officer'], passkeys: 1, administrators: 2 } as const
  it.each([
    ['an officer with one passkey waits', officer, true],
    ['with two not', { ...officer, passkeys: 2 }, false],
    ['nobody while the setting is off', { ...officer, required: false }, false],
    ['one of two administrators waits', { ...officer, roles: ['administrator'] }, true],
    ['the only administrator does not', { ...officer, roles: ['administrator'], administrators: 1 }, false],
    [
      'nor for another role that they hold',
      { ...officer, roles: ['administrator', 'privacy-officer'], administrators: 1 },
      false,
    ],
    ['an officer waits also where there is one administrator', { ...officer, administrators: 1 }, true],
    ['support never', { ...officer, roles: ['support'], passkeys: 0 }, false],
  ] as const)('%s', (_what, gate, waits) => expect(waitsForPasskeys(gate)).toBe(waits))
})

describe('isCounterBack', () => {
  it.each([
    [0, 0, false],
    [0, 1, false],
    [5, 6, false],
    [5, 5, true],
    [5, 4, true],
    [5, 0, true],
  ])('stored %i, given %i: %s', (stored, given, back) => expect(isCounterBack(stored, given)).toBe(back))
})
