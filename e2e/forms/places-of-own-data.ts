import { dataCursor } from '#domain/fulfilment/own-data/data-cursor.ts'
import { reportAccess } from '#domain/requests/access-reports/report-access.ts'
import { learnerIn, lookedAt, staffIn } from './people-of-forms.ts'
import type { Place } from './place.ts'

/** In the menu of every page of a signed-in person. */
const menu = ['signOut']

/** What a person sees of their own data and of those who opened it, and what follows at the security officer's. */
export const ownDataPlaces: readonly Place[] = [
  {
    page: 'my/history',
    face: 'somebody looked',
    actions: [...menu, 'history', 'askAboutAccess'],
    repeats: true,
    open: async (portal, locale) => {
      const { subjectId, cookies } = await lookedAt(portal, locale)
      return { path: `/${locale}/my/history`, cookies, ids: [subjectId] }
    },
  },
  {
    page: 'my/data',
    actions: [...menu, 'searchData'],
    repeats: true,
    open: async (portal, locale) => {
      const { cookies, subjectId } = await learnerIn(portal, locale)
      return { path: `/${locale}/my/data`, cookies, ids: [subjectId] }
    },
  },
  {
    page: 'my/data/fix',
    actions: [...menu, 'fixValue'],
    open: async (portal, locale) => {
      const { cookies, subjectId } = await learnerIn(portal, locale)
      const place = { item: 'portal.subject', key: [subjectId] }
      const record = dataCursor(portal.services.keys, subjectId, place)
      const path = `/${locale}/my/data/fix?record=${record}&field=name_sealed`
      return { path, cookies, ids: [subjectId] }
    },
  },
  {
    page: 'staff/access-reports',
    actions: ['answerReport'],
    open: async (portal, locale) => {
      const { cookies, staffId } = await staffIn(portal, 'security-officer')
      const { own, record, subjectId } = await lookedAt(portal, locale)
      const asked = await reportAccess(own, subjectId, { record })
      if (asked.status !== 'done') throw new Error(asked.code)
      const path = `/${locale}/staff/access-reports`
      return { path, cookies, ids: [staffId, subjectId], within: `#r-${record}` }
    },
  },
]
