import { usualTermMonths } from '#domain/audit/rules/record-term.ts'
import type { Operator } from './operator.ts'

/** Months that a record of the audit log is kept: what the operator says of erased people counts for everybody. */
export const auditTermMonths = ({ keeping }: Pick<Operator, 'keeping'>) =>
  keeping['audit-log']?.months ?? usualTermMonths
