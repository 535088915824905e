'use server'

import {
  approveDraft,
  approveLanguage,
  proposeDraft,
  takeDraftBack,
} from '#domain/policy/drafts/approve-draft.ts'
import {
  discardDraft,
  saveDraftFacts,
  saveDraftItem,
  settleUnplaced,
  startDraft,
} from '#domain/policy/drafts/edit-draft.ts'
import {
  draftFactsSchema,
  draftItemSchema,
  languageSchema,
  noFieldsSchema,
  proposalSchema,
  unplacedSchema,
} from '#domain/policy/rules/draft-schemas.ts'
import type { Locale } from '#i18n/locales.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'

const here = '/staff/policy'
const page = () => here
const saved = (locale: Locale, done: string) => ({ to: `/${locale}${here}?done=${done}#done`, always: true })

export const beginVersion = defineStaffAction({
  input: noFieldsSchema,
  page,
  run: (ctx) => startDraft(ctx),
  onDone: (_, { locale }) => saved(locale, 'started'),
})

export const saveWords = defineStaffAction({
  input: draftItemSchema,
  page: ({ item }) => `${here}/edit?item=${item}`,
  run: saveDraftItem,
  onDone: (_, { locale }, { item }) => ({ to: `/${locale}${here}/edit?item=${item}&done=1`, always: true }),
})

export const saveVersionFacts = defineStaffAction({
  input: draftFactsSchema,
  page,
  run: saveDraftFacts,
  onDone: (_, { locale }) => saved(locale, 'facts'),
})

export const settleLine = defineStaffAction({
  input: unplacedSchema,
  page,
  run: settleUnplaced,
  onDone: (_, { locale }) => saved(locale, 'settled'),
})

export const approveWords = defineStaffAction({
  input: languageSchema,
  page,
  run: approveLanguage,
  onDone: (_, { locale }) => saved(locale, 'language'),
})

export const proposeVersion = defineStaffAction({
  input: proposalSchema,
  page,
  run: proposeDraft,
  onDone: (_, { locale }) => saved(locale, 'proposed'),
})

export const approveVersion = defineStaffAction({
  input: proposalSchema,
  page,
  run: approveDraft,
  onDone: (_, { locale }) => saved(locale, 'approved'),
})

export const takeVersionBack = defineStaffAction({
  input: noFieldsSchema,
  page,
  run: (ctx) => takeDraftBack(ctx),
  onDone: (_, { locale }) => saved(locale, 'back'),
})

export const discardVersion = defineStaffAction({
  input: noFieldsSchema,
  page,
  run: (ctx) => discardDraft(ctx),
  onDone: (_, { locale }) => saved(locale, 'discarded'),
})
