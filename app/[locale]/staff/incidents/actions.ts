'use server'

import { listAffected } from '#domain/incidents/affected/list-affected.ts'
import { openIncident } from '#domain/incidents/register/open-incident.ts'
import { amendIncident, takeIncidentStep, writeNotice } from '#domain/incidents/register/work-on-incident.ts'
import { affectedQuerySchema } from '#domain/incidents/rules/affected-query.ts'
import {
  amendIncidentSchema,
  incidentStepSchema,
  openIncidentSchema,
  writeNoticeSchema,
} from '#domain/incidents/rules/incident-schemas.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'

const register = '/staff/incidents'
const pageOf = ({ reference }: { reference: string }) => `${register}/${reference}`
const saved = (locale: Locale, reference: string) => ({
  to: `/${locale}${register}/${reference}?done=saved`,
  always: true,
})

export const addIncident = defineStaffAction({
  input: openIncidentSchema,
  page: () => `${register}/new`,
  run: openIncident,
  onDone: ({ reference }, { locale }) => ({
    to: `/${locale}${register}/${reference}?done=opened`,
    always: true,
  }),
})

export const changeIncident = defineStaffAction({
  input: amendIncidentSchema,
  page: pageOf,
  run: amendIncident,
  onDone: (_, { locale }, { reference }) => saved(locale, reference),
})

export const saveIncidentNotice = defineStaffAction({
  input: writeNoticeSchema,
  page: pageOf,
  run: writeNotice,
  onDone: (_, { locale }, { reference }) => saved(locale, reference),
})

export const stepIncident = defineStaffAction({
  input: incidentStepSchema,
  page: pageOf,
  run: takeIncidentStep,
  onDone: (_, { locale }, { reference }) => saved(locale, reference),
})

/** Counts people, or makes them the list: then the page is shown again. */
export const findAffected = defineStaffAction({
  input: affectedQuerySchema,
  page: pageOf,
  run: async (ctx, input) => {
    const result = await listAffected(ctx, input)
    if (result.status === 'refused') return result
    const { count, unknown, frozen } = result
    const t = translator(ctx.locale, 'incidents')
    const found = t('people.found', { count })
    const notFound = input.pasted === '' ? null : t('people.unknown', { count: unknown })
    const { reference: _reference, press: _press, counted: _counted, ...asked } = input
    const values = Object.fromEntries(
      Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    )
    return { count, frozen, found, notFound, asked: values }
  },
  onDone: ({ frozen }, { locale }, { reference }) => (frozen ? saved(locale, reference) : undefined),
})
