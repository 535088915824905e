import { describe, expect, it } from 'vitest'
import {
  canHavePasskeys,
  isCounterBack,
  isPasskeyOnly,
  lacksPasskeys,
  waitsForPasskeys,
} from './passkey-rules.ts'

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
  const officer = {
    required: true,
    roles: ['privacy-officer'],
    passkeys: 1,
    administrators: 2,
    byPasskey: false,
  } as const
  const administrator = { ...officer, roles: ['administrator'] } as const
  const only = { ...administrator, administrators: 1 } as const
  it.each([
    ['an officer with one passkey adds', officer, 'add'],
    ['also when it opened the session', { ...officer, byPasskey: true }, 'add'],
    ['with two uses one', { ...officer, passkeys: 2 }, 'use'],
    ['and then waits no more', { ...officer, passkeys: 2, byPasskey: true }, null],
    ['nobody while the setting is off', { ...officer, required: false }, null],
    ['nor with two passkeys', { ...officer, passkeys: 2, required: false }, null],
    ['one of two administrators adds', administrator, 'add'],
    ['the only administrator does not', only, null],
    ['nor for another role that they hold', { ...only, roles: ['administrator', 'privacy-officer'] }, null],
    ['the only administrator with two uses one', { ...only, passkeys: 2 }, 'use'],
    ['an officer adds also where there is one administrator', { ...officer, administrators: 1 }, 'add'],
    ['support never', { ...officer, roles: ['support'], passkeys: 0 }, null],
    ['support with two neither', { ...officer, roles: ['support'], passkeys: 2 }, null],
  ] as const)('%s', (_what, gate, waits) => expect(waitsForPasskeys(gate)).toBe(waits))
})

describe('isPasskeyOnly', () => {
  it.each([
    [['privacy-officer'], 2, true, true],
    [['support', 'administrator'], 3, true, true],
    [['privacy-officer'], 1, true, false],
    [['privacy-officer'], 2, false, false],
    [['support', 'auditor'], 2, true, false],
  ] as const)('%j with %i passkeys, required %s: %s', (roles, passkeys, required, only) =>
    expect(isPasskeyOnly({ roles, passkeys, required })).toBe(only),
  )
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

describe('canHavePasskeys', () => {
  it.each([
    ['https://privacy.example.kz', true],
    ['https://privacy.example.kz:8443', true],
    ['http://localhost:3000', true],
    ['http://portal.localhost:3000', true],
    ['http://privacy.example.kz', false],
    ['https://192.0.2.7', false],
    ['https://[2001:db8::7]:8443', false],
    ['http://127.0.0.1:3000', false],
  ])('%s: %s', (url, can) => expect(canHavePasskeys(url)).toBe(can))
})
