import { rmSync } from 'node:fs'
import { mailCheckpoint } from '#domain/assurance/audit-log/mail-checkpoint.ts'
import { readUnusualUse } from '#domain/assurance/audit-log/read-unusual-use.ts'
import {
  exportAuditLog,
  findPersonForLog,
  logColumns,
  searchAuditLog,
} from '#domain/assurance/audit-log/search-audit-log.ts'
import { readAuditReport } from '#domain/assurance/audits/audit-reports.ts'
import { exportAudits, readAudit } from '#domain/assurance/audits/read-audits.ts'
import {
  addFinding,
  cancelAudit,
  closeFinding,
  planAudit,
  recordAudit,
} from '#domain/assurance/audits/record-audit.ts'
import { exportConsentState } from '#domain/assurance/consents/read-consent-state.ts'
import { askForKit, listKits, openKit } from '#domain/assurance/kit/ask-for-kit.ts'
import { makeKits } from '#domain/assurance/kit/make-kits.ts'
import { measureEvidence, watchEvidence } from '#domain/assurance/measure/measure-evidence.ts'
import { remindRegisters } from '#domain/assurance/registers/remind-registers.ts'
import { exportRegister } from '#domain/assurance/report/export-register.ts'
import { readQuarter } from '#domain/assurance/report/read-quarter.ts'
import { registerColumns } from '#domain/assurance/report/registers.ts'
import { kitQuerySchema } from '#domain/assurance/rules/kit-query.ts'
import { readAuditSample } from '#domain/assurance/sample/read-audit-sample.ts'
import { checkCounts, remakeCounts } from '#domain/assurance/statistics/check-counts.ts'
import { exportStatistics } from '#domain/assurance/statistics/export-statistics.ts'
import { exportSubprocessors } from '#domain/assurance/subprocessors/read-subprocessors.ts'
import { endSubprocessor, recordSubprocessor } from '#domain/assurance/subprocessors/record-subprocessor.ts'
import { subprocessorSchema } from '#domain/assurance/subprocessors/subprocessor-schemas.ts'
import { createBackup } from '#domain/backups/create/create-backup.ts'
import { exportRegister as exportProcessing } from '#domain/fulfilment/register/read-register.ts'
import { exportRetention } from '#domain/fulfilment/retention/read-retention.ts'
import { kitReadme } from '#i18n/audit-kit.ts'
import { quarterOf } from '#platform/time/quarter.ts'
import { backupSettings } from './operations.ts'
import { sealedLog } from './sealed-log.ts'
import { type Calls, drain, must, type World } from './world.ts'

const named = (columns: readonly string[]) => Object.fromEntries(columns.map((one) => [one, one]))

async function planned({ security, day }: World) {
  const plan = { kind: 'audit', scope: 'Портал', performer: 'Бөлім', plannedOn: day(60) } as const
  return (await planAudit(security.ctx, plan)).auditId
}
const report = ({ day }: World) => ({
  doneOn: day(-3),
  reportName: 'report.pdf',
})
const file = { content: Buffer.from('%PDF-1.7\nесеп'), type: { mediaType: 'application/pdf' } }
async function recorded(world: World) {
  const auditId = await planned(world)
  await recordAudit(world.security.ctx, { auditId, ...report(world) }, file)
  return auditId
}
const finding = ({ officer, day }: World, auditId: string) =>
  ({ auditId, title: 'Ескі', severity: 'high', ownerId: officer.staffId, dueOn: day(7) }) as const

const company = ({ day }: World) =>
  subprocessorSchema.parse({
    subprocessorId: '',
    effectiveOn: day(0),
    since: '2025-01-15',
    categories: 'registration',
    nameKk: 'Пошта',
    nameRu: 'Почта',
    nameEn: 'Mail Ltd',
    serviceKk: 'Хаттар',
    serviceRu: 'Письма',
    serviceEn: 'Emails',
    country: 'DE',
    transferBasis: 'consent',
    agreementName: 'DPA.pdf',
    agreementSha256: 'ab'.repeat(32),
    agreementOn: '2025-01-10',
    agreementEndsOn: '',
  })

