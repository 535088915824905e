'use server'

import { calendarDayFormSchema } from '#domain/requests/forms/request-schemas.ts'
import { changeCalendarDay } from '#domain/requests/time/change-calendar-day.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'

export const saveDay = defineStaffAction({
  input: calendarDayFormSchema,
  page: ({ date }) => `/staff/calendar?year=${date.slice(0, 4)}`,
  run: async (ctx, input) => ({ moved: (await changeCalendarDay(ctx, input)).moved }),
  onDone: ({ moved }, ctx, { date }) => ({
    to: `/${ctx.locale}/staff/calendar?year=${date.slice(0, 4)}&day=${date}&moved=${moved}#saved`,
    always: true,
  }),
})
