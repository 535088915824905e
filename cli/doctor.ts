import { authorize } from '#domain/access/permissions.ts'
import type { Command } from './command.ts'
import { checks } from './doctor/checks.ts'

export const doctor: Command = {
  name: 'doctor',
  summary: 'looks at settings, databases, keys, queue and mail, and says what is wrong',
  async run() {
    authorize({ kind: 'system', task: 'doctor' }, 'installation.check')
    const findings = []
    for (const check of checks(process.env)) findings.push(await check())
    const failed = findings.some(({ state }) => state === 'fail')
    return {
      failed,
      json: { healthy: !failed, findings },
      lines: findings.map(({ state, about, says }) => `${state.padEnd(5)} ${about.padEnd(18)} ${says}`),
    }
  },
}
