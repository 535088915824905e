'use server'

import {
  addPurpose,
  addTopic,
  keepWording,
  retireWording,
  saveOwnPurpose,
  savePurposeWords,
  saveTopicWords,
} from '#domain/consent/wording/edit-wordings.ts'
import {
  newPurposeSchema,
  newTopicSchema,
  ownPurposeSchema,
  purposeWordsSchema,
  topicWordsSchema,
  wordingNameSchema,
} from '#domain/consent/wording/wording-schemas.ts'
import { wordingName } from '#domain/consent/wording/wordings.ts'
import type { Locale } from '#i18n/locales.ts'
import { defineStaffAction } from '../../../../_server/actions/define-staff-action.ts'

const here = '/staff/policy'
const pageOf = (name: string) => `${here}/wording?of=${encodeURIComponent(name)}`
const nameOf = (topic: string) => wordingName({ purpose: 'communication', topic })
const saved = (locale: Locale, name: string) => ({ to: `/${locale}${pageOf(name)}&done=1`, always: true })
const listed = (locale: Locale) => ({ to: `/${locale}${here}?done=wordings#wordings`, always: true })

export const savePurpose = defineStaffAction({
  input: purposeWordsSchema,
  page: ({ purpose }) => pageOf(purpose),
  run: savePurposeWords,
  onDone: (_, { locale }, { purpose }) => saved(locale, purpose),
})

export const savePurposeOfOperator = defineStaffAction({
  input: ownPurposeSchema,
  page: ({ purpose }) => pageOf(purpose),
  run: saveOwnPurpose,
  onDone: (_, { locale }, { purpose }) => saved(locale, purpose),
})

export const addNewPurpose = defineStaffAction({
  input: newPurposeSchema,
  page: () => `${here}/wording/add-purpose`,
  run: addPurpose,
  onDone: (_, { locale }, { code }) => saved(locale, code),
})

export const saveTopic = defineStaffAction({
  input: topicWordsSchema,
  page: ({ topic }) => pageOf(nameOf(topic)),
  run: saveTopicWords,
  onDone: (_, { locale }, { topic }) => saved(locale, nameOf(topic)),
})

export const addNewTopic = defineStaffAction({
  input: newTopicSchema,
  page: () => `${here}/wording/add`,
  run: addTopic,
  onDone: (_, { locale }, { code }) => saved(locale, nameOf(code)),
})

export const retireWords = defineStaffAction({
  input: wordingNameSchema,
  page: (given) => pageOf(wordingName(given)),
  run: retireWording,
  onDone: (_, { locale }) => listed(locale),
})

export const keepWords = defineStaffAction({
  input: wordingNameSchema,
  page: (given) => pageOf(wordingName(given)),
  run: keepWording,
  onDone: (_, { locale }) => listed(locale),
})
