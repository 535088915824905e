'use server'

import { changeCalendarDay } from '#domain/requests/change-calendar-day.ts'
import { calendarDayFormSchema } from '#domain/requests/forms.ts'
import { defineStaffAction } from '../../../_server/define-staff-action.ts'

export const saveDay = defineStaffAction({
  input: calendarDayFormSchema,
  page: ({ date }) => `/staff/calendar?year=${date.slice(0, 4)}`,
  run: async (ctx, input) => ({ moved: (await changeCalendarDay(ctx, input)).moved }),
  onDone: ({ moved }, ctx, { date }) => ({
    to: `/${ctx.locale}/staff/calendar?year=${date.slice(0, 4)}&day=${date}&moved=${moved}#saved`,
    always: true,
  }),
})
