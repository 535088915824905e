import { describe, expect, it } from 'vitest'
import { wordsFor } from '#components/form/form-trouble.tsx'
import { requestErrorWords } from '#components/requests/form-texts.ts'
import { fileFaults } from '#domain/requests/rules/file-limits.ts'
import { locales } from '#i18n/locales.ts'
import { requestErrors } from '../../[locale]/staff/requests/request-errors.ts'

describe.each(locales)('beside the files, in %s', (locale) => {
  it.each([...fileFaults, 'files-busy'])('%s has words of its own, for people and for staff', (code) => {
    for (const words of [requestErrorWords(locale), requestErrors(locale)]) {
      const said = wordsFor(code, words, 'files', { when: '14:35' })
      expect(said).not.toBe(words.wrong)
      expect(said).not.toContain('{')
      if (code === 'files-of-day') expect(said).toMatch(/14:35/)
    }
  })

  it('a person who files too often is told when it works again, and another way', () => {
    const said = wordsFor('filed-often', requestErrorWords(locale), undefined, { when: '14:35' })
    expect(said).toMatch(/14:35.*(Contact|Байланыс|Контакты)/)
  })

  it('a used budget says how much there is in a day, when there is more, and the other way', () => {
    const said = wordsFor('files-of-day', requestErrorWords(locale), 'files', { when: '14:35' })
    expect(said.replaceAll('\u00a0', ' ')).toMatch(/50 .*100 (МБ|MB).*14:35.*(Contact|Байланыс|Контакты)/)
  })
})
