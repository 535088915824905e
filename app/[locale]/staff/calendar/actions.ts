'use server'

import { computedYear } from '#domain/requests/deadlines/computed-year.ts'
import {
  calendarDayFormSchema,
  calendarYearFormSchema,
  computedYearFormSchema,
} from '#domain/requests/forms/request-schemas.ts'
import {
  changeCalendarDay,
  confirmCalendarYear,
  loadCalendar,
} from '#domain/requests/time/change-calendar-day.ts'
import type { Locale } from '#i18n/locales.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'

const savedPage = (locale: Locale, year: number | string, moved: number, more = '') => ({
  to: `/${locale}/staff/calendar?year=${year}${more}&moved=${moved}#saved`,
  always: true,
})

export const saveDay = defineStaffAction({
  input: calendarDayFormSchema,
  page: ({ date }) => `/staff/calendar?year=${date.slice(0, 4)}`,
  run: async (ctx, input) => ({ moved: (await changeCalendarDay(ctx, input)).moved }),
  onDone: ({ moved }, { locale }, { date }) => savedPage(locale, date.slice(0, 4), moved, `&day=${date}`),
})

export const fillYear = defineStaffAction({
  input: computedYearFormSchema,
  page: ({ year }) => `/staff/calendar?year=${year}`,
  run: (ctx, { year }) => loadCalendar(ctx, computedYear(year)),
  onDone: ({ moved }, { locale }, { year }) => savedPage(locale, year, moved),
})

export const confirmYear = defineStaffAction({
  input: calendarYearFormSchema,
  page: ({ year }) => `/staff/calendar?year=${year}`,
  run: confirmCalendarYear,
  onDone: ({ moved }, { locale }, { year }) => savedPage(locale, year, moved),
})
