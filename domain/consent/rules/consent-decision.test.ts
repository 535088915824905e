import { describe, expect, test } from 'vitest'
import { type AskedChoice, decideConsent, type Question } from './consent-decision.ts'

const now = new Date('2026-11-26T12:00:00Z')
const analytics: Question = { purpose: 'analytics', topic: '', channel: '', gpc: false }
const letter: Question = { purpose: 'communication', topic: 'new-materials', channel: 'email', gpc: false }
const nothing: NonNullable<AskedChoice> = {
  decision: null,
  seq: null,
  policyVersion: null,
  signal: null,
  expiresAt: null,
  origin: null,
  restricted: false,
  changedIn: 0,
  messageClass: 'advertising',
}
const granted: NonNullable<AskedChoice> = {
  decision: 'granted',
  seq: 7,
  policyVersion: 1,
  signal: '',
  expiresAt: null,
  origin: 'choices',
  restricted: false,
  changedIn: 0,
  messageClass: 'advertising',
}

describe('a program may', () => {
  test.each<[string, Question, AskedChoice, boolean, string]>([
    ['what is granted', letter, granted, true, 'granted'],
    ['nothing that was never given', letter, nothing, false, 'never-given'],
    ['nothing that was withdrawn', letter, { ...granted, decision: 'withdrawn' }, false, 'withdrawn'],
    [
      'nothing whose term was recorded as over',
      letter,
      { ...granted, decision: 'withdrawn', origin: 'term' },
      false,
      'lapsed',
    ],
    [
      'nothing that the policy has changed since',
      letter,
      { ...granted, changedIn: 2 },
      false,
      'policy-changed',
    ],
    ['what was agreed to after the change', letter, { ...granted, changedIn: 1 }, true, 'granted'],
    [
      'nothing that a changed policy has ended',
      letter,
      { ...granted, decision: 'withdrawn', origin: 'policy', changedIn: 2 },
      false,
      'policy-changed',
    ],
    ['nothing while processing is restricted', letter, { ...granted, restricted: true }, false, 'restricted'],
    ['nothing whose term is over, recorded or not', letter, { ...granted, expiresAt: now }, false, 'lapsed'],
    [
      'what still has a second',
      letter,
      { ...granted, expiresAt: new Date(now.getTime() + 1000) },
      true,
      'granted',
    ],
    ['nothing about somebody unknown', letter, null, false, 'unknown-subject'],
    [
      'protect every known subject',
      { ...analytics, purpose: 'security' },
      nothing,
      true,
      'duty-of-protection',
    ],
    ['help a user of the service', { ...analytics, purpose: 'support' }, granted, true, 'granted'],
    ['not count a subject whose browser says no', { ...analytics, gpc: true }, granted, false, 'gpc'],
    [
      'count a subject who said yes in spite of it',
      { ...analytics, gpc: true },
      { ...granted, signal: 'gpc' },
      true,
      'granted',
    ],
    [
      'write to a subject whose browser says no: the signal does not cover messages',
      { ...letter, gpc: true },
      granted,
      true,
      'granted',
    ],
  ])('%s', (_name, question, standing, allowed, reason) => {
    expect(decideConsent(question, standing, now)).toMatchObject({ allowed, reason })
  })

  test('send no advertising by SMS at night, and is told from when it may', () => {
    const sms: Question = { ...letter, channel: 'sms' }
    const night = new Date('2026-11-26T18:00:00Z')
    expect(decideConsent(sms, granted, night)).toMatchObject({
      allowed: false,
      reason: 'quiet-hours',
      seq: 7,
      notBefore: '2026-11-27T01:00:00.000Z',
    })
    expect(decideConsent(sms, granted, now).allowed).toBe(true)
    expect(decideConsent(sms, { ...granted, messageClass: 'service' }, night).allowed).toBe(true)
    expect(decideConsent(letter, granted, night).allowed).toBe(true)
  })

  test('learn by which event', () => {
    expect(decideConsent(letter, granted, now)).toEqual({
      allowed: true,
      reason: 'granted',
      seq: 7,
      policyVersion: 1,
    })
    expect(decideConsent(letter, nothing, now)).toMatchObject({ seq: 0, policyVersion: null })
  })
})
