'use server'

import {
  approveDraft,
  approveLanguage,
  proposeDraft,
  takeDraftBack,
} from '#domain/policy/drafts/approve-draft.ts'
import {
  addClause,
  addPart,
  movePiece,
  removePiece,
  restorePiece,
} from '#domain/policy/drafts/change-structure.ts'
import {
  discardDraft,
  saveDraftFacts,
  saveDraftItem,
  settleUnplaced,
  startDraft,
  startProposedDraft,
} from '#domain/policy/drafts/edit-draft.ts'
import {
  draftFactsSchema,
  draftItemSchema,
  languageSchema,
  moveSchema,
  newClauseSchema,
  newPartSchema,
  noFieldsSchema,
  pieceSchema,
  proposalSchema,
  unplacedSchema,
} from '#domain/policy/rules/draft-schemas.ts'
import type { Locale } from '#i18n/locales.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'
import { proposalNames } from './proposal-names.ts'

const here = '/staff/policy'
const page = () => here
const saved = (locale: Locale, done: string) => ({ to: `/${locale}${here}?done=${done}#done`, always: true })

const edit = (locale: Locale, item: string) => ({
  to: `/${locale}${here}/edit?item=${item}&done=1`,
  always: true,
})
const structure = (locale: Locale) => ({ to: `/${locale}${here}?done=structure#pieces`, always: true })

export const beginVersion = defineStaffAction({
  input: noFieldsSchema,
  page,
  run: (ctx) => startDraft(ctx),
  onDone: (_, { locale }) => saved(locale, 'started'),
})

export const beginProposal = defineStaffAction({
  input: noFieldsSchema,
  page,
  run: (ctx) => startProposedDraft(ctx, proposalNames()),
  onDone: (_, { locale }) => saved(locale, 'proposal'),
})

export const addNewClause = defineStaffAction({
  input: newClauseSchema,
  page,
  run: addClause,
  onDone: ({ item }, { locale }) => edit(locale, item),
})

export const addNewPart = defineStaffAction({
  input: newPartSchema,
  page,
  run: addPart,
  onDone: (_, { locale }) => structure(locale),
})

export const movePolicyPiece = defineStaffAction({
  input: moveSchema,
  page,
  run: movePiece,
  onDone: (_, { locale }) => structure(locale),
})

export const removePolicyPiece = defineStaffAction({
  input: pieceSchema,
  page,
  run: removePiece,
  onDone: (_, { locale }) => structure(locale),
})

export const restorePolicyPiece = defineStaffAction({
  input: pieceSchema,
  page,
  run: restorePiece,
  onDone: (_, { locale }) => structure(locale),
})

export const saveWords = defineStaffAction({
  input: draftItemSchema,
  page: ({ item }) => `${here}/edit?item=${item}`,
  run: saveDraftItem,
  onDone: (_, { locale }, { item }) => edit(locale, item),
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
