import { describe, expect, test } from 'vitest'
import { languageOfPath, languageToKeep, preferredLanguage } from './language.ts'

const languages = { known: ['kk', 'ru', 'en'] as const, fallback: 'kk' as const }

describe('the language of a reader who named none in the address', () => {
  test.each([
    ['what was chosen before', { cookie: 'a=b; portal.locale=en', 'accept-language': 'ru' }, 'en'],
    ['what the browser asks for', { 'accept-language': 'de, ru-KZ;q=0.8, en;q=0.5' }, 'ru'],
    ['the best of several', { 'accept-language': 'en;q=0.3, kk-Cyrl-KZ;q=0.9' }, 'kk'],
    ['the state language', {}, 'kk'],
    ['the state language for another', { 'accept-language': 'fr' }, 'kk'],
    ['the state language for any', { 'accept-language': '*' }, 'kk'],
    ['the state language for nonsense', { 'accept-language': '!!, __, x-;q=9' }, 'kk'],
    ['not a cookie of nonsense', { cookie: 'portal.locale=../../x', 'accept-language': 'en' }, 'en'],
    ['not the whole of a giant header', { 'accept-language': `${'de,'.repeat(3000)}ru` }, 'kk'],
  ])('%s', (_what, headers, language) => expect(preferredLanguage(headers, languages, false)).toBe(language))

  test('over TLS only what this very host has set', () => {
    const planted = { cookie: 'portal.locale=en' }
    expect(preferredLanguage(planted, languages, true)).toBe('kk')
    expect(preferredLanguage({ cookie: '__Host-portal.locale=en' }, languages, true)).toBe('en')
  })
})

test('an address names its language in its first part, in small letters', () => {
  expect(languageOfPath('/ru', languages)).toBe('ru')
  expect(languageOfPath('/en/policy', languages)).toBe('en')
  for (const path of ['/', '/RU', '/rus/policy', '/policy/ru'])
    expect(languageOfPath(path, languages)).toBeNull()
})

describe('the language is kept when a page is visited', () => {
  test('once', () => {
    expect(languageToKeep({}, 'ru', false)).toMatch(
      /^portal\.locale=ru; Path=\/; Max-Age=\d+; SameSite=Lax; HttpOnly$/,
    )
    expect(languageToKeep({ cookie: 'portal.locale=ru' }, 'ru', false)).toBeNull()
    expect(languageToKeep({ cookie: 'portal.locale=ru' }, 'ru', true)).toMatch(
      /^__Host-portal\.locale=ru; Path=\/; Max-Age=\d+; SameSite=Lax; HttpOnly; Secure$/,
    )
    expect(languageToKeep({ cookie: '__Host-portal.locale=ru' }, 'ru', true)).toBeNull()
  })
  test('not when it is fetched ahead or in part', () => {
    for (const headers of [
      { 'sec-fetch-mode': 'cors' },
      { 'sec-purpose': 'prefetch' },
      { purpose: 'prefetch' },
      { rsc: '1' },
    ])
      expect(languageToKeep(headers, 'ru', false)).toBeNull()
  })
})
