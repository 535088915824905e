import { addFinding, planAudit } from '#domain/assurance/audits/record-audit.ts'
import { recordSubprocessor } from '#domain/assurance/subprocessors/record-subprocessor.ts'
import { subprocessorSchema } from '#domain/assurance/subprocessors/subprocessor-schemas.ts'
import type { Locale } from '../../i18n/locales.ts'
import type { Portal } from '../people.ts'
import { staffIn } from './people-of-forms.ts'
import { document, type Opened, type Place } from './place.ts'

const day = '2033-03-11'

/** A penetration test that is planned and perhaps has found something, before the security officer. */
async function auditPage(portal: Portal, locale: Locale, hasFound: boolean): Promise<Opened> {
  const { ctx, staffId, cookies } = await staffIn(portal, 'security-officer')
  const owner = await staffIn(portal, 'administrator')
  const { auditId } = await planAudit(ctx, {
    kind: 'penetration-test',
    scope: 'Портал, дерекқор',
    performer: 'Қауіпсіздік бөлімі',
    plannedOn: day,
  })
  const finding = {
    auditId,
    title: 'Ескі кітапхана',
    severity: 'high',
    ownerId: owner.staffId,
    dueOn: day,
  } as const
  if (hasFound) await addFinding(ctx, finding)
  return {
    path: `/${locale}/staff/registers/audits/${auditId}`,
    cookies,
    ids: [staffId],
    sound: {
      doneOn: '2026-10-11',
      reportName: 'Есеп 4',
      files: document,
      title: 'Ескі кітапхана',
      dueOn: day,
      measure: 'Жаңартылды',
    },
  }
}

/** A day ahead: what is tried here is announced, and no list of today has it. */
const soundEntry = {
  nameKk: 'Мысал',
  nameRu: 'Пример',
  nameEn: 'Example',
  serviceKk: 'Хаттар',
  serviceRu: 'Письма',
  serviceEn: 'Emails',
  country: 'KZ',
  transferBasis: 'home',
  categories: 'technical',
  since: '2040-05-05',
  agreementName: '',
  agreementSha256: '',
  agreementOn: '',
  agreementEndsOn: '',
  effectiveOn: '2040-05-05',
}

async function subprocessorPage(portal: Portal, locale: Locale): Promise<Opened> {
  const { staffId, cookies, ctx } = await staffIn(portal, 'privacy-officer')
  const entry = subprocessorSchema.parse({ ...soundEntry, subprocessorId: '' })
  const made = await recordSubprocessor(ctx, entry)
  if (made.status !== 'done') throw new Error(made.code)
  const { subprocessorId } = made
  return {
    path: `/${locale}/staff/registers/subprocessors/${subprocessorId}`,
    cookies,
    ids: [staffId],
    sound: soundEntry,
  }
}

export const registerPlaces: readonly Place[] = [
  {
    page: 'staff/registers/audits',
    actions: ['signOutStaff', 'planAnAudit', 'export'],
    repeats: true,
    open: async (portal, locale) => {
      const { staffId, cookies } = await staffIn(portal, 'security-officer')
      return {
        path: `/${locale}/staff/registers/audits`,
        cookies,
        ids: [staffId],
        sound: { kind: 'audit', performer: 'Қауіпсіздік бөлімі', plannedOn: day },
      }
    },
  },
  {
    page: 'staff/registers/audits/[auditId]',
    face: 'has found something',
    actions: ['signOutStaff', 'closeAFinding', 'addAFinding', 'recordAnAudit'],
    repeats: true,
    open: (portal, locale) => auditPage(portal, locale, true),
  },
  {
    page: 'staff/registers/audits/[auditId]',
    face: 'planned',
    actions: ['signOutStaff', 'addAFinding', 'recordAnAudit', 'cancelAnAudit'],
    repeats: true,
    open: (portal, locale) => auditPage(portal, locale, false),
  },
  {
    page: 'staff/registers/subprocessors',
    actions: ['signOutStaff', 'recordASubprocessor', 'export'],
    repeats: true,
    open: async (portal, locale) => {
      const { staffId, cookies } = await staffIn(portal, 'security-officer')
      return {
        path: `/${locale}/staff/registers/subprocessors`,
        cookies,
        ids: [staffId],
        sound: { ...soundEntry, subprocessorId: '' },
      }
    },
  },
  {
    page: 'staff/registers/subprocessors/[subprocessorId]',
    actions: ['signOutStaff', 'recordASubprocessor', 'endASubprocessor'],
    repeats: true,
    open: subprocessorPage,
  },
]
