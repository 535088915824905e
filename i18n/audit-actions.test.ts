import { describe, expect, test } from 'vitest'
import { auditActions } from '#db/schema/audit-codes.ts'
import { actionWord, actionWords, wordsByAction } from './audit-actions.ts'
import { locales } from './locales.ts'
import { messages } from './messages.ts'

describe.each(locales)('in %s', (locale) => {
  test('every action of the audit log has words, and all words belong to one', () => {
    expect(Object.keys(actionWords(locale)).sort()).toEqual([...auditActions].sort())
  })

  test('no two actions have the same words', () => {
    const words = Object.values(actionWords(locale))
    expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([])
  })

  test('an action of an older version has none', () => {
    expect(actionWord(locale, 'consent.withdraw')).toBeTruthy()
    expect(actionWord(locale, 'consent.forget')).toBeUndefined()
  })

  test('words for the person alone name an action and differ from the words of the log', () => {
    for (const [action, word] of Object.entries(wordsByAction(messages[locale].dataMap.codes.actions))) {
      expect(auditActions, action).toContain(action)
      expect(word, action).not.toBe(actionWord(locale, action))
    }
  })
})
