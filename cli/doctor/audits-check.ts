import { measureAudits, measureFindings, measureTests } from '#domain/assurance/measure/measure-protection.ts'
import { TEST_DAYS } from '#domain/assurance/rules/audit-terms.ts'
import type { Environment } from '#platform/env.ts'
import { type Finding, look, ok, warn } from './finding.ts'
import { withContext } from './with-context.ts'

/** Whether each quarter had an audit and the year a penetration test, and whether findings are closed by their day. */
export function checkAudits(env: Environment): Promise<Finding> {
  return look('audits', async () => {
    const { audits, tests, findings } = await withContext(env, (ctx) =>
      ctx.transaction(async (tx) => ({
        audits: await measureAudits(ctx, tx),
        tests: await measureTests(ctx, tx),
        findings: await measureFindings(ctx, tx),
      })),
    )
    const owed = [
      audits.missed > 0 && `quarters that ended without an audit: ${audits.missed}`,
      tests.daysSince > TEST_DAYS && `no penetration test for ${tests.daysSince} days`,
      findings.overdue > 0 && `findings past their day: ${findings.overdue}`,
    ].filter(Boolean)
    if (owed.length > 0) return warn(`${owed.join('; ')}; see /staff/registers/audits`)
    return ok(
      `${audits.thisQuarter} this quarter, which ends in ${audits.daysLeft} days; ${findings.open} findings open`,
    )
  })
}