export const assuranceCalls: Calls = {
  'domain/assurance/audit-log/read-unusual-use.ts#readUnusualUse': async ({ security }) => {
    return () => readUnusualUse(security.ctx)
  },
  'domain/assurance/audit-log/search-audit-log.ts#exportAuditLog': async ({ auditor }) => {
    return () => {
      const words = { heads: named(logColumns) as never, actionWord: () => undefined }
      return exportAuditLog(auditor, { action: 'subject.create' }, words)
    }
  },
  'domain/assurance/audit-log/search-audit-log.ts#findPersonForLog': async ({ auditor, person }) => {
    const { email } = await person()
    return () => findPersonForLog(auditor, email)
  },
  'domain/assurance/audit-log/search-audit-log.ts#searchAuditLog': async ({ auditor }) => {
    return () => searchAuditLog(auditor, {}, { size: 1 })
  },
  'domain/assurance/audit-log/mail-checkpoint.ts#mailCheckpoint': async (world) => {
    await sealedLog(world)
    return () => mailCheckpoint(world.portal.system)
  },
  'domain/assurance/audits/audit-reports.ts#readAuditReport': async (world) => {
    const auditId = await recorded(world)
    return () => readAuditReport(world.auditor, auditId)
  },
  'domain/assurance/audits/read-audits.ts#exportAudits': async (world) => {
    await recorded(world)
    return () => exportAudits(world.security.ctx)
  },
  'domain/assurance/audits/record-audit.ts#addFinding': async (world) => {
    const input = finding(world, await recorded(world))
    return () => addFinding(world.security.ctx, input)
  },
  'domain/assurance/audits/record-audit.ts#cancelAudit': async (world) => {
    const auditId = await planned(world)
    return () => cancelAudit(world.security.ctx, { auditId })
  },
  'domain/assurance/audits/record-audit.ts#closeFinding': async (world) => {
    const { ctx } = world.security
    const auditId = await recorded(world)
    await addFinding(ctx, finding(world, auditId))
    const findingId = must((await readAudit(ctx, auditId))?.list[0]?.findingId)
    return () => closeFinding(ctx, { auditId, findingId, measure: 'Жаңартылды' })
  },
  'domain/assurance/audits/record-audit.ts#planAudit': async (world) => () => planned(world),
  'domain/assurance/audits/record-audit.ts#recordAudit': async (world) => {
    const auditId = await planned(world)
    return () => recordAudit(world.security.ctx, { auditId, ...report(world) }, file)
  },
  'domain/assurance/consents/read-consent-state.ts#exportConsentState': async ({ officer }) => {
    return () => exportConsentState(officer.ctx)
  },
  'domain/assurance/kit/ask-for-kit.ts#askForKit': async ({ auditor, day }) => {
    const query = kitQuerySchema.parse({ from: day(-20), to: day(-1), day: day(0) })
    return () => askForKit(auditor, query)
  },
  'domain/assurance/kit/ask-for-kit.ts#openKit': async (world) => {
    const { auditor, day } = world
    await sealedLog(world)
    const make = () => makeKits(world.portal.system, kitReadme, new AbortController().signal)
    // The one of the call before, if it waits.
    await make()
    const asked = await askForKit(auditor, kitQuerySchema.parse({ from: day(-2), to: day(-1), day: day(0) }))
    if (asked.status !== 'done') throw new Error(asked.code)
    await make()
    const { kitId } = must((await listKits(auditor)).find(({ state }) => state === 'ready'))
    return () => openKit(auditor, kitId)
  },
  'domain/assurance/measure/measure-evidence.ts#measureEvidence': async ({ portal }) => {
    return async () => {
      // Each measurement is tried by itself; what failed is told.
      const { failed, measured } = await measureEvidence(portal.system)
      const [first] = failed
      if (measured.length === 0 && first) throw first.error
    }
  },
  'domain/assurance/measure/measure-evidence.ts#watchEvidence': async (world) => {
    const { system } = world.portal
    const { portal: archive } = await createBackup(system, await backupSettings(world))
    world.portal.passTime(6 * 3_600_000)
    await measureEvidence(system)
    rmSync(archive)
    return () => watchEvidence(system)
  },
  'domain/assurance/registers/remind-registers.ts#remindRegisters': async (world) => {
    await addFinding(world.security.ctx, finding(world, await recorded(world)))
    return () => remindRegisters(world.portal.system)
  },
  'domain/assurance/report/export-register.ts#exportRegister': async ({ officer, request, day }) => {
    await request('access')
    const columns = named(Object.values(registerColumns).flat()) as never
    const words = { columns, value: (_: string, code: string) => code, figures: () => '' }
    return () => drain(exportRegister(officer.ctx, 'requests', { from: day(-30), to: day(0), words }))
  },
  'domain/assurance/report/read-quarter.ts#readQuarter': async ({ auditor, day }) => {
    return () => readQuarter(auditor, quarterOf(day(0)))
  },
  'domain/assurance/sample/read-audit-sample.ts#readAuditSample': async (world) => {
    await sealedLog(world)
    return () =>
      readAuditSample(world.auditor, { from: world.day(-40), to: world.day(-10), day: world.day(0) })
  },
  'domain/assurance/statistics/check-counts.ts#checkCounts':
    async ({ portal }) =>
    () =>
      checkCounts(portal.system),
  'domain/assurance/statistics/check-counts.ts#remakeCounts':
    async ({ portal }) =>
    () =>
      remakeCounts(portal.system),
  'domain/assurance/statistics/export-statistics.ts#exportStatistics': async ({ officer }) => {
    return () => exportStatistics(officer.ctx, { chart: 'choices', choicesBy: 'topic' })
  },
  'domain/assurance/subprocessors/read-subprocessors.ts#exportSubprocessors': async (world) => {
    await recordSubprocessor(world.officer.ctx, company(world))
    return () => exportSubprocessors(world.officer.ctx)
  },
  'domain/assurance/subprocessors/record-subprocessor.ts#endSubprocessor': async (world) => {
    const made = await recordSubprocessor(world.officer.ctx, company(world))
    if (made.status !== 'done') throw new Error(made.code)
    const { subprocessorId } = made
    return () => endSubprocessor(world.officer.ctx, { subprocessorId, effectiveOn: world.day(60) })
  },
  'domain/assurance/subprocessors/record-subprocessor.ts#recordSubprocessor': async (world) => {
    const input = company(world)
    return () => recordSubprocessor(world.officer.ctx, input)
  },
  'domain/fulfilment/register/read-register.ts#exportRegister': async ({ officer }) => {
    return () => exportProcessing(officer.ctx, { register: 'processing', format: 'csv' })
  },
  'domain/fulfilment/retention/read-retention.ts#exportRetention': async ({ officer }) => {
    return () => exportRetention(officer.ctx)
  },
}
