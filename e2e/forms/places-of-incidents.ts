import { listAffected } from '#domain/incidents/affected/list-affected.ts'
import { takeIncidentStep } from '#domain/incidents/register/work-on-incident.ts'
import { affectedQuerySchema } from '#domain/incidents/rules/affected-query.ts'
import { factsOf, openedIncident } from '#testing/incidents.ts'
import type { Portal } from '../people.ts'
import { staffIn } from './people-of-forms.ts'
import type { Place } from './place.ts'

/** In the menu of every page of staff. */
const desk = ['signOutStaff']

const sound = {
  title: factsOf.title,
  what: factsOf.what,
  measures: factsOf.measures,
  data: 'learning',
  systems: 'device',
  risk: 'low',
  noticedOn: '2026-01-05',
  noticedTime: '10:00',
  everybody: 'portal',
  category: 'portal.request',
  openedBy: '',
  from: '2026-01-01',
  to: '2026-12-31',
  pasted: '',
  ...Object.fromEntries(
    ['what', 'measures', 'advice'].flatMap((part) =>
      ['kk', 'ru', 'en'].map((locale) => [`${part}-${locale}`, 'Сөз']),
    ),
  ),
}

/** An incident about which the authority was told: nothing stands on the first page of officers. */
export async function toldIncident(portal: Portal) {
  const officer = await staffIn(portal, 'security-officer')
  const reference = await openedIncident(officer.ctx, portal)
  await takeIncidentStep(officer.ctx, { reference, step: 'notify-authority', note: '№ 17' })
  return { ...officer, reference }
}

export const incidentPlaces: readonly Place[] = [
  {
    page: 'staff/incidents/new',
    actions: [...desk, 'addIncident'],
    repeats: true,
    open: async (portal, locale) => {
      const { cookies, staffId } = await staffIn(portal, 'security-officer')
      return { path: `/${locale}/staff/incidents/new`, cookies, ids: [staffId], sound }
    },
  },
  {
    page: 'staff/incidents/[reference]',
    actions: [...desk, 'changeIncident', 'findAffected', 'saveIncidentNotice', 'stepIncident'],
    repeats: true,
    open: async (portal, locale) => {
      const { cookies, staffId, reference } = await toldIncident(portal)
      return { path: `/${locale}/staff/incidents/${reference}`, cookies, ids: [staffId], sound }
    },
  },
  {
    page: 'staff/incidents/[reference]',
    face: 'people listed',
    actions: [...desk, 'changeIncident', 'annex', 'saveIncidentNotice', 'stepIncident'],
    repeats: true,
    open: async (portal, locale) => {
      const { ctx, cookies, staffId, reference } = await toldIncident(portal)
      const { email } = await portal.mint({ locale })
      const query = affectedQuerySchema.parse({ reference, pasted: email, press: 'freeze', counted: '1' })
      const listed = await listAffected(ctx, query)
      if (listed.status !== 'done') throw new Error(listed.code)
      return { path: `/${locale}/staff/incidents/${reference}`, cookies, ids: [staffId], sound }
    },
  },
]
